import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type * as vscode from 'vscode';
import { wordDiff } from '../../../media/studio/compose/wordDiff.ts';
import type { ChatRequest } from '../../../src/core/api/types.ts';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import type { ModelChoice } from '../../../src/core/catalogue/types.ts';
import { BudgetError, CancelledError, isError } from '../../../src/core/errors.ts';
import { learnPrices, sampleOf } from '../../../src/core/tasks/prices.ts';
import type { Draft } from '../../../src/shared/protocol.ts';
import type { Params } from '../../../src/shared/views.ts';
import { createChatServices } from '../../support/chatServices.ts';
import { createNodeFs } from '../../support/nodeFs.ts';
import { manyPictures, savedTask } from '../../support/studio/studioTasks.ts';
import { editor, env, restoreTrust, Uri } from '../../support/vscodeStub.ts';

const { writeWhole } = await import('../../../src/host/writeWhole.ts');
const { createPresets } = await import('../../../src/host/panel/presets.ts');
const { improvePrompt } = await import('../../../src/host/panel/improvePrompt.ts');
const { findPrompts, promptViews } = await import('../../../src/host/panel/earlierPrompts.ts');
const { createFailureSteps } = await import('../../../src/host/panel/failureSteps.ts');
const { batchError, batchOf, batchPrice, mostTasks } = await import('../../../src/host/panel/batch.ts');
const { createFormView } = await import('../../../src/host/panel/formView.ts');
const { estimate, estimateText, priceFactsOf, priceLine, sumOf } = await import(
  '../../../src/host/pricing.ts'
);

describe('the difference of two texts', () => {
  const after = (before: string, text: string): string =>
    wordDiff(before, text)
      .filter(part => part.type !== 'removed')
      .map(part => part.text)
      .join('');

  test('says what came and what went', () => {
    assert.deepEqual(wordDiff('a red boat', 'a small blue boat'), [
      { text: 'a ', type: 'same' },
      { text: 'red ', type: 'removed' },
      { text: 'small blue ', type: 'added' },
      { text: 'boat', type: 'same' },
    ]);
    assert.deepEqual(wordDiff('same', 'same'), [{ text: 'same', type: 'same' }]);
    assert.deepEqual(wordDiff('', ''), []);
  });

  test('without what went it is the new text, always', () => {
    const texts = ['', 'a', 'a b c', ' b  c\nd ', 'c b a', 'a b c a b c', 'x'.repeat(50), 'w '.repeat(3000)];
    for (const before of texts) for (const text of texts) assert.equal(after(before, text), text);
  });
});

describe('presets', () => {
  let folder: string;
  const draft: Draft = { kind: 'image', model: 'flux-2', values: { prompt: 'A boat' } };
  const file = (): string => path.join(folder, '.vscode', 'api-in-one.json');
  const uri = (): vscode.Uri => Uri.parse(`file://${folder}`) as unknown as vscode.Uri;
  function create() {
    const state = new Map<string, unknown>();
    const memento = {
      get: (key: string, fallback?: unknown) => (state.get(key) ?? fallback) as never,
      update: async (key: string, value: unknown) => void state.set(key, value),
    };
    return createPresets({
      memento,
      fieldsOf: () => new Set(['prompt', 'seed']),
      writeFile: (file, content) => writeWhole(file, content, true),
    });
  }
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'presets-'));
    await mkdir(path.join(folder, '.vscode'));
    editor.fs = createNodeFs(undefined);
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('of the project lie in its file, beside what others keep there', async () => {
    await writeFile(file(), '{"other": 1, "presets": {"old": {"kind": "image", "values": {}}}}');
    const presets = create();
    await presets.save({ name: ' Hero ', place: 'workspace', draft }, uri());
    assert.deepEqual(JSON.parse(await readFile(file(), 'utf8')), {
      other: 1,
      presets: { old: { kind: 'image', values: {} }, Hero: draft },
    });
    await presets.remove({ name: 'old', place: 'workspace' }, uri());
    assert.deepEqual(await presets.list(uri()), { presets: [{ name: 'Hero', place: 'workspace', draft }] });
  });

  test("of the person lie in the profile; a project's name is another one", async () => {
    const presets = create();
    await presets.save({ name: 'Hero', place: 'profile', draft }, undefined);
    await presets.save({ name: 'Hero', place: 'workspace', draft }, uri());
    assert.deepEqual(
      (await presets.list(uri())).presets.map(p => p.place),
      ['workspace', 'profile'],
    );
    await assert.rejects(presets.save({ name: 'x', place: 'workspace', draft }, undefined), {
      kind: 'input',
    });
    await assert.rejects(presets.save({ name: ' ', place: 'profile', draft }, undefined), { kind: 'input' });
  });

  test('a file that is no JSON is told, and not overwritten', async () => {
    await writeFile(file(), '{"presets": {');
    const presets = create();
    await presets.save({ name: 'mine', place: 'profile', draft }, undefined);
    const { presets: found, failure } = await presets.list(uri());
    assert.deepEqual([found.map(p => p.name), isError(failure, 'input')], [['mine'], true], 'mine are there');
    await assert.rejects(presets.save({ name: 'x', place: 'workspace', draft }, uri()), { kind: 'input' });
    assert.equal(await readFile(file(), 'utf8'), '{"presets": {');
  });

  test('what is no draft is left out', async () => {
    const bad = {
      a: 1,
      b: null,
      c: { kind: 'x', values: {} },
      d: { kind: 'image', values: [] },
      __proto__: {},
    };
    await writeFile(file(), JSON.stringify({ presets: { ...bad, good: draft } }));
    assert.deepEqual(
      (await create().list(uri())).presets.map(p => p.name),
      ['good'],
    );
  });

  test('a project names no field that no form shows; lists are kept', async () => {
    const values = { prompt: 'A boat', callBackUrl: 'https://elsewhere.example' };
    const lists = [{ field: 'seed', values: '1..3' }];
    const presets = create();
    await presets.save({ name: 'own', place: 'profile', draft: { ...draft, values, lists } }, undefined);
    await presets.save({ name: 'theirs', place: 'workspace', draft: { ...draft, values } }, uri());
    const { presets: found } = await presets.list(uri());
    assert.deepEqual(
      found.map(p => [p.name, p.draft.values, p.draft.lists]),
      [
        ['theirs', { prompt: 'A boat' }, undefined],
        ['own', values, lists],
      ],
    );
  });

  test('nothing is written into a folder in Restricted Mode', async t => {
    restoreTrust(t);
    editor.workspaceFolders = [{ uri: Uri.parse(`file://${folder}`) }];
    editor.isTrusted = false;
    const save = create().save({ name: 'x', place: 'workspace', draft }, uri());
    await assert.rejects(save, { kind: 'storage', reason: 'untrusted' });
    await assert.rejects(readFile(file()), { code: 'ENOENT' });
  });
});

describe('a better prompt', () => {
  function ask(content: string, service: 'live' | 'sandbox' = 'live') {
    const requests: ChatRequest[] = [];
    const chat = async (request: ChatRequest) => {
      requests.push(request);
      return { content, reasoning: '', toolCalls: [], finishReason: 'stop', credits: 5, usage: undefined };
    };
    const { services, store } = createChatServices({ chat }, service);
    const improve = (prompt: string) => improvePrompt(services, { kind: 'image', prompt, folder: undefined });
    return { requests, store, improve };
  }

  test('is one request whose user message is the prompt alone', async () => {
    const { requests, improve } = ask('A red boat at dawn');
    assert.deepEqual(await improve(' A boat '), { text: 'A red boat at dawn', credits: '5 credits' });
    assert.equal(requests.length, 1);
    assert.deepEqual(requests[0]?.messages[1], { role: 'user', content: 'A boat' });
  });

  test('counts as what it took', async () => {
    const { store, improve } = ask('A red boat at dawn');
    await improve('A boat');
    assert.equal((await store.spending(0)).credits, 5);
  });

  test('loses the fences and quotation marks that models add', async () => {
    assert.equal((await ask('```text\nA boat\n```').improve('x')).text, 'A boat');
    assert.equal((await ask('"A boat"').improve('x')).text, 'A boat');
    assert.equal((await ask('A "boat"').improve('x')).text, 'A "boat"');
  });

  test('asks nothing for nothing, and costs nothing in the sandbox', async () => {
    const { requests, improve } = ask('x');
    await assert.rejects(improve('  '), { kind: 'input' });
    assert.equal(requests.length, 0);
    assert.equal((await ask('A boat', 'sandbox').improve('x')).credits, undefined);
  });
});

test('earlier prompts: each text once, the latest first, by words', () => {
  const tasks = [
    savedTask({ id: 'a', title: 'A boat', request: { prompt: 'A boat\non a lake' } }, ['wide.png']),
    savedTask({ id: 'b', title: 'A boat', request: { prompt: 'A boat\non a lake' } }, ['wide.png']),
    savedTask({ id: 'c', title: 'A plane', request: { prompt: 'A plane' } }, ['wide.png']),
    savedTask({ id: 'd', title: 'remove-bg: x.png', request: {} }, ['wide.png']),
  ];
  assert.deepEqual(
    promptViews(tasks, '').map(p => p.text),
    ['A boat\non a lake', 'A plane'],
  );
  assert.deepEqual(
    promptViews(tasks, 'LAKE boat').map(p => p.text),
    ['A boat\non a lake'],
  );
  assert.equal(promptViews(manyPictures(500), '').length, 60);
});

test('earlier prompts are looked for page by page, no further than it takes', async () => {
  const asked: unknown[] = [];
  const pages = (count: number, same: boolean) => ({
    search: async (query: { before?: string | undefined; limit: number }) => {
      asked.push(query.before);
      const at = Number(query.before ?? 0);
      const tasks = manyPictures(1).map(task => ({
        ...task,
        request: { prompt: same ? 'x' : `prompt ${at}` },
      }));
      return { tasks, next: at + 1 < count ? String(at + 1) : undefined };
    },
  });
  assert.deepEqual(
    (await findPrompts(pages(3, false), '')).map(p => p.text),
    ['prompt 0', 'prompt 1', 'prompt 2'],
  );
  assert.deepEqual(asked, [undefined, '1', '2']);
  asked.length = 0;
  assert.equal((await findPrompts(pages(1000, true), '')).length, 1);
  assert.equal(asked.length, 20, 'a thousand of the same are not all read');
});

test('the buttons of a failure do what they say, once they are known', async () => {
  const failures = createFailureSteps();
  const view = failures.toView(new BudgetError({ limit: 10, used: 9, price: 5 }));
  assert.deepEqual(view.steps, ['Open Settings']);
  editor.commands.length = 0;
  await failures.take(view.ref ?? '', 0);
  await failures.take(view.ref ?? '', 7);
  await failures.take('e999', 0);
  assert.deepEqual(editor.commands, [['workbench.action.openSettings', 'apiInOne.budget.stopAbove']]);
  assert.equal(failures.toView(new CancelledError()).steps, undefined);
  env.remoteName = 'ssh-remote';
  await failures.take(view.ref ?? '', 0);
  env.remoteName = undefined;
  assert.deepEqual(
    editor.commands.at(-1),
    ['workbench.action.openRemoteSettings', { query: 'apiInOne.budget.stopAbove' }],
    'there the machine has a tab of its own',
  );
});

describe('many tasks of one draft', () => {
  const catalogue = createCatalogue();
  const prices = learnPrices(
    [savedTask({ id: 'a', title: 'x' }, ['wide.png'], 7)].flatMap(
      task => sampleOf(task, one => priceFactsOf(catalogue, one)) ?? [],
    ),
  );
  const services = {
    catalogue: () => catalogue,
    price: (choice: ModelChoice, values: Params) => estimate(prices, choice, values),
    priceText: () => '',
    requestsPerMinute: () => 60,
    isFree: () => false,
    expectedMs: (_key: string, catalogueMs: number) => catalogueMs,
    defaultsFor: () => ({}),
  };
  const draft: Draft = {
    kind: 'image',
    model: 'flux-2',
    values: { prompt: '{red|blue}', aspect_ratio: '16:9' },
  };

  test('one draft for each, without lists; the price of all', () => {
    const drafts = batchOf(services, { ...draft, lists: [{ field: 'aspect_ratio', values: '1:1 | 16:9' }] });
    assert.deepEqual(
      drafts.map(d => [d.values['prompt'], d.values['aspect_ratio'], d.lists]),
      [
        ['red', '1:1', undefined],
        ['red', '16:9', undefined],
        ['blue', '1:1', undefined],
        ['blue', '16:9', undefined],
      ],
    );
    const price = batchPrice(services, drafts);
    assert.ok((price.minimum ?? 0) > 0 && (price.maximum ?? 0) >= (price.minimum ?? 0));
  });

  test('too many, and a model that nobody knows, are refused as a whole', () => {
    const many = batchOf(services, { ...draft, lists: [{ field: 'aspect_ratio', values: '1..900' }] });
    assert.equal(many.length, mostTasks + 1);
    assert.equal(batchError(services, many)?.rule, 'tooMany');
    const models = batchOf(services, { ...draft, lists: [{ field: 'model', values: 'flux-2 | nobody' }] });
    const error = batchError(services, models);
    assert.ok(isError(error, 'input') && error.rule === 'unknownModel' && error.limit === 'nobody');
  });

  test('a list of one value is what is priced, and what runs', () => {
    const lists = [{ field: 'model', values: 'nobody' }];
    const view = createFormView(services, { ...draft, values: { prompt: 'x' }, lists });
    assert.match(view.batch?.problem ?? '', /nobody/);
    const quality = (value: string, of: Partial<Draft>) =>
      createFormView(services, {
        ...{ kind: 'image', model: 'gpt-image-1-5' },
        values: { prompt: 'x', ...(value === '' ? {} : { quality: value }) },
        ...of,
      });
    const dear = quality('', { lists: [{ field: 'quality', values: 'high' }] });
    assert.equal(dear.price, quality('high', {}).price);
    assert.notEqual(dear.price, quality('', {}).price, 'the table has two prices');
  });

  test('a list over a field that the model lacks, or that makes no difference, orders nothing more', () => {
    const lists = [
      { field: 'no_such', values: '1..3' },
      { field: 'aspect_ratio', values: '1:1 | 16:9' },
    ];
    const drafts = batchOf(services, { ...draft, values: { prompt: 'x' }, lists });
    assert.deepEqual(
      drafts.map(d => d.values),
      [
        { prompt: 'x', aspect_ratio: '1:1' },
        { prompt: 'x', aspect_ratio: '16:9' },
      ],
    );
    const same = batchOf(services, { ...draft, values: { prompt: '{a|a}' } });
    assert.equal(same.length, 1);
  });

  test('sums have no binary fractions', () => {
    const one = { minimum: 0.1, maximum: 0.2, runs: 0 };
    assert.equal(estimateText(sumOf([one, one, one])), 'about 0.3–0.6 credits');
    assert.equal(estimateText({ minimum: 1234.5, maximum: 2000, runs: 0 }), 'about 1,234.5–2,000 credits');
  });

  test('prices beside the button say what they rest on', () => {
    const learned = { minimum: 4, maximum: 6, runs: 7, last: 5 };
    assert.equal(priceLine(learned, false), 'about 5 credits, your last 7 runs: 4–6 credits');
    assert.equal(priceLine(learned, true), 'free here');
    assert.equal(
      priceLine({ minimum: undefined, maximum: undefined, runs: 0 }, false),
      'price not known yet',
    );
  });
});
