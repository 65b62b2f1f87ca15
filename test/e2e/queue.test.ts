/** The waiting line as a person sees it: held, ordered, let go; and what needs attention on top. */
import assert from 'node:assert/strict';
import { scenariosIn } from '../rig/scenario.ts';
import type { Workbench } from '../rig/workbench.ts';
import { generatedFiles, generateImage, taskIs, taskRow } from './support/acts.ts';

const scenario = scenariosIn({
  machineSettings: { 'apiInOne.service': 'sandbox', 'apiInOne.queue.concurrency': { image: 1 } },
});

/** Resolves when the rows of these tasks stand in this order. */
async function whenOrder(workbench: Workbench, wanted: readonly string[]): Promise<void> {
  await workbench.page.waitForFunction(`(() => {
    const wanted = ${JSON.stringify(wanted)};
    const names = [...document.querySelectorAll('[role=treeitem]')].map(row => row.getAttribute('aria-label') ?? '');
    return names.flatMap(name => wanted.find(title => name.includes(title)) ?? []).join() === wanted.join();
  })()`);
}

for (const theme of ['dark', 'light'] as const) {
  scenario(`the waiting line, ${theme}`, { theme }, async ({ workbench, folder }) => {
    const { page, quickInput } = workbench;
    await workbench.openView('API in One');
    await workbench.commandPalette('API in One: Pause Waiting Tasks');
    await workbench.statusBarItem(/Paused/).waitFor();
    for (const title of ['red boat', 'green boat', 'blue boat']) {
      await generateImage(workbench, title);
      await taskIs(workbench, title, 'waiting');
    }
    await page.getByText(/Paused: tasks that wait are not sent until you resume \(3\)/).waitFor();
    await whenOrder(workbench, ['red boat', 'green boat', 'blue boat']);
    await workbench.screenshot('1-paused');

    const blue = taskRow(workbench, 'blue boat');
    await blue.click({ button: 'right' });
    await workbench.menuEntry('Move Up in Line').waitFor();
    await workbench.screenshot('2-menu');
    await workbench.menuEntry('Move Up in Line').click();
    await whenOrder(workbench, ['red boat', 'blue boat', 'green boat']);
    await taskRow(workbench, 'green boat').hover();
    await taskRow(workbench, 'green boat').getByRole('button', { name: 'Run Next' }).click();
    await whenOrder(workbench, ['green boat', 'red boat', 'blue boat']);
    await taskRow(workbench, 'blue boat').dragTo(taskRow(workbench, 'green boat'));
    await whenOrder(workbench, ['blue boat', 'green boat', 'red boat']);

    await workbench.reload();
    await whenOrder(workbench, ['blue boat', 'green boat', 'red boat']);
    await workbench.statusBarItem(/Paused/).click();
    await taskRow(workbench, 'red boat', '.*waits: only 1 of its kind at a time').waitFor();
    await workbench.screenshot('3-one-at-a-time');
    for (const title of ['blue boat', 'green boat', 'red boat']) await taskIs(workbench, title, 'saved');
    await workbench.statusBarItem(/Paused/).waitFor({ state: 'detached' });
    assert.equal((await generatedFiles(folder)).length, 3);

    // Enter pressed twice where the questions end is one wish.
    await workbench.commandPalette('API in One: Generate Image…');
    await quickInput.asksFor('Choose a model');
    await quickInput.accept();
    await quickInput.answer('– Prompt', 'pressed twice');
    await quickInput.asksFor('Press Enter to generate');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await taskIs(workbench, 'pressed twice', 'saved');
    assert.equal(await taskRow(workbench, 'pressed twice').count(), 1);

    await generateImage(workbench, 'please drop');
    await taskIs(workbench, 'please drop', 'not confirmed');
    await workbench.treeRow('Needs attention').waitFor();
    const notice = workbench.notification(/please drop.*no bill is known/s);
    await notice.waitFor();
    for (const name of ['I See It in the Dashboard', 'Send Again (May Be Charged Twice)', 'Forget'])
      await notice.getByRole('button', { name }).waitFor();
    await workbench.screenshot('4-attention');
    await taskRow(workbench, 'please drop').click();
    await workbench
      .webview()
      .getByText(/no bill is known/)
      .waitFor();
    await workbench.screenshot('5-details');
    await page.keyboard.press('Escape');
    await workbench.contextMenu(taskRow(workbench, 'please drop'), 'Forget…');
    await workbench.dialog.waitFor();
    await workbench.screenshot('6-forget');
    await workbench.dialog.getByRole('button', { name: 'Forget' }).click();
    await taskRow(workbench, 'please drop').waitFor({ state: 'detached' });
    assert.deepEqual(workbench.consoleErrors(/apiinone|api-in-one/i), []);
  });
}
