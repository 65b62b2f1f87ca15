/** What a search of the history asks, and whether a task answers it. Pure; the stores agree on it by contract. */
import type { Kind, OutputSnapshot, Status } from '../../shared/views.ts';
import type { TaskSort } from './order.ts';
import type { Task } from './task.ts';

/** What is looked for; of several conditions all must hold. Times are ms since the epoch, of the task's creation. */
export interface TaskQuery {
  /** Words in any order, each to be found somewhere in the title, the model's name or the request's texts. */
  readonly text?: string | undefined;
  readonly kinds?: readonly Kind[] | undefined;
  readonly models?: readonly string[] | undefined;
  readonly statuses?: readonly Status[] | undefined;
  readonly service?: Task['service'] | undefined;
  /** URI of the folder that the task was begun in. */
  readonly workspace?: string | undefined;
  readonly fromMs?: number | undefined;
  /** Exclusive. */
  readonly toMs?: number | undefined;
  /** A stored result: by its content (SHA-256 in hex), or by where it was put. */
  readonly output?: { readonly sha256: string } | { readonly uri: string } | undefined;
  /** Those alone with a result that lies somewhere. */
  readonly hasFile?: boolean | undefined;
  /** Ours. */
  readonly ids?: readonly string[] | undefined;
}

/** One page of an answer. */
export interface PageQuery {
  /** `TaskPage.next` of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** A search: what, in which order (newest first where none is named), which page. */
export interface SearchQuery extends TaskQuery, PageQuery {
  readonly sort?: TaskSort | undefined;
}

/** What there is to choose from in a search; no order promised. */
export interface Facets {
  readonly models: readonly string[];
  readonly workspaces: readonly string[];
}

/** Of a novel in a prompt the beginning is enough to find it by. */
const longestText = 4000;
const deepest = 4;
/** More words than people type. */
const mostWords = 8;
/** SQLite refuses patterns of tens of thousands. */
const longestWord = 200;

/** Text as it is compared: no difference of case, width or composition. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The words that a search text asks for. */
export function searchWords(text: string): readonly string[] {
  return foldText(text)
    .split(/\s+/u)
    .filter(word => word !== '')
    .slice(0, mostWords)
    .map(word => word.slice(0, longestWord));
}

const isAddress = (text: string): boolean => /^(https?|data|blob|file|vscode[\w-]*):/i.test(text);

function collectTexts(value: unknown, into: string[], depth: number): void {
  if (typeof value === 'string') {
    if (value !== '' && !isAddress(value)) into.push(value);
  } else if (typeof value === 'object' && value !== null && depth < deepest) {
    for (const part of Object.values(value)) collectTexts(part, into, depth + 1);
  }
}

/** What a task is found by, folded: title, model, and the texts of its request. It never changes for a task. */
export function searchTextOf({ title, model, request }: Pick<Task, 'title' | 'model' | 'request'>): string {
  const texts = [title, model];
  collectTexts(request, texts, 0);
  return foldText(texts.join('\n').slice(0, longestText)).slice(0, longestText);
}

/** The results that are stored, by position; holes left out. */
export function storedOutputs({ state }: Task): readonly { position: number; output: OutputSnapshot }[] {
  if (!('outputs' in state)) return [];
  return state.outputs.flatMap((output, position) => (output === null ? [] : [{ position, output }]));
}

function hasOutput(task: Task, wanted: NonNullable<TaskQuery['output']>): boolean {
  return storedOutputs(task).some(({ output }) =>
    'sha256' in wanted ? output.sha256 === wanted.sha256 : output.uri === wanted.uri,
  );
}

const hasFile = (task: Task): boolean => storedOutputs(task).some(({ output }) => output.uri !== undefined);

const isIn = <T>(list: readonly T[] | undefined, value: T): boolean =>
  list === undefined || list.includes(value);
const isSame = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;

function hasText(task: Task, text: string | undefined): boolean {
  const words = text === undefined ? [] : searchWords(text);
  if (words.length === 0) return true;
  const own = searchTextOf(task);
  return words.every(word => own.includes(word));
}

/** Whether `task` is one of those that `query` asks for. */
export function matchesQuery(task: Task, query: TaskQuery): boolean {
  return (
    isIn(query.kinds, task.kind) &&
    isIn(query.models, task.model) &&
    isIn(query.statuses, task.state.status) &&
    isIn(query.ids, task.id) &&
    isSame(query.service, task.service) &&
    isSame(query.workspace, task.workspace) &&
    task.createdAt >= (query.fromMs ?? -Infinity) &&
    task.createdAt < (query.toMs ?? Infinity) &&
    (query.output === undefined || hasOutput(task, query.output)) &&
    (query.hasFile !== true || hasFile(task)) &&
    hasText(task, query.text)
  );
}
