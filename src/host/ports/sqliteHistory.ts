/** The tables beside the tasks: kept up to date with each write, filled for old tasks, asked. Each call is one step. */
import type { StatementSync } from 'node:sqlite';
import { outermostFolders } from '../../core/assets/outermostFolders.ts';
import { parsePageMark } from '../../core/tasks/pageMark.ts';
import { type Sample, sampleOf } from '../../core/tasks/prices.ts';
import type { Facets, SearchQuery } from '../../core/tasks/search.ts';
import type { ChatBill, CreditSum, TimeRange } from '../../core/tasks/spending.ts';
import type { Retention } from '../../core/tasks/store.ts';
import { isSameService, type Task } from '../../core/tasks/task.ts';
import { changedFactsOf, chatKinds, factsOf, historySql, outputRowsOf, sampleRowOf } from './historySql.ts';
import { decodeTask, encodeTask, taskIdOf } from './ledgerCodec.ts';
import { ledgerSql, rowOf } from './ledgerSql.ts';
import { facetSql, indexFor, nextUri, searchSql } from './searchSql.ts';
import { asDamage, type Database, inTransaction, sqliteCode } from './sqlite.ts';
import type { StoreDeps } from './sqliteLedger.ts';

export type Row = Record<string, unknown>;

const allSql = { ...ledgerSql, ...historySql };

/** All that is asked with fixed words, ready to run. */
export type Statements = Readonly<Record<keyof typeof allSql, StatementSync>>;

/** An open database with what is asked of it. */
export interface Asked {
  readonly db: Database;
  readonly statements: Statements;
}

/** What a task tells of its like; see `Sample`. */
export type FactsFor = NonNullable<StoreDeps['priceFactsFor']>;

/** Throws like SQLite does for damage where the tables are not there; the database is closed then. */
export function prepareAll(db: Database): Statements {
  try {
    const entries = Object.entries(allSql).map(([name, sql]) => [name, db.prepare(sql)] as const);
    return Object.fromEntries(entries) as Record<keyof typeof allSql, StatementSync>;
  } catch (e) {
    db.close();
    throw sqliteCode(e) === 1 ? asDamage('the ledger lacks its tables', e) : e;
  }
}

/** A catalogue that stumbles costs a lesson, not a paid task. */
function sampleFor(task: Task, factsFor: FactsFor | undefined): Sample | undefined {
  try {
    return factsFor && sampleOf(task, factsFor);
  } catch {
    return undefined;
  }
}

function addDetails({ statements: s }: Asked, task: Task, factsFor: FactsFor | undefined): void {
  for (const row of outputRowsOf(task)) s.addOutput.run(row);
  const sample = sampleFor(task, factsFor);
  if (sample === undefined) return;
  const { service, key } = sample;
  if (s.addSample.run(sampleRowOf(sample)).changes > 0) s.dropOldSamples.run({ service, key });
}

/** As `insertTask`, inside the caller's transaction. */
export function insertOne(asked: Asked, task: Task, factsFor: FactsFor | undefined): boolean {
  const { statements: s } = asked;
  if (s.insert.run(rowOf(task, encodeTask(task))).changes !== 1) return false;
  s.addFacts.run(factsOf(task));
  addDetails(asked, task, factsFor);
  return true;
}

/** Adds a task with all that is known of it; false when its id is there. */
export function insertTask(asked: Asked, task: Task, factsFor: FactsFor | undefined): boolean {
  return inTransaction(asked.db, () => insertOne(asked, task, factsFor));
}

/** As `insertTask` for many; not those whose id of the service is there either. Their ids. */
export function insertTasks(
  asked: Asked,
  tasks: readonly Task[],
  factsFor: FactsFor | undefined,
): readonly string[] {
  const isKnown = (task: Task): boolean =>
    asked.statements.findByTaskId.all(taskIdOf(task) ?? null).some(row => {
      const decoded = decodeTask(String(row['json']));
      return decoded.kind === 'task' && isSameService(decoded.task, task);
    });
  return inTransaction(asked.db, () =>
    tasks.filter(task => !isKnown(task) && insertOne(asked, task, factsFor)).map(({ id }) => id),
  );
}

/** Replaces the revision before; false when that is not the one that stands there. */
export function updateTask(asked: Asked, task: Task, factsFor: FactsFor | undefined): boolean {
  const { db, statements: s } = asked;
  const row = rowOf(task, encodeTask(task));
  return inTransaction(db, () => {
    if (s.update.run(row).changes !== 1) return false;
    s.changeFacts.run(changedFactsOf(task));
    addDetails(asked, task, factsFor);
    return true;
  });
}

/** Small enough for an event loop that others wait for, large enough that a commit each does not count. */
const sliceSize = 100;

/** Enters the next of the old tasks into the tables; false when none are left. */
export function indexSlice(asked: Asked, factsFor: FactsFor | undefined): boolean {
  const { db, statements: s } = asked;
  if (s.backlog.get() === undefined) return false;
  return inTransaction(db, () => {
    // Another window may have taken this slice while this one waited.
    const mark = s.backlog.get();
    if (mark === undefined) return false;
    const rows = s.next.all(Number(mark['created_at']), String(mark['id']), sliceSize);
    for (const row of rows) {
      // What cannot be read is told of by who asks for that task.
      const decoded = decodeTask(String(row['json']));
      if (decoded.kind !== 'task') continue;
      s.addFacts.run(factsOf(decoded.task));
      addDetails(asked, decoded.task, factsFor);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < sliceSize) s.endBacklog.run();
    else s.moveBacklog.run(Number(last['created_at']), String(last['id']));
    return true;
  });
}

/** The rows of the tasks that a query asks for, one more than `limit` where there are more. */
export function searchRows({ db }: Asked, query: SearchQuery): Row[] {
  const { before, sort, limit } = query;
  const place = before === undefined ? undefined : parsePageMark(before, sort);
  const index = indexFor(sort);
  if (index !== undefined) db.exec(index);
  const { sql, values } = searchSql(query, place, limit + 1);
  return db.prepare(sql).all(...values);
}

/** The values that lie apart in an index, found by leaps: as many look-ups as there are values. */
function leap(db: Database, sql: string, after: (value: string) => string): string[] {
  const next = db.prepare(sql);
  const values: string[] = [];
  for (let from = ''; ; ) {
    const value = next.get(from)?.['value'];
    if (typeof value !== 'string') return values;
    values.push(value);
    from = after(value);
  }
}

export function readFacets({ db }: Asked): Facets {
  const valuesOf = (column: keyof typeof facetSql): string[] => {
    db.exec(facetSql[column].index);
    return leap(db, facetSql[column].next, value => value);
  };
  return { models: valuesOf('model'), workspaces: valuesOf('workspace') };
}

/** One result of each folder leads to it; `0` is the sign after the slash, so that the next one lies outside. */
export function readFolders({ db }: Asked): readonly string[] {
  const past = (uri: string): string =>
    uri.includes('/') ? `${uri.slice(0, uri.lastIndexOf('/'))}0` : `${uri}\0`;
  return outermostFolders(leap(db, nextUri, past));
}

/** The bounds of a range as SQL compares them. */
function bounds({ fromMs, toMs }: TimeRange): { from: number; to: number } {
  return { from: fromMs ?? Number.MIN_SAFE_INTEGER, to: toMs ?? Number.MAX_SAFE_INTEGER };
}

/** A kind as it is stored. */
function kindOf(stored: unknown): Pick<CreditSum, 'kind' | 'isEstimated'> {
  return stored === chatKinds.estimated
    ? { kind: 'chat', isEstimated: true }
    : { kind: stored as CreditSum['kind'] };
}

export function creditSums({ statements: s }: Asked, range: TimeRange): CreditSum[] {
  return s.sums.all(bounds(range)).map(row => ({
    day: String(row['day']),
    model: String(row['model']),
    ...kindOf(row['kind']),
    workspace: (row['workspace'] as string | null) ?? undefined,
    credits: Number(row['credits']),
    count: Number(row['count']),
  }));
}

/** Writes what an answer took, in place of what stood there; nothing for one that was free. */
export function noteChat({ statements: s }: Asked, bill: ChatBill): void {
  const { id, orderedAt, model, workspace = null, credits, isEstimated } = bill;
  const kind = isEstimated === true ? chatKinds.estimated : chatKinds.exact;
  if (credits > 0) s.addChat.run({ id, ordered_at: orderedAt, kind, model, workspace, credits });
  else s.dropChat.run(id);
}

export function spentSince({ statements: s }: Asked, sinceMs: number): number {
  return Number(s.spent.get(bounds({ fromMs: sinceMs }))?.['credits']);
}

export function readSamples({ statements: s }: Asked): Sample[] {
  return s.samples.all().map(row => ({
    id: String(row['id']),
    service: row['service'] as Sample['service'],
    key: String(row['key']),
    at: Number(row['at']),
    credits: (row['credits'] as number | null) ?? undefined,
    ms: (row['ms'] as number | null) ?? undefined,
  }));
}

/** Where the tasks begin that may go, exclusive; undefined where none may. */
function expiryMark(s: Statements, { beforeMs, keep }: Retention): [number, string] | undefined {
  const marks: [number, string][] = [];
  if (beforeMs !== undefined) marks.push([beforeMs, '']);
  if (keep !== undefined && keep > 0) {
    const last = s.lastKept.get(keep - 1);
    if (last !== undefined) marks.push([Number(last['created_at']), String(last['id'])]);
  } else if (keep !== undefined) marks.push([Number.MAX_SAFE_INTEGER, '']);
  // Beyond one of the limits is enough.
  return marks.sort(([a], [b]) => b - a)[0];
}

/** Removes ended tasks beyond the limits, the oldest first; their ids. */
export function expireTasks({ db, statements: s }: Asked, retention: Retention, limit: number): string[] {
  return inTransaction(db, () => {
    const mark = expiryMark(s, retention);
    const spared = retention.sparesLost === true ? 'lost' : null;
    const rows = mark === undefined ? [] : s.expired.all(...mark, spared, limit);
    const ids = rows.map(row => String(row['id']));
    if (ids.length > 0) s.remove.run(JSON.stringify(ids));
    if (retention.chatBeforeMs !== undefined) s.dropOldChats.run(retention.chatBeforeMs);
    return ids;
  });
}
