/** The service on virtual time: tasks take a lognormal time, requests a round trip, and the limit is kept. */
import type { ApiClient, Budget, Priority, RemoteTask } from '../../src/core/api/types.ts';
import { ApiError, CancelledError, DecodeError, NetworkError, TimeoutError } from '../../src/core/errors.ts';
import type { Clock } from '../../src/core/ports.ts';
import { createRandom, drawLognormal } from './seeded.ts';

/** How the service counts its minute. */
export type LimiterKind = 'none' | 'sliding' | 'fixed' | 'bucket';

/**
 * What goes wrong with one request. `refused`: no connection. `lostBefore`, `lostAfter`: the connection breaks before
 * or after the service has worked. A status with `-done` comes although the service has worked.
 */
export type Fault =
  | 'refused'
  | 'lostBefore'
  | 'lostAfter'
  | 'timeoutBefore'
  | 'timeoutAfter'
  | 'html'
  | '500'
  | '500-done'
  | '503'
  | '503-done'
  | '429'
  | '400'
  | '401'
  | '402';

export interface ServiceTask {
  readonly taskId: string;
  readonly ref: string;
  readonly createdAt: number;
  readonly doneAt: number;
  /** When a client first read that it is done. */
  seenAt: number | undefined;
}

export interface ServiceOptions {
  readonly clock: Clock;
  /** The service's own wall clock, for tests where the machine's is wrong. */
  readonly now?: () => number;
  readonly seed?: number;
  readonly limiter?: LimiterKind;
  readonly rttMs?: number;
  readonly sigma?: number;
  /** Whether creating counts against the limit; it does at the real service. */
  readonly areCreatesCounted?: boolean;
}

export interface VirtualService {
  /** A window's client. */
  client(budget: Budget): ApiClient;
  readonly tasks: ReadonlyMap<string, ServiceTask>;
  /** Begins a task without a request, as if it had been sent before. */
  begin(body: Readonly<Record<string, unknown>>): ServiceTask;
  /** Wall clock of the arrival of every counted request, refused ones included. */
  readonly arrivals: readonly number[];
  /** POSTs that arrived, by the `ref` in the body. */
  readonly posts: ReadonlyMap<string, number>;
  readonly refusals: number;
  isOffline: boolean;
  /** Asked for each request that gets a connection. */
  faultFor: ((method: 'GET' | 'POST', count: number) => Fault | undefined) | undefined;
  /** Called where a window may die: before a request leaves, and before its answer is heard. */
  onBoundary: ((name: string) => Promise<void>) | undefined;
  /** What the answer to a read says; by default success with `urls` URLs of the body, else 1. */
  answerFor: ((task: ServiceTask, remote: RemoteTask) => RemoteTask) | undefined;
}

function createTokenLimiter(): (now: number) => boolean {
  let tokens = 60;
  let at: number | undefined;
  return now => {
    tokens = Math.min(60, tokens + (now - (at ?? now)) / 1000);
    at = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

/** `from`: arrivals at or before it are forgotten. */
function createWindowLimiter(from: (now: number) => number): (now: number) => boolean {
  const recent: number[] = [];
  return now => {
    while (recent.length > 0 && (recent[0] ?? 0) <= from(now)) recent.shift();
    if (recent.length >= 60) return false;
    recent.push(now);
    return true;
  };
}

/** Whether a request that arrives `now` is let through; it counts if so. */
export function createLimiter(kind: LimiterKind): (now: number) => boolean {
  if (kind === 'none') return () => true;
  if (kind === 'bucket') return createTokenLimiter();
  if (kind === 'sliding') return createWindowLimiter(now => now - 60_000);
  return createWindowLimiter(now => Math.floor(now / 60_000) * 60_000 - 1e-6);
}

function faultError(fault: Fault): Error {
  switch (fault) {
    case 'refused':
      return new NetworkError({ sent: 'no', message: 'refused', code: 'ECONNREFUSED' });
    case 'lostBefore':
    case 'lostAfter':
      return new NetworkError({ sent: 'unknown', message: 'reset', code: 'ECONNRESET' });
    case 'timeoutBefore':
    case 'timeoutAfter':
      return new TimeoutError({ sent: 'unknown', afterMs: 60_000, message: 'no answer' });
    case 'html':
      return new DecodeError({ path: '', reason: 'notJson', message: 'a page' });
    case '400':
      return new ApiError({ status: 400, code: 'invalid_request', reason: 'bad' });
    case '401':
      return new ApiError({ status: 401, code: 'authentication_error' });
    case '402':
      return new ApiError({ status: 402, code: 'insufficient_credits' });
    case '429':
      return new ApiError({ status: 429, code: 'rate_limit' });
    default:
      return new ApiError({ status: Number(fault.slice(0, 3)), code: 'server_error' });
  }
}

const workedFirst: ReadonlySet<Fault> = new Set([
  'lostAfter',
  'timeoutAfter',
  'html',
  '500-done',
  '503-done',
]);

class Service implements VirtualService {
  readonly tasks = new Map<string, ServiceTask>();
  readonly arrivals: number[] = [];
  readonly posts = new Map<string, number>();
  refusals = 0;
  isOffline = false;
  faultFor: VirtualService['faultFor'];
  onBoundary: VirtualService['onBoundary'];
  answerFor: VirtualService['answerFor'];
  readonly #options: ServiceOptions;
  readonly #random: () => number;
  readonly #mayPass: (now: number) => boolean;
  #count = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#random = createRandom(options.seed ?? 1);
    this.#mayPass = createLimiter(options.limiter ?? 'none');
  }

  #now(): number {
    return this.#options.now?.() ?? this.#options.clock.now();
  }

  client(budget: Budget): ApiClient {
    const notHere = (): never => {
      throw new Error('not part of the virtual service');
    };
    return {
      createTask: async (_path, body, signal) => {
        const task = await this.#exchange({ method: 'POST', budget, signal }, () => this.begin(body));
        return { taskId: task.taskId, apiStatus: 'IN_PROGRESS', result: undefined };
      },
      getTask: (taskId, signal, priority = 'person') =>
        this.#exchange({ method: 'GET', budget, signal, priority }, () => this.#read(taskId)),
      checkKey: notHere,
      chat: notHere,
      chatStream: notHere,
    };
  }

  begin(body: Readonly<Record<string, unknown>>): ServiceTask {
    const ref = String(body['ref']);
    const now = this.#now();
    const median = Number(body['medianMs'] ?? 15_000);
    const doneAt = now + drawLognormal(this.#random, median, this.#options.sigma ?? 0.4);
    const task = { taskId: `t${this.tasks.size + 1}`, ref, createdAt: now, doneAt, seenAt: undefined };
    this.tasks.set(task.taskId, task);
    return task;
  }

  #read(taskId: string): RemoteTask {
    const task = this.tasks.get(taskId);
    if (task === undefined) throw new ApiError({ status: 404, code: 'not_found' });
    const isDone = this.#now() >= task.doneAt;
    const remote: RemoteTask = {
      taskId,
      phase: isDone ? 'succeeded' : 'running',
      apiStatus: isDone ? 'SUCCESS' : 'IN_PROGRESS',
      credits: isDone ? 5 : undefined,
      reason: undefined,
      urls: isDone ? [`https://cdn.test/${taskId}.png`] : [],
      createdAt: task.createdAt,
      request: undefined,
    };
    return this.answerFor?.(task, remote) ?? remote;
  }

  async #exchange<T>(
    call: {
      method: 'GET' | 'POST';
      budget: Budget;
      signal: AbortSignal | undefined;
      priority?: Priority;
    },
    work: () => T,
  ): Promise<T> {
    const { method, budget, signal } = call;
    const { rttMs = 100, areCreatesCounted = true } = this.#options;
    await budget.take(call.priority ?? 'person', signal);
    if (signal?.aborted) throw new CancelledError();
    await this.onBoundary?.(`${method} leaves`);
    if (this.isOffline) throw faultError('refused');
    const fault = this.faultFor?.(method, ++this.#count);
    if (fault === 'refused') throw faultError(fault);
    await this.#travel(rttMs / 2, signal);
    const isCounted = method === 'GET' || areCreatesCounted;
    if (isCounted) this.arrivals.push(this.#now());
    if (fault === '429' || (isCounted && !this.#mayPass(this.#now()))) {
      this.refusals++;
      budget.refused(undefined);
      throw faultError('429');
    }
    if (fault !== undefined && !workedFirst.has(fault)) throw faultError(fault);
    const result = this.#work(work);
    if (method === 'POST') this.#notePost(result);
    await this.onBoundary?.(`${method} answered`);
    await this.#travel(rttMs / 2, signal);
    if (fault !== undefined) throw faultError(fault);
    if (result instanceof Error) throw result;
    this.#noteSeen(result);
    return result;
  }

  #work<T>(work: () => T): T | Error {
    try {
      return work();
    } catch (e) {
      return e instanceof Error ? e : new Error(String(e));
    }
  }

  #notePost(result: unknown): void {
    const { ref } = result as ServiceTask;
    this.posts.set(ref, (this.posts.get(ref) ?? 0) + 1);
  }

  #noteSeen(result: unknown): void {
    if (typeof result !== 'object' || result === null || !('phase' in result) || result.phase !== 'succeeded')
      return;
    const task = this.tasks.get((result as unknown as RemoteTask).taskId);
    if (task !== undefined) task.seenAt ??= this.#now();
  }

  /** An abort after bytes have left says nothing of whether they arrived. */
  async #travel(ms: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#options.clock.sleep(ms, signal);
    } catch {
      throw new NetworkError({ sent: 'unknown', message: 'aborted on the way', code: 'ECONNRESET' });
    }
  }
}

export function createVirtualService(options: ServiceOptions): VirtualService {
  return new Service(options);
}
