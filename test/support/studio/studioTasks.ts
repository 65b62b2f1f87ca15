/** Tasks for the panel's list: one of each status, and one of each kind of result. */
import type { Task, TaskState } from '../../../src/core/tasks/task.ts';

interface Wish {
  readonly id: string;
  readonly kind?: Task['kind'];
  readonly model?: string;
  readonly title: string;
  readonly agoMs?: number;
  readonly service?: Task['service'];
  readonly request?: Task['request'];
}

/** A task as wished; what is left out is a plain picture's. */
export function studioTask(wish: Wish, state: TaskState): Task {
  const at = Date.now() - (wish.agoMs ?? 60_000);
  return {
    id: wish.id,
    kind: wish.kind ?? 'image',
    model: wish.model ?? 'flux-2',
    title: wish.title,
    service: wish.service ?? 'live',
    path: '/images/generations',
    request: wish.request ?? { prompt: wish.title, aspect_ratio: '16:9' },
    output: { folder: 'file:///w/assets', fileName: 'x' },
    expectedOutputs: 1,
    workspace: 'file:///w',
    createdAt: at,
    revision: 1,
    updatedAt: at,
    state,
  };
}

/** A saved task with these files, by their name below `/media/`. */
export function savedTask(wish: Wish, files: readonly string[], credits?: number): Task {
  const types: Readonly<Record<string, string>> = { png: 'image/png', mp4: 'video/mp4', wav: 'audio/wav' };
  const outputs = files.map(file => ({
    url: `https://cdn.example/${file}`,
    uri: file.startsWith('/') ? file : `/media/${file}`,
    mime: types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
  }));
  const urls = outputs.map(o => o.url);
  const at = Date.now() - (wish.agoMs ?? 60_000);
  const known = { taskId: `api-${wish.id}`, submittedAt: at, urls, outputs, succeededAt: at, finishedAt: at };
  return studioTask(wish, { status: 'saved', credits, ...known });
}

/** A task that the service works on. */
export function runningTask(wish: Wish): Task {
  const submittedAt = Date.now() - (wish.agoMs ?? 9000);
  return studioTask(wish, { status: 'running', taskId: `api-${wish.id}`, submittedAt });
}

/** A task that the service refused, in its own words. */
export function failedTask(wish: Wish, reason: string): Task {
  const error = { kind: 'taskFailed', message: reason, details: { reason } };
  return studioTask(wish, { status: 'failed', error, finishedAt: Date.now() });
}

const known = { taskId: 'api-x', submittedAt: Date.now() - 4 * 60_000 };

/** A list as it looks in the middle of a day's work. */
export function busyList(): readonly Task[] {
  const storage = { kind: 'storage', message: 'full', details: { reason: 'diskFull' } };
  const network = { kind: 'network', message: 'reset', details: { sent: 'unknown' } };
  const wide = { id: 'a', title: 'Waiting in line: three icons of paper planes' };
  return [
    studioTask(wide, { status: 'queued' }),
    runningTask({
      id: 'b',
      title: 'A lighthouse at dusk, flat vector illustration, calm sea, wide empty sky for a headline',
    }),
    runningTask({
      id: 'c',
      kind: 'music',
      model: 'suno',
      title: 'Calm lo-fi loop for a settings page',
      agoMs: 100_000,
    }),
    savedTask(
      { id: 'd', title: 'A lighthouse at dusk, flat vector illustration, calm sea', agoMs: 60_000 },
      ['wide.png'],
      5,
    ),
    savedTask(
      { id: 'e', title: 'Four planes', request: { prompt: 'x', aspect_ratio: '1:1' }, agoMs: 400_000 },
      ['square.png', 'wide.png', 'tall.png', 'square.png'],
      20,
    ),
    savedTask(
      {
        id: 'f',
        kind: 'video',
        model: 'kling-3',
        title: 'Slow drone shot over a foggy pine forest at sunrise',
        agoMs: 3_000_000,
      },
      ['film.mp4'],
      300,
    ),
    savedTask(
      {
        id: 'g',
        kind: 'music',
        model: 'suno',
        title: 'Short upbeat jingle for a release video',
        agoMs: 5_000_000,
      },
      ['voice.wav', 'voice.wav'],
      12,
    ),
    savedTask(
      {
        id: 'h',
        kind: 'removeBackground',
        model: 'remove-bg',
        title: 'remove-bg: portrait.png',
        service: 'sandbox',
        agoMs: 9_000_000,
      },
      ['cutout.png'],
    ),
    failedTask(
      { id: 'i', title: 'A portrait of somebody famous' },
      'Content policy: the prompt names a real person.',
    ),
    studioTask(
      { id: 'j', title: 'Banner for the pricing page' },
      {
        status: 'unsaved',
        error: storage,
        ...known,
        urls: ['https://cdn.example/z.png'],
        outputs: [null],
        succeededAt: known.submittedAt,
      },
    ),
    studioTask(
      { id: 'k', title: 'Sent, but the line went dead' },
      { status: 'unconfirmed', error: network, submittedAt: known.submittedAt },
    ),
    savedTask(
      { id: 'l', title: 'Saved outside of the workspace', agoMs: 90_000_000 },
      ['/elsewhere/x.png'],
      5,
    ),
  ];
}

/** So many saved pictures, one a minute, the newest first. */
export function manyPictures(count: number): readonly Task[] {
  const files = ['wide.png', 'square.png', 'tall.png'];
  return Array.from({ length: count }, (_, at) =>
    savedTask(
      { id: `many${at}`, title: `Harbour ${at} at night, city lights`, agoMs: (at + 1) * 60_000 },
      [files[at % files.length] ?? ''],
      5,
    ),
  );
}
