/** The service as typed methods over one pipeline: build, budget, send, decode; errors and retries in one place. */
import { throwIfAborted } from '../async.ts';
import { type ApiError, type AppError, InputError, isError, NetworkError, StorageError } from '../errors.ts';
import type { Clock, HttpResponse, Log } from '../ports.ts';
import { readChat } from './chatStream.ts';
import { type ChatEnd, collectAnswer } from './decodeChat.ts';
import { decodeReply, errorFromReply, redirectError } from './decodeError.ts';
import { decodeCreated, decodeTask, isTaskId, namesTask } from './decodeTask.ts';
import { type ApiRequest, exchange, type OpenExchange, openExchange } from './exchange.ts';
import { chatLimits, createLimits, maxErrorBytes, maxJsonBytes, readLimits } from './limits.ts';
import { provesNotCharged } from './provesNotCharged.ts';
import { readStart, readText } from './readBody.ts';
import { createPolicy, noRetries, personPolicy, type RetryPolicy, retryDelay } from './retry.ts';
import type {
  ApiClient,
  Budget,
  ChatEvent,
  ChatRequest,
  Connect,
  Connection,
  CreatedTask,
  Priority,
  RemoteTask,
} from './types.ts';

export interface ApiClientOptions {
  readonly connect: Connect;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
}

/** How one kind of request goes through the pipeline. */
interface Send {
  readonly request: ApiRequest;
  readonly policy: RetryPolicy;
  readonly priority: Priority;
  readonly signal: AbortSignal | undefined;
}

type Attempt<T> = (connection: Connection) => Promise<T>;

/** An id in the form of the service's that it never gives out. */
const impossibleTaskId = 'n0_key_check';

const json = 'application/json';

/**
 * The API client.
 *
 * `createTask` orders something that costs credits. What it rejects with tells whether that can have happened, and
 * `provesNotCharged` reads it: ApiError 4xx, `sent: 'no'` and CancelledError are proofs that nothing was accepted;
 * ApiError 5xx, TimeoutError and NetworkError with `sent: 'unknown'` and DecodeError are not, and the task is then
 * unconfirmed. An abort after the request left is a NetworkError `sent: 'unknown'` with code `ABORTED`. It is sent
 * again only after 429 (five minutes in all) and where it surely did not leave (three times); each time anew through
 * the budget, which is told of every 429.
 *
 * The sandbox has no limit of requests, so it takes nothing from the budget.
 */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const send = <T>(how: Send, attempt: Attempt<T>): Promise<T> => withRetries(options, how, attempt);

  /** The decoded JSON of a request that answers in one piece. */
  const sendJson = (how: Send): Promise<unknown> =>
    send(how, connection =>
      exchange(
        { connection, clock: options.clock, signal: how.signal },
        how.request,
        async (response, withoutKey) => {
          const { status, headers } = response;
          const text = withoutKey(
            await (status >= 400 ? readStart(response, maxErrorBytes) : readJsonText(response)),
          );
          const isKept = how.request.isOrder ? namesPaidTask : undefined;
          return decodeReply({ status, headers, text, receivedAt: options.clock.now() }, isKept);
        },
      ),
    );

  async function createTask(
    path: string,
    body: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<CreatedTask> {
    const request = post(path, body, { accept: json, limits: createLimits, isOrder: true });
    const reply = await sendJson({ request, policy: createPolicy, priority: 'person', signal });
    return decodeCreated(reply, () => `direct-${Math.floor(options.random() * 2 ** 48).toString(36)}`);
  }

  async function getTask(
    taskId: string,
    signal?: AbortSignal,
    priority: Priority = 'poll',
  ): Promise<RemoteTask> {
    if (!isTaskId(taskId)) throw new InputError({ field: 'task_id', rule: 'notAllowed' });
    return decodeTask(
      await sendJson({ request: readTask(taskId), policy: noRetries, priority, signal }),
      taskId,
    );
  }

  async function checkKey(signal?: AbortSignal): Promise<'valid' | 'refused'> {
    const request = readTask(impossibleTaskId);
    try {
      decodeTask(
        await sendJson({ request, policy: personPolicy, priority: 'person', signal }),
        impossibleTaskId,
      );
      return 'valid';
    } catch (e) {
      if (isError(e, 'api') && e.code === 'not_found') return 'valid';
      if (isError(e, 'api') && e.code === 'authentication_error') return 'refused';
      throw e;
    }
  }

  async function* stream(
    request: ChatRequest,
    isStreamed: boolean,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ChatEvent | ChatEnd> {
    const how: Send = {
      request: chatRequest(request, isStreamed),
      policy: personPolicy,
      priority: 'person',
      signal,
    };
    const opened = await send(how, connection => openChat(options, how, connection));
    try {
      yield* readChat(opened, options.clock.now());
    } catch (e) {
      throw opened.translate(e);
    } finally {
      opened.dispose();
    }
  }

  return {
    createTask,
    getTask,
    checkKey,
    chat: (request, signal) => collectAnswer(stream(request, false, signal)),
    chatStream: (request, signal) => withoutUsage(stream(request, true, signal)),
  };
}

/** The public shape of the end has no `usage`. */
async function* withoutUsage(events: AsyncIterable<ChatEvent | ChatEnd>): AsyncGenerator<ChatEvent> {
  for await (const event of events) {
    if (event.type !== 'end') yield event;
    else yield { type: 'end', finishReason: event.finishReason, credits: event.credits };
  }
}

function readTask(taskId: string): ApiRequest {
  const path = `/tasks/${encodeURIComponent(taskId)}`;
  return { method: 'GET', path, accept: json, limits: readLimits, isOrder: false };
}

function post(
  path: string,
  body: Readonly<Record<string, unknown>>,
  rest: Pick<ApiRequest, 'accept' | 'limits' | 'isOrder'>,
): ApiRequest {
  try {
    return { method: 'POST', path, body: JSON.stringify(body), ...rest };
  } catch {
    // Circular, or a BigInt: no JSON can say it.
    throw new InputError({ field: 'body', rule: 'type' });
  }
}

/** The documented defaults are sent: upstream does not apply all of them. */
function chatRequest(request: ChatRequest, isStreamed: boolean): ApiRequest {
  const defaults = { model: 'gemini', include_thoughts: true, reasoning_effort: 'high' };
  const accept = isStreamed ? `text/event-stream, ${json}` : json;
  return post(
    '/chat/completions',
    { ...defaults, ...request, stream: isStreamed },
    { accept, limits: chatLimits, isOrder: false },
  );
}

/** An answer that proves no refusal and names a task: that id is the only way to what may be paid for. */
function namesPaidTask(body: unknown, error: ApiError): boolean {
  return !provesNotCharged(error) && namesTask(body);
}

/** The text of an answer below 400; a redirect's body is not worth reading. */
async function readJsonText(response: HttpResponse): Promise<string> {
  if (response.status >= 300) throw redirectError(response.status, response.headers);
  return readText(response, maxJsonBytes);
}

/** A chat answer whose status is good, its body still to come. */
async function openChat(options: ApiClientOptions, how: Send, connection: Connection): Promise<OpenExchange> {
  const { clock } = options;
  const opened = await openExchange({ connection, clock, signal: how.signal }, how.request);
  const { status, headers } = opened.response;
  if (status < 300) return opened;
  try {
    if (status < 400) throw redirectError(status, headers);
    const text = opened.withoutKey(await readStart(opened.response, maxErrorBytes));
    throw errorFromReply({ status, headers, text, receivedAt: clock.now() });
  } finally {
    opened.dispose();
  }
}

/** Tries until it works, until the error is final, or until the policy's time is up; then the last error. */
async function withRetries<T>(options: ApiClientOptions, how: Send, attempt: Attempt<T>): Promise<T> {
  const { clock, budget, log, random } = options;
  const { method, path } = how.request;
  let firstFailure: number | undefined;
  for (let attempts = 1; ; attempts++) {
    const connection = await connectInTurn(options, how);
    const begun = clock.monotonic();
    try {
      const result = await attempt(connection);
      log.debug(`${method} ${path}: ok after ${Math.round(clock.monotonic() - begun)} ms`);
      return result;
    } catch (e) {
      const error = ours(e);
      const isCounted = connection.service === 'live' && error.kind === 'api' && error.status === 429;
      if (isCounted) budget.refused(error.retryAfterMs);
      const now = clock.monotonic();
      firstFailure ??= now;
      const elapsedMs = now - firstFailure;
      const delay = retryDelay(how.policy, { method, error, attempts, elapsedMs, random: random() });
      log.debug(`${method} ${path}: ${error.message}${delay === undefined ? '' : `; again in ${delay} ms`}`);
      if (delay === undefined) throw error;
      await clock.sleep(delay, how.signal);
    }
  }
}

function ours(e: unknown): AppError {
  return isError(e) ? e : new NetworkError({ sent: 'unknown', message: 'the exchange failed' }, e);
}

/** Longer in line than this, and the key or the service may have changed meanwhile. */
const freshMs = 1000;

/** The connection to use once it is this request's turn. CancelledError while waiting: nothing was sent. */
async function connectInTurn(options: ApiClientOptions, how: Send): Promise<Connection> {
  const { clock, budget } = options;
  throwIfAborted(how.signal);
  const connection = await connect(options);
  if (connection.service === 'sandbox') return connection;
  const begun = clock.monotonic();
  await takeTurn(budget, how);
  throwIfAborted(how.signal);
  return clock.monotonic() - begun <= freshMs ? connection : connect(options);
}

async function takeTurn(budget: Budget, how: Send): Promise<void> {
  try {
    await budget.take(how.priority, how.signal);
  } catch (e) {
    if (isError(e)) throw e;
    throw new NetworkError({ sent: 'no', message: 'its turn never came' }, e);
  }
}

async function connect(options: ApiClientOptions): Promise<Connection> {
  try {
    return await options.connect();
  } catch (e) {
    if (isError(e)) throw e;
    throw new StorageError({ reason: 'keyStoreRefused', message: 'the connection could not be set up' }, e);
  }
}
