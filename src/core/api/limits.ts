/** The figures of the client in one place: how much is read, how long is waited. */

/** Caps on what is read, bytes after decompression (RELIABILITY: 408 KB of gzip grew to 1.7 GiB unchecked). */
export const maxJsonBytes = 8 * 1024 * 1024;
export const maxErrorBytes = 64 * 1024;
/** Characters of one event of a stream. */
export const maxEventChars = 1024 * 1024;
/** A whole chat stream. */
export const maxStreamBytes = 64 * 1024 * 1024;
/**
 * Brackets and commas of one JSON text: 93 KB of gzip can hold eight million objects in few bytes each. Half a million
 * names in one object take 100 MiB; no true answer has a thousandth of that.
 */
export const maxJsonMarks = 150_000;

/** Time limits of one exchange in ms; `totalMs` ends it however busy the connection is. */
export interface TimeLimits {
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly totalMs: number;
}

/** A POST that we stop waiting for may have been charged, so that one waits long. */
export const createLimits: TimeLimits = {
  connectTimeoutMs: 15_000,
  headersTimeoutMs: 180_000,
  idleTimeoutMs: 60_000,
  totalMs: 300_000,
};

export const readLimits: TimeLimits = {
  connectTimeoutMs: 15_000,
  headersTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  totalMs: 60_000,
};

/** A model that thinks says nothing for minutes when it does not stream. */
export const chatLimits: TimeLimits = {
  connectTimeoutMs: 15_000,
  headersTimeoutMs: 300_000,
  idleTimeoutMs: 120_000,
  totalMs: 30 * 60_000,
};
