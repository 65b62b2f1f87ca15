/** Every endpoint and every model goes through command, ledger, polling and saving. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../src/shared/views.ts';
import { mediaFiles } from '../support/fakeApi/media.ts';
import { expected } from '../unit/catalogue/expected.ts';
import {
  emptyFolder,
  extensionApi,
  fakeServiceForSuite,
  run,
  workspaceFolder,
} from './support/liveService.ts';

const commandOf: Readonly<Record<string, string>> = {
  image: 'generateImage',
  video: 'generateVideo',
  music: 'generateMusic',
  speech: 'generateSpeech',
};

const madeBy: Readonly<Record<string, string>> = {
  '/images/generations': 'tiny.png',
  '/videos/generations': 'tiny.mp4',
  '/audio/music': 'tiny.mp3',
  '/audio/speech': 'tiny.mp3',
  '/images/tools/remove-bg': 'cutout.png',
  '/images/tools/face-swap': 'tiny.jpg',
  '/images/tools/upscale': 'tiny.png',
  '/videos/tools/bg-remover': 'tiny.mp4',
};

const cases = Object.entries(expected).flatMap(([slug, variants]) =>
  Object.entries(variants).map(([model, wanted]) => ({ slug, model, wanted })),
);

function checkTimes(task: TaskSnapshot): void {
  const times = [task.createdAt, task.submittedAt, task.finishedAt];
  for (const time of times) assert.equal(time, new Date(time ?? '').toISOString());
  assert.deepEqual(times, [...times].sort());
}

suite('every model', () => {
  const fake = fakeServiceForSuite();
  const running = new Map<string, Promise<TaskSnapshot>>();
  let folder = '';

  suiteSetup(async () => {
    await extensionApi();
    folder = await emptyFolder('models');
    // All at once, as a busy person would; each test then waits for its own.
    for (const { slug, model, wanted } of cases) {
      const command = commandOf[wanted.kind] ?? wanted.kind;
      const argument = {
        model,
        params: wanted.given,
        output: { folder: `models/${slug}`, fileName: 'result' },
      };
      const task = run(command, argument);
      task.catch(() => {});
      running.set(model, task);
    }
  });

  for (const { slug, model, wanted } of cases) {
    test(model, async () => {
      const task = await (running.get(model) as Promise<TaskSnapshot>);
      assert.equal(task.status, 'saved', JSON.stringify(task.error));
      const { kind, credits, apiStatus, error, sandbox } = task;
      assert.deepEqual(
        { kind, model: task.model, credits, apiStatus, error, sandbox },
        {
          kind: wanted.kind,
          model: slug,
          credits: 5,
          apiStatus: 'SUCCESS',
          error: undefined,
          sandbox: undefined,
        },
      );
      assert.ok(task.id.length > 0 && task.taskId !== undefined && task.title.length > 0);
      checkTimes(task);

      const sent = fake().tasks.get(task.taskId);
      assert.equal(sent?.path, wanted.path);
      assert.deepEqual(sent?.request, wanted.body);
      assert.deepEqual(task.request, wanted.body);

      const media = mediaFiles[madeBy[wanted.path] ?? ''];
      assert.ok(media);
      assert.equal(task.outputs.length, 1);
      const [output] = task.outputs;
      const file = vscode.Uri.parse(output?.uri ?? '').fsPath;
      assert.equal(path.dirname(path.dirname(file)), folder);
      const content = await readFile(file);
      assert.deepEqual(content, media.make());
      assert.equal(output?.mime, media.type);
      assert.equal(output?.bytes, content.length);
      assert.equal(output?.sha256, createHash('sha256').update(content).digest('hex'));
      assert.equal(output?.url, fake().mediaUrl(madeBy[wanted.path] ?? ''));
      if (!media.type.startsWith('audio/')) assert.ok(output?.width && output.height);
      if (!media.type.startsWith('image/')) assert.ok(output?.durationMs);
    });
  }

  test('each was sent once, none was refused, and all are in the list', async () => {
    assert.equal(fake().posts().length, cases.length);
    assert.deepEqual(fake().problems, []);
    const api = await extensionApi();
    for (const task of await Promise.all(running.values())) assert.deepEqual(api.task(task.id), task);
  });

  test('chat answers, whole and read as a stream', async () => {
    for (const stream of [false, true]) {
      const answer = await run<{ content: string; reasoning?: string; credits?: number }>('chat', {
        prompt: 'Hello?',
        stream,
      });
      assert.equal(answer.content, 'Hello there.');
      assert.equal(answer.reasoning, 'Hm.');
      assert.equal(answer.credits, 0.5);
      const [last] = fake().posts('/chat/completions').slice(-1);
      assert.equal((last?.body as { stream?: boolean } | undefined)?.stream, stream);
    }
  });

  test('an image can be animated by the command of that name', async () => {
    const task = await run('animateImage', {
      model: 'seedance-1-5-pro',
      params: { prompt: 'the light turns', image: 'https://files.example/in.png' },
      output: { folder: 'models/animated' },
    });
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
    assert.equal(task.kind, 'video');
    assert.equal((task.request as { image?: string }).image, 'https://files.example/in.png');
  });

  test('the extension API makes the same, by kind', async () => {
    const api = await extensionApi();
    const seen: string[] = [];
    const subscription = api.onDidChangeTasks(tasks =>
      seen.push(...tasks.map(t => `${t.title}: ${t.status}`)),
    );
    try {
      const task = await api.generate({
        kind: 'image',
        params: { prompt: 'through the API' },
        output: { file: 'models/exact-name.png' },
      });
      assert.equal(task.status, 'saved', JSON.stringify(task.error));
      assert.equal(
        task.outputs[0]?.uri,
        vscode.Uri.joinPath(workspaceFolder(), 'models/exact-name.png').toString(),
      );
      assert.deepEqual(api.task(task.taskId ?? ''), task);
      for (const status of ['queued', 'submitting', 'running', 'saving', 'saved'])
        assert.ok(seen.includes(`through the API: ${status}`), `${status} of ${seen.join(', ')}`);
    } finally {
      subscription.dispose();
    }
  });
});
