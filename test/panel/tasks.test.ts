/** The list of running work and results: what it says, what it keeps still, and how it finds back after a lost event. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Task } from '../../src/core/tasks/task.ts';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  startStudioBench,
} from '../support/studio/studioBench.ts';
import { busyList, failedTask, runningTask, savedTask, studioTask } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

/** Gives the host these tasks and tells the page. */
async function setTasks(studio: StudioPage, tasks: readonly Task[]): Promise<void> {
  await studio.host((host, next) => {
    host.tasks = next;
    host.refresh();
  }, tasks);
  await studio.host(host => host.idle());
}

const live = (studio: StudioPage) => studio.page.locator('.sr[role=status]');

describe('cards', { concurrency: atOnce }, () => {
  test('a film with sound that this editor cannot play says so, and offers the system’s player', async () => {
    const film = savedTask({ id: 'f', title: 'A pier', kind: 'video', model: 'kling-3' }, ['film.mp4']);
    const studio = await bench.open({ tasks: [film, savedTask({ id: 'p', title: 'A boat' }, ['wide.png'])] });
    const { page } = studio;
    assert.equal(await page.locator('.card .silence').count(), 0);
    await studio.host(host => {
      host.isSilent = true;
      host.refresh();
    });
    await page.locator('[data-id=f]').getByRole('button', { name: 'Open in the System Player' }).click();
    await studio.settled();
    assert.deepEqual(await studio.calls('openOutside'), [{ id: 'f', output: 0 }]);
    assert.equal(await page.locator('.card .silence').count(), 1);
    await studio.close();
  });

  test('a result is dragged by its name, never by its address', async () => {
    const { page } = await bench.open({ tasks: busyList() });
    await page.locator('[data-id="e"] .frame').nth(1).waitFor();
    const carried = await page.evaluate(`(frame => {
      const dataTransfer = new DataTransfer();
      frame.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
      return Object.fromEntries([...dataTransfer.types].map(type => [type, dataTransfer.getData(type)]));
    })(document.querySelectorAll('[data-id="e"] .frame')[1])`);
    assert.deepEqual(carried, { 'application/vnd.apiinone.assets': '[{"task":"e","output":1}]' });
  });

  test('each state has its words and the actions that fit', async () => {
    const studio = await bench.open({ tasks: busyList() });
    const { page } = studio;
    const card = (id: string) => page.locator(`[data-id="${id}"]`);
    const buttons = (id: string) => card(id).getByRole('button').allTextContents();
    assert.deepEqual(await buttons('a'), ['Cancel', 'Edit in Form', '']);
    assert.deepEqual((await buttons('d')).slice(0, 2), ['Insert', 'Open']);
    assert.deepEqual((await buttons('k')).slice(0, 2), [
      'I See It in the Dashboard: Track Its Id…',
      'Send Again (May Be Charged Twice)…',
    ]);
    const facts = (id: string) => card(id).locator('.facts > *').allTextContents();
    assert.deepEqual((await facts('b')).slice(0, 2), ['running', 'Flux 2']);
    assert.match((await facts('b'))[2] ?? '', /^\d+ s · usually 25 s$/);
    assert.deepEqual(await facts('d'), ['saved', 'Flux 2', '5 credits', '1 min. ago']);
    assert.match((await card('i').textContent()) ?? '', /Content policy: the prompt names a real person\./);
    assert.equal(await card('h').locator('.badge').textContent(), 'SANDBOX');
    assert.equal(await card('d').locator('.badge').count(), 0);
    assert.match((await card('l').textContent()) ?? '', /Saved, but it cannot be shown here/);
    assert.equal(await page.locator('.running-count').textContent(), '3 running');
    assert.equal(await card('e').locator('img').count(), 4);
    assert.equal(await card('e').locator('img').nth(1).getAttribute('alt'), 'Four planes 2');
    assert.equal(
      await card('f').locator('video').getAttribute('aria-label'),
      'Slow drone shot over a foggy pine forest at sunrise',
    );
    assert.equal(await card('g').locator('audio').count(), 2);
    await card('d').locator('img').scrollIntoViewIfNeeded();
    assert.equal(
      await card('d')
        .locator('img')
        .evaluate((e: { naturalWidth: number }) => e.naturalWidth),
      400,
    );
    assert.deepEqual(studio.complaints, []);
    await studio.close();
  });

  test('a picture that cannot be loaded says so', async () => {
    const studio = await bench.open({ tasks: [savedTask({ id: 't1', title: 'A boat' }, ['gone.png'])] });
    await studio.page.getByText('Saved, but it cannot be shown here.').waitFor();
    await studio.close();
  });

  test('what did not change stays the same element, and what is focused stays focused', async () => {
    const saved = savedTask({ id: 't1', title: 'A boat' }, ['voice.wav']);
    const running = runningTask({ id: 't2', title: 'A plane' });
    const studio = await bench.open({ tasks: [running, saved] });
    const { page } = studio;
    await page.evaluate(`document.querySelector('[data-id=t1] audio').dataset.mark = 'same'`);
    await page.locator('#edit-t2').focus();
    await setTasks(studio, [
      studioTask({ id: 't3', title: 'A kite' }, { status: 'queued' }),
      savedTask({ id: 't2', title: 'A plane' }, ['wide.png'], 5),
      saved,
    ]);
    assert.equal(await page.locator('[data-id=t1] audio').getAttribute('data-mark'), 'same');
    assert.match(await page.evaluate('document.activeElement.id'), /-t2$/, 'on the same task still');
    assert.deepEqual(await page.locator('.card').evaluateAll(ids), ['t3', 't2', 't1']);
    await setTasks(studio, [saved]);
    assert.deepEqual(await page.locator('.card').evaluateAll(ids), ['t1']);
    await studio.close();
  });
});

describe('said aloud', () => {
  test('a change of a task is announced once, in words; the first sight of the list is not', async () => {
    const wish = { id: 't1', title: 'A boat' };
    const studio = await bench.open({ tasks: [runningTask(wish)] });
    assert.equal(await live(studio).textContent(), '');
    await setTasks(studio, [savedTask(wish, ['wide.png'])]);
    assert.equal(await live(studio).textContent(), 'A boat: saved');
    assert.equal(await live(studio).getAttribute('aria-live'), 'polite');
    await setTasks(studio, [savedTask(wish, ['wide.png'])]);
    assert.equal(await live(studio).textContent(), 'A boat: saved');
    await setTasks(studio, [
      failedTask({ id: 't2', title: 'Late' }, 'no'),
      runningTask({ id: 't3', title: 'New' }),
    ]);
    assert.equal(
      await live(studio).textContent(),
      'New: running',
      'what was over before it was seen is no news',
    );
    await studio.close();
  });
});

describe('lost and late events', { concurrency: atOnce }, () => {
  test('after a lost event the next one says all', async () => {
    const wish = { id: 't1', title: 'A boat' };
    const studio = await bench.open({ tasks: [runningTask(wish)] });
    await studio.host(host => {
      host.isDeaf = true;
    });
    await setTasks(studio, [savedTask(wish, ['wide.png'])]);
    assert.equal(await studio.page.locator('.card.running').count(), 1, 'it was lost indeed');
    await studio.host(host => {
      host.isDeaf = false;
      host.refresh();
    });
    await studio.page.locator('.card.saved').waitFor();
    await studio.close();
  });

  test('whoever comes back to the page sees how things stand, without an event', async () => {
    const wish = { id: 't1', title: 'A boat' };
    const studio = await bench.open({ tasks: [runningTask(wish)] });
    await studio.host(host => {
      host.isDeaf = true;
    });
    await setTasks(studio, [savedTask(wish, ['wide.png'])]);
    await studio.page.evaluate(`window.dispatchEvent(new Event('focus'))`);
    await studio.page.locator('.card.saved').waitFor();
    await studio.close();
  });

  test('an event that comes late does not turn the clock back', async () => {
    const wish = { id: 't1', title: 'A boat' };
    const studio = await bench.open({ tasks: [runningTask(wish)] });
    await studio.host(
      (host, done) => {
        host.latency = () => 150;
        host.refresh();
        host.latency = () => 0;
        host.tasks = done;
        host.refresh();
      },
      [savedTask(wish, ['wide.png'])],
    );
    await studio.settled();
    assert.equal(await studio.page.locator('.card.saved').count(), 1);
    assert.equal(await live(studio).textContent(), 'A boat: saved');
    await studio.close();
  });

  test('a host that does not answer is said not to, and the page lives on', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.clock.install();
    await studio.host(host => {
      host.latency = () => 1e9;
    });
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A boat');
    await page.locator('#run').click();
    await page.clock.runFor(31_000);
    assert.equal(await page.locator('#run-error').textContent(), 'The editor did not answer. Try again.');
    assert.equal(await page.locator('#run').getAttribute('aria-disabled'), 'false');
    await studio.close();
  });
});

describe('key and sandbox', () => {
  test('without a key the page says what to do; with one it says nothing', async () => {
    const studio = await bench.open({ hasKey: false });
    const { page } = studio;
    await page.getByRole('button', { name: 'Set API Key…' }).click();
    await page.getByRole('button', { name: 'Use the Sandbox' }).click();
    await studio.settled();
    assert.equal((await studio.calls('setKey')).length, 1);
    assert.equal((await studio.calls('useSandbox')).length, 1);
    await studio.host(host => {
      host.hasKey = true;
      host.refresh();
    });
    await page.locator('.notice').waitFor({ state: 'hidden' });
    await studio.host(host => {
      host.service = 'sandbox';
      host.refresh();
    });
    await page.getByText('Sandbox: what it makes are placeholders.').waitFor();
    await page.getByRole('button', { name: 'Use the Live Service' }).click();
    await studio.settled();
    assert.equal((await studio.calls('useLive')).length, 1);
    await studio.close();
  });
});

function ids(cards: { dataset: Record<string, string> }[]): (string | undefined)[] {
  return cards.map(card => card.dataset['id']);
}
