/**
 * All that core asks of the world outside. Each is small; the host implements them (`host/ports`, one a file),
 * tests implement them in memory. Nothing here mentions VS Code or Node.
 */
import type { Disposable } from './lifecycle.ts';

export interface Clock {
  /** Wall clock, ms since the epoch; can jump either way. */
  now(): number;
  /** Monotonic ms for intervals; never jumps back. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with CancelledError at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `fn` once after `ms`, unless disposed before. */
  setTimer(ms: number, fn: () => void): Disposable;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'HEAD' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A text is sent as UTF-8. */
  readonly body?: string | Uint8Array | undefined;
  /** `api` carries JSON and streams of text; `media` carries files, may be huge. */
  readonly purpose: 'api' | 'media';
  readonly signal?: AbortSignal | undefined;
  /** Limits of the phases: until the connection stands, until the headers are there, between two pieces of body. */
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /**
   * `public`: the address that the name resolves to must be a public one, checked where the connection is made
   * (a check before would be answered by another DNS reply); else NetworkError, `sent: 'no'`, code EADDRNOTPUBLIC.
   * `any` for the API itself and for loopback services.
   */
  readonly addresses: 'any' | 'public';
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; several values joined by ", ". Without those of the coded form where `body` was decoded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded (gzip, br, deflate) pieces, pulled: nothing is buffered beyond the stack's own window. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the exchange; needed when the body is not read to its end. */
  dispose(): void;
}

/**
 * One request, one answer. Never follows redirects, never retries, never adds credentials.
 * Rejects with NetworkError or TimeoutError (whose `sent` says whether bytes can have left) or CancelledError; the
 * body's iterator rejects with the same kinds, and with NetworkError when the body is cut short.
 */
export interface Http extends Disposable {
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** Where the key is kept. `get` rejects with StorageError `keyStoreRefused` when the store fails, which is not "no key". */
export interface Secrets {
  get(): Promise<string | undefined>;
  set(key: string): Promise<void>;
  delete(): Promise<void>;
  onDidChange(listener: () => void): Disposable;
}

/** A file being written beside its target. Exactly one of `commit` and `discard` ends it. */
export interface TempFile {
  /** The piece may be used again by its sender once the promise resolves. */
  write(chunk: Uint8Array): Promise<void>;
  /** Throws away what was written so far. */
  restart(): Promise<void>;
  /** The URI that the file has once `name` is its name. */
  uriFor(name: string): string;
  /**
   * Flushes to the disk and gives the file its name in one step that never replaces a file; when `name` is taken,
   * `taken: true` comes back and the file stays open for another name.
   */
  commit(name: string): Promise<{ taken: boolean }>;
  discard(): Promise<void>;
}

export interface Files {
  /**
   * Makes `folder` (a URI) where missing and opens a temporary file in it. StorageError tells why not;
   * `outsideFolder` where `folder` leads out of `within` (a URI) or into a dot directory, also by a symbolic link.
   */
  createTemp(folder: string, within?: string): Promise<TempFile>;
  /** Free bytes where `folder` lies; undefined where the file system does not say. */
  freeBytes(folder: string): Promise<number | undefined>;
  /** The largest file this file system should be given, bytes; undefined for no limit. */
  maxBytes(folder: string): number | undefined;
  exists(uri: string): Promise<boolean>;
  /** Whether `uri` is a plain file (no link) of these very bytes; false as well where it cannot be read. */
  holds(uri: string, content: { readonly bytes: number; readonly sha256: string }): Promise<boolean>;
}

/** Work that only one holder in all windows may do at a time. */
export interface Lock {
  /** Resolves to undefined at once when somebody else holds `name`. */
  tryAcquire(name: string): Promise<Disposable | undefined>;
  /** Those of `names` that nobody holds, this window included. By the time they are asked for they may be taken. */
  free(names: readonly string[]): Promise<readonly string[]>;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** `e` is written with its causes, redacted. */
  error(message: string, e?: unknown): void;
}

export interface Ids {
  /** A new id that sorts by time of making; letters, digits and `-`. */
  next(): string;
}
