/** What the API client promises to the rest of core. */
import type { Http } from '../ports.ts';

/** Where requests go and as whom. Asked for anew for each request, so that a changed key or service counts at once. */
export interface Connection {
  /** No trailing slash. */
  readonly baseUrl: string;
  readonly key: string;
  readonly http: Http;
  readonly service: 'live' | 'sandbox';
}

/** Rejects with StorageError (`noKey`, `keyStoreRefused`) or SettingError. */
export type Connect = () => Promise<Connection>;

/**
 * `person` for what somebody waits for (submissions, chat, key check), `poll` for the rest; `urgentPoll` for a look
 * that is worth what a quiet time has saved.
 */
export type Priority = 'person' | 'urgentPoll' | 'poll';

/** The shared allowance of requests a minute. */
export interface Budget {
  /** Resolves when one request may be sent; rejects with CancelledError on abort. */
  take(priority: Priority, signal: AbortSignal | undefined): Promise<void>;
  /** The service answered 429: send less for a while, nothing before `retryAfterMs`. */
  refused(retryAfterMs: number | undefined): void;
}

/** The answer to a create request. */
export interface CreatedTask {
  readonly taskId: string;
  /** The service's word; "in progress" is meant where it is missing. */
  readonly apiStatus: string | undefined;
  /** Present where the model answers at once. */
  readonly result: RemoteTask | undefined;
}

/** The service's state of a task, read leniently. */
export interface RemoteTask {
  readonly taskId: string;
  readonly phase: 'running' | 'succeeded' | 'failed';
  readonly apiStatus: string | undefined;
  readonly credits: number | undefined;
  readonly reason: string | undefined;
  /** Result URLs in the service's order, unchecked. */
  readonly urls: readonly string[];
  /** ms since the epoch. */
  readonly createdAt: number | undefined;
  /** The request as the service remembers it. */
  readonly request: Readonly<Record<string, unknown>> | undefined;
}

export interface ChatMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  readonly content: unknown;
  readonly [key: string]: unknown;
}

export interface ChatRequest {
  readonly model?: string;
  readonly messages: readonly ChatMessage[];
  readonly include_thoughts?: boolean;
  readonly reasoning_effort?: 'low' | 'high';
  readonly tools?: readonly unknown[];
  readonly response_format?: unknown;
  readonly [key: string]: unknown;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, whole. */
  readonly arguments: string;
}

export type ChatEvent =
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'content'; readonly text: string }
  | { readonly type: 'toolCall'; readonly call: ToolCall }
  | { readonly type: 'end'; readonly finishReason: string | undefined; readonly credits: number | undefined };

export interface ChatAnswer {
  readonly content: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: string | undefined;
  readonly credits: number | undefined;
  readonly usage: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The service, typed. Every method rejects with the errors of `core/errors.ts` only. Orders and chat are sent again
 * only where they surely did not arrive (429, connect phase), the key check after any passing failure, `getTask` never.
 */
export interface ApiClient {
  /**
   * Orders a task. Whether an error proves that nothing was accepted is told by `provesNotCharged`; an abort after the
   * request left is NetworkError `sent: 'unknown'`, so that CancelledError always is such a proof. A result that came
   * at once without any id gets an id of ours, `direct-…`, which the service does not know.
   */
  createTask(
    path: string,
    body: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<CreatedTask>;
  /** One read, no retries of its own: the scheduler decides when to look again. ApiError `not_found` where unknown. */
  getTask(taskId: string, signal?: AbortSignal, priority?: Priority): Promise<RemoteTask>;
  /** Costs nothing: reads a task that cannot exist; 404 means the key is good. */
  checkKey(signal?: AbortSignal): Promise<'valid' | 'refused'>;
  chat(request: ChatRequest, signal?: AbortSignal): Promise<ChatAnswer>;
  chatStream(request: ChatRequest, signal?: AbortSignal): AsyncIterable<ChatEvent>;
}
