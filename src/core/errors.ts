/**
 * Every failure the product can meet, as data: one class a kind, told apart by `kind` and never by message text
 * (bundles loaded later have classes of their own, so `instanceof` would lie). Texts for people are made by the
 * host's `describe`; `message` here is for the log and is redacted on construction.
 */
import { redact } from './redact.ts';

export type ErrorKind =
  | 'api'
  | 'network'
  | 'timeout'
  | 'cancelled'
  | 'decode'
  | 'input'
  | 'taskFailed'
  | 'storage'
  | 'setting'
  | 'budget'
  | 'inputFile';

abstract class BaseError extends Error {
  abstract readonly kind: ErrorKind;

  // Not the class's name: bundlers shorten that.
  override get name(): string {
    return `${this.kind}Error`;
  }

  constructor(message: string, cause?: unknown) {
    super(redact(message), cause === undefined ? undefined : { cause });
  }
}

/** What the service's error codes mean; `other` for a status or code nobody documented. */
export type ApiErrorCode =
  | 'invalid_request'
  | 'authentication_error'
  | 'insufficient_credits'
  | 'not_found'
  | 'rate_limit'
  | 'server_error'
  | 'other';

export interface ApiErrorDetails {
  /** HTTP status, or the envelope's `code` where the service answers 200 with an error inside. */
  status: number;
  code: ApiErrorCode;
  /** The service's own words: untrusted text. */
  reason?: string | undefined;
  /** From `Retry-After`, milliseconds from the time of receipt. */
  retryAfterMs?: number | undefined;
}

/** The service answered, and the answer is an error. */
export class ApiError extends BaseError {
  readonly kind = 'api';
  readonly status: number;
  readonly code: ApiErrorCode;
  readonly reason: string | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(details: ApiErrorDetails, cause?: unknown) {
    super(`API ${details.status} ${details.code}: ${details.reason ?? ''}`, cause);
    this.status = details.status;
    this.code = details.code;
    this.reason = details.reason === undefined ? undefined : redact(details.reason);
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Whether any byte of a request can have reached the service: `no` is a proof, `unknown` is everything else. */
export type Sent = 'no' | 'unknown';

/** The connection failed. `sent: 'no'` only in the connect phase (refused, name not found, TLS). */
export class NetworkError extends BaseError {
  readonly kind = 'network';
  readonly sent: Sent;
  /** The system's code, such as ECONNRESET. */
  readonly code: string | undefined;
  constructor(details: { sent: Sent; message: string; code?: string | undefined }, cause?: unknown) {
    super(details.message, cause);
    this.sent = details.sent;
    this.code = details.code;
  }
}

/** A time limit of ours ran out. */
export class TimeoutError extends BaseError {
  readonly kind = 'timeout';
  readonly sent: Sent;
  readonly afterMs: number;
  constructor(details: { sent: Sent; afterMs: number; message: string }, cause?: unknown) {
    super(details.message, cause);
    this.sent = details.sent;
    this.afterMs = details.afterMs;
  }
}

/** The person, or the end of the window, stopped it. */
export class CancelledError extends BaseError {
  readonly kind = 'cancelled';
  constructor(message = 'cancelled', cause?: unknown) {
    super(message, cause);
  }
}

/** What came is not what the contract says: HTML, torn JSON, too large, a wrong shape at `path`. */
export class DecodeError extends BaseError {
  readonly kind = 'decode';
  /** Where in the answer, for example `data.task_id`; `` for the whole body. */
  readonly path: string;
  readonly reason: 'notJson' | 'tooLarge' | 'torn' | 'shape' | 'redirect';
  constructor(details: { path: string; reason: DecodeError['reason']; message: string }, cause?: unknown) {
    super(details.message, cause);
    this.path = details.path;
    this.reason = details.reason;
  }
}

/** The rules of the catalogue that an input can break. */
export type InputRule =
  | 'required'
  | 'unknownModel'
  | 'type'
  | 'tooShort'
  | 'tooLong'
  | 'tooSmall'
  | 'tooLarge'
  | 'notOneOf'
  | 'tooFew'
  | 'tooMany'
  | 'notUrl'
  | 'exclusive'
  | 'notAllowed'
  | 'total';

/** Input breaks a rule; nothing was sent. */
export class InputError extends BaseError {
  readonly kind = 'input';
  /** The wire name of the field, with a path for parts of it: `dialogue[1].text`. */
  readonly field: string;
  readonly rule: InputRule;
  /** The figure or list that the rule speaks of (limit, allowed values, the other field). */
  readonly limit: string | number | undefined;
  constructor(details: { field: string; rule: InputRule; limit?: string | number | undefined }) {
    super(`${details.field}: ${details.rule}${details.limit === undefined ? '' : ` (${details.limit})`}`);
    this.field = details.field;
    this.rule = details.rule;
    this.limit = details.limit;
  }
}

/** The service ran the task and says that it failed. */
export class TaskFailedError extends BaseError {
  readonly kind = 'taskFailed';
  /** The service's own words: untrusted text. */
  readonly reason: string | undefined;
  constructor(reason?: string) {
    super(`task failed: ${reason ?? 'no reason given'}`);
    this.reason = reason === undefined ? undefined : redact(reason);
  }
}

export type StorageReason =
  | 'noKey'
  | 'keyStoreRefused'
  | 'diskFull'
  | 'noPermission'
  | 'tooLarge'
  | 'badContent'
  | 'truncated'
  | 'noFolder'
  | 'outsideFolder'
  | 'untrusted'
  | 'notOpen'
  | 'badUrl'
  | 'gone'
  | 'ledger'
  | 'other';

/** Something on this side could not be kept: the key, the ledger, or a file. */
export class StorageError extends BaseError {
  readonly kind = 'storage';
  readonly reason: StorageReason;
  constructor(details: { reason: StorageReason; message: string }, cause?: unknown) {
    super(details.message, cause);
    this.reason = details.reason;
  }
}

/** A setting has a value that cannot be used. */
export class SettingError extends BaseError {
  readonly kind = 'setting';
  readonly setting: string;
  constructor(details: { setting: string; message: string }) {
    super(details.message);
    this.setting = details.setting;
  }
}

/** The person's own limit on credits stands in the way; nothing was sent. */
export class BudgetError extends BaseError {
  readonly kind = 'budget';
  /** Credits a day. */
  readonly limit: number;
  /** Credits used today. */
  readonly used: number;
  /** What the action may cost; 0 where that is not known. */
  readonly price: number;
  constructor(details: { limit: number; used: number; price: number }) {
    super(`day's budget of ${details.limit} credits: ${details.used} used, ${details.price} wanted`);
    this.limit = details.limit;
    this.used = details.used;
    this.price = details.price;
  }
}

export type InputFileReason =
  | 'missing'
  | 'notFile'
  | 'unreadable'
  | 'outsideFolder'
  | 'targetOutside'
  | 'untrusted'
  | 'empty'
  | 'tooLarge'
  | 'animated'
  | 'damaged'
  | 'tooManyPixels'
  | 'notMedia'
  | 'notText'
  | 'noKeys'
  | 'expired'
  | 'changed'
  | 'refused'
  | 'noAnswer'
  | 'noAddress'
  | 'commandFailed'
  | 'batchFile';

/** A local file cannot be made an input; the service was sent nothing. */
export class InputFileError extends BaseError {
  readonly kind = 'inputFile';
  readonly reason: InputFileReason;
  /** The file's name, without its folder. */
  readonly file: string;
  /** Megabytes, for `tooLarge`; megapixels, for `tooManyPixels`. */
  readonly limit: number | undefined;
  /** Words of a bucket or a program: untrusted text. */
  readonly detail: string | undefined;
  constructor(
    details: { reason: InputFileReason; name: string; limit?: number; detail?: string },
    cause?: unknown,
  ) {
    super(`input file: ${details.reason} ${details.detail ?? ''}`, cause);
    this.reason = details.reason;
    this.file = details.name;
    this.limit = details.limit;
    this.detail = details.detail === undefined ? undefined : redact(details.detail);
  }
}

export type AppError =
  | ApiError
  | NetworkError
  | TimeoutError
  | CancelledError
  | DecodeError
  | InputError
  | TaskFailedError
  | StorageError
  | SettingError
  | BudgetError
  | InputFileError;

const kinds: ReadonlySet<string> = new Set<ErrorKind>([
  'api',
  'network',
  'timeout',
  'cancelled',
  'decode',
  'input',
  'taskFailed',
  'storage',
  'setting',
  'budget',
  'inputFile',
]);

/** Whether `e` is one of ours, of any kind or of the kind asked for. */
export function isError(e: unknown): e is AppError;
export function isError<K extends ErrorKind>(e: unknown, kind: K): e is Extract<AppError, { kind: K }>;
export function isError(e: unknown, kind?: ErrorKind): boolean {
  if (!(e instanceof Error) || !('kind' in e) || typeof e.kind !== 'string') return false;
  return kind === undefined ? kinds.has(e.kind) : e.kind === kind;
}

/** Text for the log of anything thrown, with its causes, without secrets. */
export function errorText(e: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = e; at !== undefined && parts.length < 5; ) {
    parts.push(at instanceof Error ? `${at.name}: ${at.message}` : String(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return redact(parts.join(' <- '));
}
