/** Tasks as text: what the ledger's files hold, and what is believed of it when read back. */
import type { OutputPlan, SavedAsset } from '../../core/assets/types.ts';
import { StorageError } from '../../core/errors.ts';
import {
  activeStatuses,
  type ReducedInput,
  type Task,
  type TaskError,
  type TaskInput,
  type TaskState,
} from '../../core/tasks/task.ts';
import { isRecord } from '../../shared/isRecord.ts';
import { kinds, type OutputSnapshot, type Status, statuses } from '../../shared/views.ts';

/** Raised when older code could no longer read what newer code writes; it then leaves such records alone. */
const formatVersion = 1;

/** How every record begins, so that records can be found in a file whose structure is gone. */
export const recordStart = '{"v":';

export type Decoded =
  | { readonly kind: 'task'; readonly task: Task }
  /** Written by a newer version: not ours to read, change or remove. */
  | { readonly kind: 'newer' }
  /** Not a task; `path` names the first thing wrong. */
  | { readonly kind: 'damaged'; readonly path: string };

/** Statuses that somebody or something must still act on: `LedgerStore.open` returns exactly these. */
export const openStatuses: ReadonlySet<Status> = new Set<Status>([
  ...activeStatuses,
  'unconfirmed',
  'unsaved',
]);

/** The service's id of `task` where it is known. */
export function taskIdOf(task: Task): string | undefined {
  return 'taskId' in task.state ? task.state.taskId : undefined;
}

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;
/** A check for every property that the type has: a property added there does not compile until it is checked here. */
type ShapeOf<T> = { readonly [K in keyof T]-?: Check };
type StateShapes = { readonly [S in Status]: ShapeOf<Omit<Extract<TaskState, { status: S }>, 'status'>> };

const isText: Check = value => typeof value === 'string';
const isNumber: Check = value => typeof value === 'number' && Number.isFinite(value);
const isOptional =
  (check: Check): Check =>
  value =>
    value === undefined || check(value);
const isNullOr =
  (check: Check): Check =>
  value =>
    value === null || check(value);
const isListOf =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check);
const isShaped =
  (shape: Shape): Check =>
  value =>
    isRecord(value) && firstWrong(value, shape) === undefined;

const errorShape: ShapeOf<TaskError> = {
  kind: isText,
  message: isText,
  details: value => isRecord(value) && Object.values(value).every(v => isText(v) || isNumber(v)),
};
const outputShape: ShapeOf<OutputSnapshot> = {
  url: isOptional(isText),
  uri: isOptional(isText),
  mime: isOptional(isText),
  bytes: isOptional(isNumber),
  sha256: isOptional(isText),
  width: isOptional(isNumber),
  height: isOptional(isNumber),
  durationMs: isOptional(isNumber),
};
const savedShape: ShapeOf<SavedAsset> = {
  ...outputShape,
  url: isText,
  uri: isText,
  mime: isText,
  bytes: isNumber,
  sha256: isText,
};
const reducedShape: ShapeOf<ReducedInput> = { width: isNumber, height: isNumber, bytes: isNumber };
const inputShape: ShapeOf<TaskInput> = {
  url: isText,
  file: isText,
  way: isText,
  object: isOptional(isText),
  expiresAt: isOptional(isNumber),
  reduced: isOptional(isShaped(reducedShape)),
};
const planShape: ShapeOf<OutputPlan> = {
  folder: isText,
  within: isOptional(isText),
  fileName: isText,
  exactName: isOptional(isText),
  isChosen: isOptional(value => typeof value === 'boolean'),
};
const factsShape: ShapeOf<Omit<Task, 'state'>> = {
  id: value => isText(value) && value !== '',
  kind: isText,
  model: isText,
  title: isText,
  service: value => value === 'live' || value === 'sandbox',
  baseUrl: isOptional(value => typeof value === 'string' && URL.canParse(value)),
  path: isText,
  request: isRecord,
  output: isOptional(isShaped(planShape)),
  expectedOutputs: isNumber,
  workspace: isOptional(isText),
  parent: isOptional(isText),
  source: isOptional(isText),
  batch: isOptional(isText),
  inputs: isOptional(isListOf(isShaped(inputShape))),
  createdAt: isNumber,
  updatedAt: isNumber,
  revision: value => Number.isSafeInteger(value),
};

const error = isShaped(errorShape);
const sent = { submittedAt: isNumber };
const known = { ...sent, taskId: isText, apiStatus: isOptional(isText) };
const succeeded = {
  ...known,
  credits: isOptional(isNumber),
  urls: isListOf(isText),
  outputs: isListOf(isNullOr(isShaped(outputShape))),
  named: isOptional(isListOf(isNullOr(isShaped(savedShape)))),
  succeededAt: isNumber,
  notDoneAt: isOptional(isNumber),
};
const stateShapes: StateShapes = {
  queued: { rank: isOptional(isText), notBefore: isOptional(isNumber), error: isOptional(error) },
  submitting: { ...sent, rank: isOptional(isText) },
  unconfirmed: { ...sent, error },
  running: {
    ...known,
    polledAt: isOptional(isNumber),
    missing: isOptional(isShaped({ count: isNumber, since: isNumber })),
    resumedAt: isOptional(isNumber),
  },
  unwatched: { ...known, since: isNumber },
  lost: { ...known, finishedAt: isNumber },
  saving: succeeded,
  unsaved: { ...succeeded, error },
  saved: { ...succeeded, finishedAt: isNumber },
  failed: {
    error,
    finishedAt: isNumber,
    taskId: isOptional(isText),
    apiStatus: isOptional(isText),
    submittedAt: isOptional(isNumber),
    credits: isOptional(isNumber),
  },
};

/** The first property that breaks `shape`; unknown properties are nobody's business. */
function firstWrong(value: Readonly<Record<string, unknown>>, shape: Shape): string | undefined {
  return Object.keys(shape).find(name => shape[name]?.(value[name]) !== true);
}

const isOneOf = (list: readonly string[], value: unknown): boolean =>
  typeof value === 'string' && list.includes(value);

function judge(value: unknown): Decoded {
  if (!isRecord(value)) return { kind: 'damaged', path: '' };
  const { v, ...rest } = value;
  if (!Number.isSafeInteger(v)) return { kind: 'damaged', path: 'v' };
  if (v !== formatVersion) return { kind: 'newer' };
  const wrong = firstWrong(rest, factsShape);
  if (wrong !== undefined) return { kind: 'damaged', path: wrong };
  const state = rest['state'];
  if (!isRecord(state) || !isText(state['status'])) return { kind: 'damaged', path: 'state' };
  // A word we do not know comes from a version that knows more kinds or states than this one.
  if (!isOneOf(statuses, state['status']) || !isOneOf(kinds, rest['kind'])) return { kind: 'newer' };
  const wrongInState = firstWrong(state, stateShapes[state['status'] as Status]);
  if (wrongInState !== undefined) return { kind: 'damaged', path: `state.${wrongInState}` };
  return { kind: 'task', task: rest as unknown as Task };
}

/** An own `__proto__` property is harmless until somebody copies it by assignment; so it never gets in. */
function parse(text: string): unknown {
  if (!text.includes('__proto__') && !text.includes('\\u')) return JSON.parse(text);
  return JSON.parse(text, (key: string, value: unknown) => (key === '__proto__' ? undefined : value));
}

/** Reads a record back. Never throws; fields that this version does not know stay on the task. */
export function decodeTask(text: string): Decoded {
  try {
    return judge(parse(text));
  } catch {
    return { kind: 'damaged', path: '' };
  }
}

/** `task` as text. Throws StorageError `ledger` for what could not be read back: better refused than set aside later. */
export function encodeTask(task: Task): string {
  const { id, ...rest } = task;
  const record = { v: formatVersion, id, ...rest };
  const judged = judge(record);
  if (judged.kind !== 'task') {
    const at = judged.kind === 'damaged' ? judged.path : 'status or kind';
    throw new StorageError({ reason: 'ledger', message: `not a task: ${at}` });
  }
  return JSON.stringify(record);
}
