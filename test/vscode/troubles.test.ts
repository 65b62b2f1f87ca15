/** What a service, a gateway and a network do to a request: said in words that help, lost never, sent twice never. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../src/shared/views.ts';
import type { Answer } from '../support/fakeApi/answers.ts';
import * as answers from '../support/fakeApi/answers.ts';
import {
  canaryKey,
  emptyFolder,
  extensionApi,
  fakeServiceForSuite,
  filesBelow,
  profileFolder,
  readLog,
  rejection,
  run,
  setSetting,
  whenLogged,
  whenTask,
} from './support/liveService.ts';

const images = '/images/generations';

suite('troubles', () => {
  const fake = fakeServiceForSuite({ extraFields: ['not_yet_documented'] });
  const seen = new Map<string, TaskSnapshot>();

  suiteSetup(async () => {
    await extensionApi();
    await emptyFolder('troubles');
  });

  async function generate(prompt: string, more: object = {}): Promise<TaskSnapshot> {
    const task = await run('generateImage', { params: { prompt }, output: { folder: 'troubles' }, ...more });
    seen.set(task.id, task);
    return task;
  }

  /** After a refused key the extension is quiet for a while; a change of the service ends that. */
  async function wake(): Promise<void> {
    await setSetting('apiInOne.baseUrl', `${fake().baseUrl}/`);
    await setSetting('apiInOne.baseUrl', fake().baseUrl);
  }

  test('wait: false resolves with the recorded task, which goes on by itself', async () => {
    const task = await generate('not waited for', { wait: false });
    assert.ok(['queued', 'submitting'].includes(task.status), task.status);
    assert.equal(task.finishedAt, undefined);
    const done = await whenTask(task.id, t => t.status === 'saved');
    assert.equal(done.outputs.length, 1);
  });

  test('a field that the catalogue does not know is sent as it is, and the log says so', async () => {
    const task = await generate('with a new field', {
      params: { prompt: 'a new field', not_yet_documented: [1] },
    });
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
    const sent = fake().tasks.get(task.taskId ?? '')?.request as Record<string, unknown>;
    assert.deepEqual(sent['not_yet_documented'], [1]);
    await whenLogged('not_yet_documented');
    assert.match(await readLog(), /\[warning\].*not_yet_documented/);
  });

  const broken: readonly (readonly [command: string, argument: object, field: string, rule: string])[] = [
    ['generateImage', { params: {} }, 'prompt', 'required'],
    ['generateImage', { params: { prompt: 'ab' } }, 'prompt', 'tooShort'],
    ['generateImage', { params: { prompt: 'a'.repeat(5001) } }, 'prompt', 'tooLong'],
    ['generateImage', { params: { prompt: 'a fox', aspect_ratio: '5:1' } }, 'aspect_ratio', 'notOneOf'],
    ['generateImage', { params: { prompt: 'a fox' }, model: 'flux-9' }, 'model', 'unknownModel'],
    ['generateImage', { params: { prompt: 'a fox', input_urls: ['nowhere'] } }, 'input_urls[0]', 'notUrl'],
    ['generateImage', { params: 'a fox' }, 'params', 'type'],
    [
      'generateImage',
      { params: { prompt: 'a fox' }, output: { folder: '../out' } },
      'output.folder',
      'notAllowed',
    ],
    [
      'generateImage',
      { params: { prompt: 'a fox' }, output: { file: '/etc/x.png' } },
      'output.file',
      'notAllowed',
    ],
    [
      'generateVideo',
      { params: { prompt: 'a fox', duration: 'long' }, model: 'kling-3' },
      'duration',
      'type',
    ],
    ['generateMusic', { params: { prompt: 'la', gpt_description_prompt: 'song' } }, 'prompt', 'exclusive'],
    ['generateSpeech', { params: { dialogue: [] } }, 'dialogue', 'required'],
    ['removeBackground', { params: {} }, 'image', 'required'],
    ['swapFace', { params: { image: 'https://a.example/a.png' } }, 'face_image', 'required'],
    ['chat', { prompt: ' ' }, 'prompt', 'required'],
  ];
  for (const [command, argument, field, rule] of broken) {
    test(`${command} without reason: ${field} ${rule} rejects, and nothing is sent`, async () => {
      const [posts, tasks] = [fake().posts().length, (await extensionApi()).tasks().length];
      const error = await rejection(run(command, argument));
      assert.deepEqual({ kind: error.kind, rule: error.rule }, { kind: 'input', rule });
      assert.ok(error.field === field || rule === 'exclusive', `${error.field}: ${error.message}`);
      assert.ok(error.message.includes(error.field ?? '?'), error.message);
      assert.equal(fake().posts().length, posts);
      assert.equal((await extensionApi()).tasks().length, tasks);
    });
  }

  test('the extension API rejects in the same words', async () => {
    const api = await extensionApi();
    const error = await rejection(api.generate({ kind: 'image', params: { prompt: 'ab' } }));
    assert.deepEqual([error.kind, error.field, error.rule], ['input', 'prompt', 'tooShort']);
    assert.match(error.message, /"prompt" is too short: at least 3/);
  });

  interface Trouble {
    readonly name: string;
    readonly answer: Answer;
    readonly status: TaskSnapshot['status'];
    readonly kind: string;
    readonly says: readonly RegExp[];
  }
  const maybeCharged = /may have (accepted|been accepted)/;
  const troubles: readonly Trouble[] = [
    {
      name: '402',
      answer: answers.error(402, 'insufficient_credits', 'Insufficient credits: 3 left'),
      status: 'failed',
      kind: 'api',
      says: [/Buy credits/, /Nothing was charged/, /3 left/],
    },
    {
      name: '400',
      answer: answers.error(400, 'invalid_request', 'resolution is not supported'),
      status: 'failed',
      kind: 'api',
      says: [/Change the fields it names/, /resolution is not supported/],
    },
    {
      name: '200 with a code of 422 inside',
      answer: answers.json({ code: 422, msg: 'prompt was refused', data: null }),
      status: 'failed',
      kind: 'api',
      says: [/Nothing was charged/, /prompt was refused/],
    },
    {
      name: '500',
      answer: answers.error(500, 'server_error', 'Internal error'),
      status: 'unconfirmed',
      kind: 'api',
      says: [/HTTP 500/, maybeCharged],
    },
    {
      name: 'a page of a gateway with 200',
      answer: answers.html(200, 'Sign in to the hotel'),
      status: 'unconfirmed',
      kind: 'decode',
      says: [/could not be read/, maybeCharged],
    },
    {
      name: 'a page of a gateway with 502',
      answer: answers.html(502, 'Bad gateway'),
      status: 'unconfirmed',
      kind: 'api',
      says: [/HTTP 502/, maybeCharged],
    },
    {
      name: 'a torn answer',
      answer: answers.tornJson(),
      status: 'unconfirmed',
      kind: 'decode',
      says: [/could not be read/, maybeCharged],
    },
    {
      name: 'a connection that breaks after sending',
      answer: answers.resetAfter(),
      status: 'unconfirmed',
      kind: 'network',
      says: [/may have accepted/, /not sent again by itself/],
    },
  ];
  for (const { name, answer, status, kind, says } of troubles) {
    test(`${name}: ${status}, with what to do next, sent once`, async () => {
      const posts = fake().posts().length;
      fake().expectPost(images, { answer });
      const task = await generate(`trouble ${name}`);
      assert.equal(task.status, status, JSON.stringify(task.error));
      assert.equal(task.error?.kind, kind);
      for (const words of says) assert.match(task.error?.message ?? '', words);
      assert.ok(task.submittedAt);
      // Another request goes all the way through: nobody sends the first one again meanwhile.
      const next = await generate(`after ${name}`);
      assert.equal(next.status, 'saved', JSON.stringify(next.error));
      assert.equal(fake().posts().length, posts + 2);
    });
  }

  test('401 waits for another key and then works, as one task', async () => {
    const posts = fake().posts().length;
    const answer = answers.error(401, 'authentication_error', `Invalid API key ${canaryKey}`);
    fake().expectPost(images, { answer }, {});
    const { id } = await generate('a refused key', { wait: false });
    const waiting = await whenTask(id, t => t.status === 'queued' && t.error !== undefined);
    for (const words of [/Set a valid key/, /Nothing was charged/, /Invalid API key/])
      assert.match(waiting.error?.message ?? '', words);
    await wake();
    const task = await whenTask(id, t => t.status === 'saved');
    assert.equal(task.error, undefined);
    assert.equal(fake().posts().length, posts + 2);
    seen.set(id, task);
  });

  test('429 waits as told and then works, as one task', async () => {
    const [posts, tasks] = [fake().posts().length, (await extensionApi()).tasks().length];
    fake().expectPost(images, { answer: answers.tooMany('1') }, {});
    const task = await generate('too many at first');
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
    assert.equal(fake().posts().length, posts + 2);
    assert.equal((await extensionApi()).tasks().length, tasks + 1);
  });

  test('FAILED shows the reason', async () => {
    fake().expectPost(images, { task: { final: 'FAILED', reason: 'the prompt is not allowed' } });
    const task = await generate('something refused');
    assert.equal(task.status, 'failed');
    assert.equal(task.apiStatus, 'FAILED');
    assert.equal(task.error?.kind, 'taskFailed');
    assert.match(task.error?.message ?? '', /Change the prompt or the model.*the prompt is not allowed/);
    assert.ok(task.taskId && task.finishedAt);
  });

  test('reads that fail lose nothing: the task is asked for again', async () => {
    fake().expectRead('*', answers.error(500, 'server_error'), answers.resetBefore());
    const task = await generate('read with trouble');
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
  });

  test('a result that is no picture is not saved, and can be saved later without paying again', async () => {
    const posts = fake().posts().length;
    fake().expectMedia('tiny.png', answers.html(200, 'Sign in to the hotel'));
    const task = await generate('a page instead of a picture');
    assert.equal(task.status, 'unsaved');
    assert.equal(task.credits, 5);
    assert.match(task.error?.message ?? '', /not a media file/);
    await run('tasks.retry', task.id);
    const saved = await whenTask(task.id, t => t.status === 'saved');
    assert.ok(saved.outputs[0]?.uri);
    assert.equal(fake().posts().length, posts + 1);
  });

  test('a result whose address has died is read again for a fresh one', async () => {
    fake().expectMedia('tiny.png', answers.text('gone', 404));
    const task = await generate('an old address');
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
  });

  test('a broken chat says so', async () => {
    fake().expectPost('/chat/completions', {
      answer: answers.error(402, 'insufficient_credits', 'none left'),
    });
    const error = await rejection(run('chat', { prompt: 'Hello?' }));
    assert.match(error.message, /Buy credits.*none left/);
    assert.equal(error.kind, 'api');
  });

  test('everything is still in the ledger, with its reason', async () => {
    const api = await extensionApi();
    assert.ok(seen.size > 20);
    for (const task of seen.values()) {
      const kept = api.task(task.id);
      assert.ok(kept, task.title);
      if (task.status === 'failed' || task.status === 'unconfirmed') assert.deepEqual(kept, task);
    }
  });

  test('files are whole, and no leftovers lie beside them', async () => {
    const folder = vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri as vscode.Uri, 'troubles');
    const files = await filesBelow(folder.fsPath);
    assert.ok(files.length > 0);
    for (const file of files) {
      assert.match(file, /^[\w-]+\.png$/);
      const head = (await readFile(path.join(folder.fsPath, file))).subarray(1, 4).toString();
      assert.equal(head, 'PNG', file);
    }
  });

  test('the key is in no snapshot and in no file of this VS Code: logs, ledger, settings', async () => {
    const api = await extensionApi();
    assert.ok(!JSON.stringify([api.tasks(), [...seen.values()]]).includes(canaryKey));
    await whenLogged('was not accepted');
    const files = await filesBelow(profileFolder());
    // Proves that the search goes where things are kept.
    for (const kept of ['API in One.log', 'apiinone.api-in-one'])
      assert.ok(
        files.some(f => f.includes(kept)),
        `no ${kept} in ${profileFolder()}`,
      );
    const leaks: string[] = [];
    for (const file of files) {
      const content = await readFile(path.join(profileFolder(), file)).catch(() => Buffer.alloc(0));
      if (content.includes(canaryKey)) leaks.push(file);
    }
    assert.deepEqual(leaks, []);
  });
});
