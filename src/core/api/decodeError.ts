/** From what the service answered to the error it means. */
import { ApiError, type ApiErrorCode, DecodeError } from '../errors.ts';
import { parseRetryAfter } from './retry.ts';
import { asNumber, asObject, asText, cut, excerpt, field, firstField, isHtml, parseJson } from './wire.ts';

/** An answer whose body has been read. */
export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** Wall clock at receipt. */
  readonly receivedAt: number;
}

const statusOfCode: Readonly<Record<Exclude<ApiErrorCode, 'other'>, number>> = {
  invalid_request: 400,
  authentication_error: 401,
  insufficient_credits: 402,
  not_found: 404,
  rate_limit: 429,
  server_error: 500,
};

/** The documented words, and those that services of the same make use for the same things. */
const codeOfWord: ReadonlyMap<string, ApiErrorCode> = new Map([
  ['invalid_request', 'invalid_request'],
  ['invalid_request_error', 'invalid_request'],
  ['validation_error', 'invalid_request'],
  ['authentication_error', 'authentication_error'],
  ['invalid_api_key', 'authentication_error'],
  ['unauthorized', 'authentication_error'],
  ['insufficient_credits', 'insufficient_credits'],
  ['insufficient_quota', 'insufficient_credits'],
  ['not_found', 'not_found'],
  ['not_found_error', 'not_found'],
  ['rate_limit', 'rate_limit'],
  ['rate_limit_error', 'rate_limit'],
  ['rate_limit_exceeded', 'rate_limit'],
  ['server_error', 'server_error'],
  ['internal_error', 'server_error'],
  ['internal_server_error', 'server_error'],
]);

function codeOfStatus(status: number): ApiErrorCode {
  if (status >= 500 && status < 600) return 'server_error';
  switch (status) {
    case 400:
    case 413:
    case 414:
    case 415:
    case 422:
      return 'invalid_request';
    case 401:
      return 'authentication_error';
    case 402:
      return 'insufficient_credits';
    case 404:
      return 'not_found';
    case 429:
      return 'rate_limit';
    default:
      return 'other';
  }
}

/** The code that the body names in words: `error.code`, `error.type`, `code`, `type`. */
function codeInWords(body: unknown): ApiErrorCode | undefined {
  const error = field(body, 'error');
  for (const word of [field(error, 'code'), field(error, 'type'), field(body, 'code'), field(body, 'type')]) {
    const code = typeof word === 'string' ? codeOfWord.get(word.trim().toLowerCase()) : undefined;
    if (code !== undefined) return code;
  }
  return undefined;
}

/** The code that the body names as a number, where it is an error's. */
function statusInBody(body: unknown): number | undefined {
  const code = asNumber(field(field(body, 'error'), 'code')) ?? asNumber(field(body, 'code'));
  return code !== undefined && code >= 400 && code < 600 ? code : undefined;
}

/** The service's own words, wherever it put them. */
function reasonIn(body: unknown): string | undefined {
  const error = field(body, 'error');
  const places = [
    field(error, 'message'),
    field(error, 'msg'),
    error,
    field(body, 'message'),
    field(body, 'msg'),
    field(body, 'detail'),
    field(field(body, 'data'), 'message'),
    field(error, 'code'),
  ];
  const words = places.map(asText).find(text => text !== undefined);
  return words === undefined ? undefined : cut(words.trim(), 2000);
}

function tryJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** A page or a line that is not the service's JSON, worded so that one sees who spoke. */
function reasonInPage(status: number, text: string): string | undefined {
  if (text.trim() === '') return undefined;
  if (!isHtml(text)) return excerpt(text);
  const speaker = status === 403 || status === 407 || status === 511 ? 'a proxy' : 'a gateway';
  return `a web page came instead of JSON, probably from ${speaker}: ${excerpt(text)}`;
}

/** Statuses that mean one thing, whatever else the body says. */
const plainStatuses: ReadonlySet<number> = new Set([401, 402, 404, 429]);

function codeOf(status: number, body: unknown): ApiErrorCode {
  const words = codeInWords(body);
  if (plainStatuses.has(status) && words !== 'insufficient_credits') return codeOfStatus(status);
  return words ?? codeOfStatus(statusInBody(body) ?? status);
}

/**
 * The error of an answer with a status of 400 and above. A 404 that is somebody's page or text has the code `other`:
 * only the service itself can say that it does not know a task, or that a key is good.
 */
export function errorFromReply(reply: Reply): ApiError {
  const { status, text } = reply;
  const retryAfterMs = parseRetryAfter(reply.headers, reply.receivedAt);
  const body = asObject(tryJson(text));
  if (body !== undefined) {
    return new ApiError({ status, code: codeOf(status, body), reason: reasonIn(body), retryAfterMs });
  }
  const code = status === 404 && text.trim() !== '' ? 'other' : codeOfStatus(status);
  return new ApiError({ status, code, reason: reasonInPage(status, text), retryAfterMs });
}

/** Whether the top of a body with a good status says that it is an error all the same. */
function saysError(body: unknown): boolean {
  if (isBareTask(body)) return false;
  const error = field(body, 'error');
  if (asObject(error) !== undefined) {
    return ['message', 'code', 'type', 'msg'].some(name => asText(field(error, name)) !== undefined);
  }
  const code = asNumber(field(body, 'code'));
  if (code !== undefined && code !== 0 && (code < 200 || code > 299)) return true;
  if (code === undefined && codeInWords(body) !== undefined) return true;
  const isEmpty = ['data', 'status', 'choices'].every(name => field(body, name) === undefined);
  return isEmpty && (asText(error) !== undefined || field(body, 'success') === false);
}

/** A task without an envelope: its `error` is the task's, not the answer's. */
function isBareTask(body: unknown): boolean {
  return (
    typeof field(body, 'status') === 'string' && asText(firstField(body, ['task_id', 'id'])) !== undefined
  );
}

/**
 * The error inside a body that came with a good HTTP status: `{code: 422, msg}`, `{error: {…}}`; undefined where it
 * is none. The error's status is the code's, where the body names one, else the HTTP status.
 */
export function errorInBody(body: unknown, reply: Omit<Reply, 'text'>): ApiError | undefined {
  if (!saysError(body)) return undefined;
  const named = statusInBody(body);
  const words = codeInWords(body);
  const code = words ?? (named === undefined ? 'other' : codeOfStatus(named));
  const status = named ?? (code === 'other' ? reply.status : statusOfCode[code]);
  const retryAfterMs = parseRetryAfter(reply.headers, reply.receivedAt);
  return new ApiError({ status, code, reason: reasonIn(body), retryAfterMs });
}

/** A redirect is never followed: it would carry the key to where somebody else points. */
export function redirectError(status: number, headers: ReadonlyMap<string, string>): DecodeError {
  const location = headers.get('location');
  const target = location === undefined || !URL.canParse(location) ? 'elsewhere' : new URL(location).origin;
  return new DecodeError({
    path: '',
    reason: 'redirect',
    message: `the service answered ${status}, pointing ${target === 'elsewhere' ? target : `to ${target}`}`,
  });
}

/**
 * The JSON of a good answer. Throws ApiError for an error's status and for an error inside a good one, DecodeError
 * for redirects, pages, torn and missing JSON. `isKept` may keep a good status's body although it speaks of an error.
 */
export function decodeReply(
  reply: Reply,
  isKept: (body: unknown, error: ApiError) => boolean = () => false,
): unknown {
  if (reply.status >= 300 && reply.status < 400) throw redirectError(reply.status, reply.headers);
  if (reply.status >= 400) throw errorFromReply(reply);
  if (isHtml(reply.text)) {
    const message = `a web page came instead of JSON: ${excerpt(reply.text)}`;
    throw new DecodeError({ path: '', reason: 'notJson', message });
  }
  const body = parseJson(reply.text);
  const error = errorInBody(body, reply);
  if (error !== undefined && !isKept(body, error)) throw error;
  return body;
}
