/** The replies of the create endpoints and of `GET /tasks/{task_id}`, read as leniently as API.md says. */
import { ApiError, DecodeError } from '../errors.ts';
import { redact } from '../redact.ts';
import { collectUrls } from './resultUrls.ts';
import type { CreatedTask, RemoteTask } from './types.ts';
import { asNumber, asObject, asText, asTime, copyObject, cut, field, firstField, parseJson } from './wire.ts';

const phaseOfWord: ReadonlyMap<string, RemoteTask['phase']> = new Map([
  ...['success', 'succeeded', 'completed', 'complete', 'done'].map(word => [word, 'succeeded'] as const),
  ...['failed', 'failure', 'error', 'cancelled', 'canceled'].map(word => [word, 'failed'] as const),
]);

/** What a status word means: any case; words that nobody documented mean that it still runs. */
export function phaseOf(apiStatus: string): RemoteTask['phase'] {
  return phaseOfWord.get(apiStatus.trim().toLowerCase()) ?? 'running';
}

/**
 * An id that can stand in a path, encoded: 1 to 128 letters, digits and signs that part no address, and not only dots,
 * which would lead to another endpoint. Whoever is strict here leaves a paid result that nobody can ask for.
 */
export function isTaskId(id: string): boolean {
  return /^[\w.~:=+@-]{1,128}$/.test(id) && !/^\.+$/.test(id);
}

const isHttp = (url: string): boolean => /^https?:\/\//i.test(url);

/** `response` as it is; under names nobody documented only what surely is an address. */
function urlsIn(data: unknown): readonly string[] {
  const urls = collectUrls(field(data, 'response'));
  if (urls.length > 0) return urls;
  return collectUrls(firstField(data, ['result', 'results', 'output', 'outputs'])).filter(isHttp);
}

function reasonIn(data: unknown): string | undefined {
  const words = firstField(data, ['error_message', 'error', 'fail_reason', 'failMsg']);
  const text = asText(words) ?? asText(firstField(words, ['message', 'msg', 'code']));
  return text === undefined ? undefined : cut(text.trim(), 2000);
}

/** `request` as an object; some services give it as JSON text. */
function requestIn(data: unknown): RemoteTask['request'] {
  const request = field(data, 'request');
  if (typeof request !== 'string') return copyObject(request);
  try {
    return copyObject(parseJson(request));
  } catch {
    return undefined;
  }
}

function creditsIn(data: unknown): number | undefined {
  const credits = asNumber(firstField(data, ['consumed_credits', 'credits_consumed']));
  return credits !== undefined && credits >= 0 ? credits : undefined;
}

function statusIn(data: unknown): string | undefined {
  const word = asText(field(data, 'status')) ?? asText(field(data, 'state'));
  // Any word is shown and kept as it is, but for a key that the service echoes.
  return word === undefined ? undefined : cut(redact(word.trim()), 100);
}

/** The state in `data`; a missing status means "in progress", but for results, which speak for themselves. */
function readTask(data: unknown, taskId: string): RemoteTask {
  const apiStatus = statusIn(data);
  const urls = urlsIn(data);
  const unsaid = urls.some(isHttp) ? 'succeeded' : 'running';
  return {
    taskId,
    phase: apiStatus === undefined ? unsaid : phaseOf(apiStatus),
    apiStatus,
    credits: creditsIn(data),
    reason: reasonIn(data),
    urls,
    createdAt: asTime(firstField(data, ['created_at', 'createdAt'])),
    request: requestIn(data),
  };
}

/** Whether a reply names a task that can be read, in so many words: a bare `id` may be anything's. */
export function namesTask(body: unknown): boolean {
  const names = ['task_id', 'taskId'];
  const id = asText(firstField(field(body, 'data'), names)) ?? asText(firstField(body, names));
  return id !== undefined && isTaskId(id.trim());
}

const idNames = ['task_id', 'taskId', 'id'];

/** Where the id stands, and what it is; `data` goes before the top. */
function findId(body: unknown): { path: string; id: string } | undefined {
  for (const [prefix, part] of [
    ['data.', field(body, 'data')],
    ['', body],
  ] as const) {
    for (const name of idNames) {
      const id = asText(field(part, name));
      if (id !== undefined) return { path: prefix + name, id: id.trim() };
    }
  }
  return undefined;
}

/**
 * The reply to a create request. `data.task_id`, `data.id`, `task_id` or `id` is the id; a final result in the reply
 * is kept. A result without any id gets a made-up one (`direct-…` of `madeUpId`), since it is paid for.
 * DecodeError with the path of the id where the reply holds neither.
 */
export function decodeCreated(body: unknown, madeUpId: () => string): CreatedTask {
  const data = asObject(field(body, 'data')) ?? body;
  const found = findId(body);
  if (found !== undefined && !isTaskId(found.id)) {
    // Said, because it is the only trace of what may be paid for.
    const message = `the service gave a task id that cannot be used: ${JSON.stringify(cut(found.id, 200))}`;
    throw new DecodeError({ path: found.path, reason: 'shape', message });
  }
  const task = readTask(data, found?.id ?? madeUpId());
  const result = task.phase === 'running' ? undefined : task;
  if (found === undefined && (result === undefined || result.urls.length === 0)) {
    throw new DecodeError({
      path: 'data.task_id',
      reason: 'shape',
      message: 'the service gave no task id',
    });
  }
  return { taskId: task.taskId, apiStatus: task.apiStatus, result };
}

/**
 * The reply to reading task `taskId`. ApiError `not_found` for `{code: 200, data: null}`; DecodeError where nothing
 * in it speaks of a task.
 */
export function decodeTask(body: unknown, taskId: string): RemoteTask {
  const top = asObject(body);
  if (top === undefined) {
    throw new DecodeError({ path: '', reason: 'shape', message: 'the answer is not an object' });
  }
  if (Object.hasOwn(top, 'data') && top['data'] === null && statusIn(top) === undefined) {
    throw new ApiError({ status: 404, code: 'not_found', reason: 'no data' });
  }
  const data = asObject(top['data']) ?? top;
  const task = readTask(data, taskId);
  if (task.apiStatus === undefined && task.urls.length === 0 && firstField(data, idNames) === undefined) {
    throw new DecodeError({ path: 'data.status', reason: 'shape', message: 'the answer speaks of no task' });
  }
  return task;
}
