/** What any other extension can hand over: every door rejects with an InputError, runs nothing and sends nothing. */
import assert from 'node:assert/strict';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { GenerateRequest } from '../../src/shared/views.ts';
import { extensionApi, fakeServiceForSuite, rejection } from './support/liveService.ts';

const good = { params: { prompt: 'a paper boat' } };

function circle(): object {
  const params: Record<string, unknown> = { prompt: 'a paper boat' };
  params['self'] = params;
  return { params };
}

function nested(depth: number): unknown {
  return depth === 0 ? 'end' : { inner: nested(depth - 1) };
}

const throwing = (what: string): object =>
  new Proxy(
    {},
    {
      [what]: () => {
        throw new TypeError('not yours to see');
      },
    },
  );

/** An object that answers well when it is checked, and otherwise when it is sent. */
function changing(): object {
  let reads = 0;
  return {
    params: {
      get prompt(): string {
        reads += 1;
        return reads === 1 ? ' ' : 'a paper boat';
      },
    },
  };
}

const odd: readonly (readonly [name: string, make: () => unknown])[] = [
  ['a number', () => 7],
  ['true', () => true],
  ['a bigint', () => 7n],
  ['a symbol', () => Symbol('x')],
  ['a function', () => () => good],
  ['an empty list', () => []],
  ['an empty object', () => ({})],
  ['a map', () => new Map([['params', good.params]])],
  ['a circle', circle],
  ['a thousand levels', () => ({ params: { prompt: 'a paper boat', deep: nested(1000) } })],
  ['a million parts', () => ({ params: { prompt: 'a boat', list: new Array(1_000_000).fill(0) } })],
  ['a list of holes', () => ({ params: { prompt: 'a boat', list: new Array(2 ** 32 - 1) } })],
  ['a bigint inside', () => ({ params: { prompt: 'a boat', seed: 7n } })],
  ['a function inside', () => ({ params: { prompt: 'a boat', toJSON: () => 'x' } })],
  ['not a number inside', () => ({ params: { prompt: 'a boat', seed: Number.NaN } })],
  ['a prototype inside', () => JSON.parse('{"params":{"prompt":"a boat","__proto__":{"model":"x"}}}')],
  ['a prototype', () => JSON.parse('{"__proto__":{"params":{"prompt":"a boat"}}}')],
  ['values by inheritance', () => Object.create(good)],
  [
    'a getter that throws',
    () => ({
      get params(): never {
        throw new Error('not yours to see');
      },
    }),
  ],
  ['a getter that changes its mind', changing],
  ['a proxy that hides its keys', () => throwing('ownKeys')],
  ['a proxy that hides its values', () => ({ params: throwing('getOwnPropertyDescriptor') })],
  ['a proxy that hides what it is', () => throwing('getPrototypeOf')],
  ['a proxy that denies all', () => throwing('has')],
  ['a kind of node that is none', () => ({ type: 'odd', ...good, params: 'x' })],
];

const generating = ['generateImage', 'generateVideo', 'generateMusic', 'generateSpeech', 'removeBackground']
  .concat('swapFace', 'upscaleImage', 'removeVideoBackground', 'animateImage', 'generate', 'chat')
  .concat('trackTask', 'whatMadeThisFile');
const onTasks = ['open', 'reveal', 'insert', 'saveAs', 'rerun', 'remix', 'editInStudio', 'useAsInput']
  .concat('copyPrompt', 'copyTaskId', 'stopWatching', 'resume', 'retry', 'remove', 'showDetails')
  .concat('sendAgain', 'trackUnconfirmed')
  .map(name => `tasks.${name}`);

suite('odd arguments', () => {
  const fake = fakeServiceForSuite();

  suiteSetup(() => extensionApi());

  async function refuses(work: () => Promise<unknown>): Promise<void> {
    const api = await extensionApi();
    const before = { asked: fake().requests.length, tasks: api.tasks().length };
    const error = await rejection(work());
    assert.equal(error.kind, 'input', error.stack);
    assert.ok(!error.message.includes('not yours to see'), error.message);
    assert.deepEqual({ asked: fake().requests.length, tasks: api.tasks().length }, before);
  }

  for (const [name, make] of odd) {
    test(`${name}: all commands refuse it`, async () => {
      for (const command of [...generating, ...onTasks])
        await refuses(async () => vscode.commands.executeCommand(`apiInOne.${command}`, make()));
    });

    test(`${name}: the API refuses it`, async () => {
      const api = await extensionApi();
      await refuses(() => api.generate(make() as GenerateRequest));
      await refuses(() => api.trackTask(make() as string));
      assert.equal(api.task(make() as string), undefined);
    });
  }

  test('a text where a request is wanted, and an id that nobody has', async () => {
    for (const command of generating.slice(0, 8).concat('generate', 'chat'))
      await refuses(async () => vscode.commands.executeCommand(`apiInOne.${command}`, 'a paper boat'));
    for (const id of ['nobody', '', '../tasks', 'x'.repeat(1_000_000), '__proto__', '[a](command:x)'])
      for (const command of onTasks)
        await refuses(async () => vscode.commands.executeCommand(`apiInOne.${command}`, id));
    for (const id of ['../../chat', '..', 'a/b', 'a?b', '', 'x'.repeat(1_000_000), '%2e%2e'])
      await refuses(async () => (await extensionApi()).trackTask(id));
    for (const messages of [{}, 'x', [7], [null], [{}], [{ role: '__proto__', content: 'x' }]])
      await refuses(async () => vscode.commands.executeCommand('apiInOne.chat', { messages }));
  });

  test('what is given out is a copy: changing it changes nothing', async () => {
    const api = await extensionApi();
    const task = await api.generate({ kind: 'image', ...good });
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
    const given = api.task(task.id) as unknown as { request: Record<string, unknown>; outputs: unknown[] };
    given.request['prompt'] = 'something else';
    Object.assign(given.outputs[0] as object, { uri: 'command:x' });
    assert.deepEqual(api.task(task.id), task);
  });
});
