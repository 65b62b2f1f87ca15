/** Windows as processes of their own, killed in the middle: another one goes on, nothing is bought or stored twice. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { holdAt, holdOrder, type Point } from '../support/fakeApi/holdAt.ts';
import { mediaFiles } from '../support/fakeApi/media.ts';
import { type FakeApi, startFakeApi } from '../support/fakeApi/startFakeApi.ts';
import { type LedgerProcess, startWindowProcess } from '../support/ledgerProcesses.ts';
import { tempFolder } from '../support/tempFolder.ts';

interface Stage {
  readonly fake: FakeApi;
  /** Path of a project's folder. */
  folder(project: string): string;
  /** Path of the ledger's folder. */
  readonly ledger: string;
  /** Opens a window of a project, which begins these tasks, and waits until it stands. */
  open(project: string, ...ids: readonly string[]): Promise<LedgerProcess>;
  /** Holds the next request at this point of a task's way; resolves when it is there. */
  hold(point: Point): Promise<void>;
}

async function setStage(t: TestContext): Promise<Stage> {
  const fake = await startFakeApi({ accept: 'any' });
  t.after(() => fake.close());
  const root = tempFolder(t);
  const folder = (project: string): string => path.join(root, project);
  const ledger = path.join(root, 'ledger');
  return {
    fake,
    folder,
    ledger,
    async open(project, ...ids) {
      mkdirSync(folder(project), { recursive: true });
      const where = pathToFileURL(folder(project)).href;
      const args = [fake.baseUrl, fake.key, ledger, where, ...ids];
      const window = startWindowProcess(t, 'windowChild.ts', args);
      await window.said('ready');
      return window;
    },
    hold: point => holdAt(fake, point),
  };
}

const downloads = ({ requests }: FakeApi): number =>
  requests.filter(({ to, answered }) => to === 'media' && answered === 'media').length;

/** One whole file, one order, one download that came to its end. */
function assertSavedOnce({ fake, folder }: Stage, project: string): void {
  assert.deepEqual(readdirSync(folder(project)), ['n0.png']);
  const content = readFileSync(path.join(folder(project), 'n0.png'));
  assert.ok(content.equals(mediaFiles['tiny.png']?.make() ?? Buffer.alloc(0)));
  assert.equal(fake.posts().length, 1);
  assert.equal(downloads(fake), 1);
}

// They wait for the most part: several at a time take as long as the longest.
describe('windows that end', { concurrency: 4 }, () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    for (const point of ['poll', 'download'] as const) {
      test(`${signal} during a ${point}: another window of the project goes on`, async t => {
        const stage = await setStage(t);
        const other = await stage.open('ws');
        const held = stage.hold(point);
        const own = await stage.open('ws', 'n0');
        await held;
        await own.kill(signal);
        await other.said('saw n0 saved');
        assertSavedOnce(stage, 'ws');
      });
    }

    test(`${signal} during an order: it is known to be unconfirmed, and nobody sends it again`, async t => {
      const stage = await setStage(t);
      const other = await stage.open('ws');
      const held = stage.hold('submit');
      const own = await stage.open('ws', 'n0');
      await held;
      await own.kill(signal);
      await other.said('saw n0 unconfirmed');
      // A later order shows that the line went on without the one that is not confirmed.
      const third = await stage.open('ws', 'n1');
      await third.said('saw n1 saved');
      assert.deepEqual(
        stage.fake.posts().map(({ body }) => (body as { prompt: string }).prompt),
        ['intent n0', 'intent n1'],
      );
      assert.deepEqual(readdirSync(stage.folder('ws')), ['n1.png']);
    });
  }

  for (const point of ['poll', 'download'] as const) {
    test(`the only window of a project is killed during a ${point}: the result waits for the next one`, async t => {
      const stage = await setStage(t);
      const guest = await stage.open('other');
      const held = stage.hold(point);
      const own = await stage.open('ws', 'n0');
      await held;
      await own.kill();
      await guest.said('saw n0 unsaved notOpen');
      assert.equal(downloads(stage.fake), 0);
      assert.deepEqual(readdirSync(stage.folder('other')), []);
      const again = await stage.open('ws');
      await again.said('saw n0 saved');
      await guest.said('saw n0 saved');
      assertSavedOnce(stage, 'ws');
    });
  }

  test('windows without the project beside one that has it: the result is stored there, once', async t => {
    const stage = await setStage(t);
    const guests = [await stage.open('other'), await stage.open('another')];
    const home = await stage.open('ws');
    const held = stage.hold('download');
    const own = await stage.open('ws', 'n0');
    await held;
    await own.kill();
    await Promise.all([home, ...guests].map(window => window.said('saw n0 saved')));
    assertSavedOnce(stage, 'ws');
    for (const name of ['other', 'another']) assert.deepEqual(readdirSync(stage.folder(name)), []);
  });

  test('five windows of one project, each killed in the middle of its download: the last one saves, once', async t => {
    const stage = await setStage(t);
    const held = stage.hold('download');
    const first = await stage.open('ws', 'n0');
    await held;
    for (let i = 0, window = first; i < 4; i++) {
      const next = await stage.open('ws');
      const again = i < 3 ? stage.hold('download') : undefined;
      await window.kill();
      await again;
      window = next;
      if (i === 3) await window.said('saw n0 saved');
    }
    assertSavedOnce(stage, 'ws');
  });
});

describe('windows whose ledger is taken away', { concurrency: 2 }, () => {
  for (const guests of [0, 1]) {
    test(`in the middle of an order, ${guests} other windows: its answer still finds the task`, async t => {
      const stage = await setStage(t);
      const others = guests === 0 ? [] : [await stage.open('ws')];
      const order = holdOrder(stage.fake);
      const own = await stage.open('ws', 'n0');
      await order.arrived;
      await Promise.all(others.map(window => window.said('saw n0 submitting')));
      rmSync(stage.ledger, { recursive: true, maxRetries: 9 });
      // An order of a window that comes later shows that there is a ledger again.
      const third = await stage.open('ws', 'n1');
      await third.said('saw n1 running');
      order.answer();
      await own.said('saw n0 saved');
      await third.said('saw n0 saved');
      await third.said('saw n1 saved');
      assert.equal(stage.fake.posts().length, 2);
      assert.deepEqual(readdirSync(stage.folder('ws')), ['n0.png', 'n1.png']);
    });
  }
});
