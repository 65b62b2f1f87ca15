/** What stands between a request and the ledger: the person's limits, whoever asks, and what a folder may say. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type * as vscode from 'vscode';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import { matchesQuery, storedOutputs, type TaskQuery } from '../../../src/core/tasks/search.ts';
import type { Task, TaskFacts } from '../../../src/core/tasks/task.ts';
import { alone } from '../../../src/host/alone.ts';
import type { Recorder } from '../../../src/host/recordRequest.ts';
import type { Tasks } from '../../../src/host/tasks.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLocks } from '../../support/memoryLock.ts';
import { createNodeFs } from '../../support/nodeFs.ts';
import { silentLog } from '../../support/silentLog.ts';
import { savedTask } from '../../support/studio/studioTasks.ts';
import { editor, folderSettings, Uri, userSettings } from '../../support/vscodeStub.ts';

const { recordRequest, recordWithinLimit } = await import('../../../src/host/recordRequest.ts');
const { MadeInputs } = await import('../../../src/host/inputUrl.ts');
const { Uploads } = await import('../../../src/host/inputs/uploads.ts');

const folder = Uri.parse('file:///work/site');
const origin = { folder, document: undefined, selection: undefined } as never;
/** A model of whose price nobody knows anything. */
const unpriced = {
  ...{ slug: 'new-model', label: 'New', kind: 'image', endpoint: 'images', typicalSeconds: 9 },
  ...{ variants: [{ value: 'new-model', label: 'New' }], outputs: { count: 1 }, confidence: 'doc' },
  fields: [{ type: 'text', name: 'prompt', label: 'Prompt', required: true, maxLength: 100 }],
  prices: [],
};

/** No upload is known: an object that is named is one that was taken away. */
const noUploads = new Uploads(Uri.parse('file:///none') as unknown as vscode.Uri);

/** What was made here already. */
let results: readonly Task[] = [];

function recorder(used = 0, service: Recorder['service'] = 'live'): Recorder {
  const tasks = {
    tasks: () => results,
    findNewest: async (query: TaskQuery) => results.find(task => matchesQuery(task, query)),
    prices: () => new Map(),
    creditsSince: async () => used,
  } as unknown as Tasks;
  const catalogue = createCatalogue([unpriced]);
  return {
    ...{ catalogue, tasks, service, log: silentLog, inputs: new MadeInputs(noUploads) },
    ids: { next: () => 'id-1' },
  };
}

/** flux-2 in 1K is 5 credits by the vendor's page. */
const request = { kind: 'image', model: 'flux-2', params: { prompt: 'a paper boat' } } as const;

beforeEach(() => {
  userSettings.clear();
  folderSettings.clear();
  results = [];
  editor.fs = createNodeFs(undefined);
  editor.said.length = 0;
  editor.isTrusted = true;
  editor.workspaceFolders = [{ uri: folder }];
});

test('an address that leads nowhere any more is refused before anything is asked', async () => {
  const own = recorder();
  const url = 'https://bucket.example/cup.png';
  const order = { kind: 'upscaleImage', params: { image: url } } as const;
  own.inputs.add({ url, file: 'file:///w/my%20cup.png', way: 'bucket', object: 'gone/cup.png' });
  const expected = { kind: 'inputFile', reason: 'expired', file: 'my cup.png' };
  await assert.rejects(recordRequest(own, order, origin), expected);
  own.inputs.add({ url, file: 'file:///w/my%20cup.png', way: 'command', expiresAt: Date.now() - 1 });
  await assert.rejects(recordRequest(own, order, origin), expected);
  own.inputs.add({ url, file: 'file:///w/my%20cup.png', way: 'command' });
  const facts = await recordRequest(own, order, origin);
  assert.equal(facts.inputs?.[0]?.url, url);
});

describe('what an order is made from', () => {
  const url = 'https://bucket.example/1.png';
  const order = { kind: 'upscaleImage', params: { image: url } } as const;
  const parentOf = async (own: Recorder, from = origin): Promise<string | undefined> =>
    (await recordRequest(own, order, from)).parent;

  beforeEach(() => {
    results = [
      savedTask({ id: 'other', title: 'A cup' }, ['cup.png']),
      savedTask({ id: 'boat', title: 'A boat' }, ['boat.png']),
    ];
  });

  /** Where the boat lies, and its address with the service. */
  const boat = () => {
    const [stored] = storedOutputs(results[1] as Task);
    assert.ok(stored?.output.uri !== undefined && stored.output.url !== undefined);
    return { uri: stored.output.uri, url: stored.output.url };
  };

  test('the task of a result whose address was asked for, whoever asked', async () => {
    const own = recorder();
    own.inputs.add({ url, file: boat().uri, way: 'bucket' });
    assert.equal(await parentOf({ ...own, inputs: new MadeInputs(noUploads) }), undefined);
    own.inputs.add({ url, file: boat().uri, way: 'command' });
    assert.equal(await parentOf(own), 'boat');
  });

  test('the task of the file that a tool is used on', async () => {
    const onFile = { ...(origin as object), source: Uri.parse(boat().uri) } as never;
    assert.equal(await parentOf(recorder(), onFile), 'boat');
    const named = { ...(onFile as object), parent: 'named' } as never;
    assert.equal(await parentOf(recorder(), named), 'named', 'who knows better is believed');
  });

  test('the task that an address leads to, also where nobody remembers asking for it', async () => {
    const kept = { ...order, params: { image: boat().url } };
    assert.equal((await recordRequest(recorder(), kept, origin)).parent, 'boat');
    assert.equal((await recordRequest(recorder(), request, origin)).parent, undefined);
  });
});

describe('limits of credits', () => {
  test('without any, nobody is asked', async () => {
    await recordRequest(recorder(1e9), request, origin);
    assert.deepEqual(editor.said, []);
  });

  test('the limit of the day counts what is used; the last credit may be spent', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 20);
    await recordRequest(recorder(15), request, origin);
    await assert.rejects(recordRequest(recorder(16), request, origin), {
      kind: 'budget',
      used: 16,
      limit: 20,
    });
  });

  test('above the other one the person is asked, also when code asks for it, and a no costs nothing', async () => {
    userSettings.set('apiInOne.budget.askAbove', 5);
    await recordRequest(recorder(), request, origin);
    assert.deepEqual(editor.said, []);
    userSettings.set('apiInOne.budget.askAbove', 4);
    await assert.rejects(recordRequest(recorder(), request, origin), { kind: 'cancelled' });
    assert.match(editor.said.join(), /5 credits/);
  });

  test('a price that nobody knows is asked for like a high one', async () => {
    const unknown = { ...request, model: 'new-model' };
    await recordRequest(recorder(), unknown, origin);
    userSettings.set('apiInOne.budget.askAbove', 1000);
    await assert.rejects(recordRequest(recorder(), unknown, origin), { kind: 'cancelled' });
    assert.match(editor.said.join(), /price not known/);
  });

  test('two windows that order at once are held to it together', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 9);
    const orders: TaskFacts[] = [];
    const locks = createMemoryLocks();
    const clock = createMemoryClock();
    const inWindow = async (): Promise<unknown> => {
      const lock = locks.open();
      const own = recorder();
      const parts = {
        ...own,
        tasks: {
          ...own.tasks,
          find: async () => undefined,
          creditsSince: async () => orders.length * 5,
          claim: (name: string) => lock.tryAcquire(name),
          create: async (facts: TaskFacts) => {
            // As long as a disk takes: the other window looks meanwhile.
            await new Promise(resolve => setImmediate(resolve));
            orders.push(facts);
            return facts;
          },
        } as unknown as Tasks,
      };
      const facts = await recordRequest(parts, request, origin);
      const { signal } = new AbortController();
      return alone(parts.tasks, clock, { work: () => recordWithinLimit(parts, facts), signal });
    };
    const ends = Promise.allSettled([inWindow(), inWindow()]);
    await clock.advance(1000);
    assert.deepEqual((await ends).map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal(orders.length, 1);
    assert.deepEqual([...locks.held], []);
  });

  test('a window that hangs holds nobody up for ever', async () => {
    const clock = createMemoryClock();
    const { signal } = new AbortController();
    const done = alone({ claim: async () => undefined }, clock, { work: async () => 'ordered', signal });
    await clock.advance(60_000);
    assert.equal(await done, 'ordered');
  });

  test('a folder cannot lift them', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 1);
    folderSettings.set('apiInOne.budget.stopAbove', 1e9);
    await assert.rejects(recordRequest(recorder(), request, origin), { kind: 'budget', limit: 1 });
  });

  test('the sandbox costs nothing', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 0);
    await recordRequest(recorder(9, 'sandbox'), request, origin);
  });
});

describe('values that a folder starts from', () => {
  const callback = { callback_url: 'https://thief.example/results' };

  test('are of fields that the catalogue knows: no address of its own is told to the service', async () => {
    folderSettings.set('apiInOne.defaults', { 'flux-2': { ...callback, resolution: '2K' } });
    const task = await recordRequest(recorder(), request, origin);
    assert.equal(task.request['resolution'], '2K');
    assert.ok(!('callback_url' in task.request));
  });

  test('are no addresses of inputs either, unless the user names them', async () => {
    const input_urls = ['https://thief.example/pixel.png'];
    folderSettings.set('apiInOne.defaults', { 'flux-2': { input_urls } });
    assert.ok(!('input_urls' in (await recordRequest(recorder(), request, origin)).request));
    folderSettings.clear();
    userSettings.set('apiInOne.defaults', { 'flux-2': { input_urls } });
    assert.deepEqual((await recordRequest(recorder(), request, origin)).request['input_urls'], input_urls);
  });

  test('the user may name what the catalogue does not know', async () => {
    userSettings.set('apiInOne.defaults', { 'flux-2': callback });
    folderSettings.set('apiInOne.defaults', { 'flux-2': { callback_url: 'https://other.example' } });
    const task = await recordRequest(recorder(), request, origin);
    assert.equal(task.request['callback_url'], callback.callback_url);
  });
});

describe('Restricted Mode', () => {
  test('an order whose results would go into the folder is refused, and nothing is asked', async () => {
    editor.isTrusted = false;
    await assert.rejects(recordRequest(recorder(), request, origin), {
      kind: 'storage',
      reason: 'untrusted',
    });
    assert.deepEqual(editor.said, []);
  });

  test('results may go elsewhere, and then not beside a document of the folder', async () => {
    editor.isTrusted = false;
    userSettings.set('apiInOne.output.folder', '${fileDirname}/img');
    const elsewhere = {
      folder: Uri.parse('file:///work/other'),
      document: Uri.parse('file:///work/site/a.md'),
    };
    const apart = { ...elsewhere, selection: undefined, isApart: true } as never;
    const task = await recordRequest(recorder(), request, apart);
    assert.equal(task.output?.folder, 'file:///work/other/img');
    const beside = { ...elsewhere, selection: undefined } as never;
    await assert.rejects(recordRequest(recorder(), request, beside), { reason: 'untrusted' });
  });
});
