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
    // The scenarios share one list of tasks.
    const [red, green, blue] = ['red', 'green', 'blue'].map(colour => `${colour} boat, ${theme}`) as [
      string,
      string,
      string,
    ];
    await workbench.openView('API in One');
    await workbench.commandPalette('API in One: Pause Waiting Tasks');
    await workbench.statusBarItem(/Paused/).waitFor();
    for (const title of [red, green, blue]) {
      await generateImage(workbench, title);
      await taskIs(workbench, title, 'waiting');
    }
    await page.getByText(/Paused: tasks that wait are not sent until you resume \(3\)/).waitFor();
    await whenOrder(workbench, [red, green, blue]);
    await workbench.screenshot('1-paused');

    await taskRow(workbench, blue).click({ button: 'right' });
    await workbench.menuEntry('Move Up in Line').waitFor();
    await workbench.screenshot('2-menu');
    await workbench.menuEntry('Move Up in Line').click();
    await whenOrder(workbench, [red, blue, green]);
    await taskRow(workbench, green).hover();
    await taskRow(workbench, green).getByRole('button', { name: 'Run Next' }).click();
    await whenOrder(workbench, [green, red, blue]);
    await taskRow(workbench, blue).dragTo(taskRow(workbench, green));
    await whenOrder(workbench, [blue, green, red]);

    await workbench.reload();
    await whenOrder(workbench, [blue, green, red]);
    await workbench.statusBarItem(/Paused/).click();
    await taskRow(workbench, red, '.*waits: 1 at a time').waitFor();
    await workbench.screenshot('3-one-at-a-time');
    for (const title of [blue, green, red]) await taskIs(workbench, title, 'saved');
    await workbench.statusBarItem(/Paused/).waitFor({ state: 'detached' });
    assert.equal((await generatedFiles(folder)).length, 3);

    const twice = `pressed twice, ${theme}`;
    // Enter pressed twice where the questions end is one wish.
    await workbench.commandPalette('API in One: Generate Image…');
    await quickInput.asksFor('Choose a model');
    await quickInput.accept();
    await quickInput.answer('– Prompt', twice);
    await quickInput.asksFor('Press Enter to generate');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await taskIs(workbench, twice, 'saved');
    assert.equal(await taskRow(workbench, twice).count(), 1);

    await generateImage(workbench, 'please drop');
    await taskIs(workbench, 'please drop', 'not confirmed');
    await workbench.treeRow('Needs attention').waitFor();
    const notice = workbench.notification(/please drop.*no bill is known/s);
    await notice.waitFor();
    for (const name of ['Track Its Id…', 'Send Again…', 'Forget…'])
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
