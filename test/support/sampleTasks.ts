/** Tasks in every state, for tests of what keeps them. */
import type { PriceFacts } from '../../src/core/tasks/prices.ts';
import type { Task, TaskState } from '../../src/core/tasks/task.ts';
import type { OutputSnapshot } from '../../src/shared/views.ts';

const sent = { submittedAt: 1_700_000_000_100 };
const known = { ...sent, taskId: 'task-1', apiStatus: 'processing' };
const succeeded = {
  ...known,
  credits: 3.5,
  urls: ['https://cdn.example/a.png', 'https://cdn.example/b.png'],
  outputs: [{ url: 'https://cdn.example/a.png', uri: 'file:///w/a.png', mime: 'image/png', bytes: 9 }, null],
  succeededAt: 1_700_000_009_000,
};
const named = {
  url: 'https://cdn.example/b.png',
  uri: 'file:///w/b.png',
  mime: 'image/png',
  bytes: 8,
  sha256: 'a0',
};
const error = { kind: 'api', message: 'API 500', details: { status: 500, code: 'server_error' } };

/** One state of each status. */
export const sampleStates: readonly TaskState[] = [
  { status: 'queued', rank: 'M', notBefore: 1_700_000_000_050 },
  { status: 'submitting', rank: 'M', ...sent },
  { status: 'unconfirmed', ...sent, error },
  { status: 'running', ...known, polledAt: 1_700_000_001_000, missing: { count: 2, since: 5 } },
  { status: 'unwatched', ...known, since: 1_700_000_002_000 },
  { status: 'lost', ...known, finishedAt: 1_700_000_003_000 },
  { status: 'saving', ...succeeded, named: [null, named] },
  { status: 'unsaved', ...succeeded, error },
  { status: 'saved', ...succeeded, finishedAt: 1_700_000_010_000 },
  { status: 'failed', error, finishedAt: 1_700_000_004_000 },
];

/** A task with revision 0; `over` replaces what a test is about. */
export function sampleTask(id: string, over: Partial<Task> = {}): Task {
  return {
    id,
    kind: 'image',
    model: 'nano-banana',
    title: `Picture ${id}`,
    service: 'live',
    path: '/images/generations',
    request: { prompt: 'a lighthouse – “at dawn” 🌅', n: 2, nested: { list: [1, null, 'x'] } },
    output: { folder: 'file:///w/assets', fileName: 'a-lighthouse' },
    expectedOutputs: 2,
    workspace: 'file:///w',
    createdAt: 1_700_000_000_000,
    revision: 0,
    updatedAt: 1_700_000_000_000,
    state: { status: 'queued' },
    ...over,
  };
}

/** `task` with its next revision and `state`. */
export function nextRevision(task: Task, state: TaskState = task.state): Task {
  return { ...task, revision: task.revision + 1, updatedAt: task.updatedAt + 1000, state };
}

/** A saved task with this bill and these results, ordered when it was created. */
export function savedTask(
  id: string,
  over: Partial<Task> & { credits?: number | undefined; outputs?: readonly OutputSnapshot[] } = {},
): Task {
  const { credits, outputs = [], ...rest } = over;
  const at = rest.createdAt ?? 1_700_000_000_000;
  const state: TaskState = {
    ...{ status: 'saved', taskId: `svc-${id}`, submittedAt: at, credits },
    ...{ urls: outputs.map((_, i) => `https://cdn.example/${id}-${i}.png`), outputs },
    ...{ notDoneAt: at + 9000, succeededAt: at + 10_000, finishedAt: at + 11_000 },
  };
  return sampleTask(id, { state, ...rest });
}

/** The model alone tells them apart; a request may say for how many units it is. */
export const samplePriceFacts = ({ model, request }: Task): PriceFacts => ({
  priceKey: model,
  units: typeof request['units'] === 'number' ? request['units'] : 1,
});
