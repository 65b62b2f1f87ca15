/** Searches as SQL: what is asked, in which order, from where on. A test holds them to the indexes. */
import { longestTitleKey, type Place, plainLetters, type TaskSort } from '../../core/tasks/order.ts';
import { type SearchQuery, searchWords } from '../../core/tasks/search.ts';
import type { Value } from './historySql.ts';

/** What was billed, 0 for nothing. */
const billed = 'coalesce(credits, 0)';

/** `titleKey` of core, out of the text that a task is found by: its first line. */
const titleKey = plainLetters
  .flatMap(([plain, letters]) => [...letters].map(letter => [letter, plain] as const))
  .reduce(
    (key, [letter, plain]) => `replace(${key}, '${letter}', '${plain}')`,
    `substr(text, 1, min(${longestTitleKey + 1}, instr(text || char(10), char(10))) - 1)`,
  );

/**
 * Indexes that are made when they are first needed: a ledger of 100 000 tasks takes up to 0.4 s for one, and a window
 * must open without. They are no step of the schema, for windows of older versions keep them up without knowing them.
 */
const lateIndexes = {
  dearest: `CREATE INDEX IF NOT EXISTS facts_dearest ON facts (${billed} DESC, created_at DESC, id DESC)`,
  title: `CREATE INDEX IF NOT EXISTS facts_title ON facts (${titleKey}, created_at DESC, id DESC)`,
  model: 'CREATE INDEX IF NOT EXISTS facts_model ON facts (model)',
  workspace: 'CREATE INDEX IF NOT EXISTS facts_workspace ON facts (workspace) WHERE workspace IS NOT NULL',
} as const;

/** What must have been run before a search in this order. */
export function indexFor(sort: TaskSort | undefined): string | undefined {
  return sort === 'dearest' || sort === 'title' ? lateIndexes[sort] : undefined;
}

/** A column with few values: `index` must have been run before `next`, which answers the value after another one. */
export const facetSql = {
  model: {
    index: lateIndexes.model,
    next: 'SELECT model AS value FROM facts WHERE model > ? ORDER BY model LIMIT 1',
  },
  workspace: {
    index: lateIndexes.workspace,
    next: 'SELECT workspace AS value FROM facts WHERE workspace > ? ORDER BY workspace LIMIT 1',
  },
} as const;

/** The first result's place that is not before another one. */
export const nextUri = 'SELECT uri AS value FROM outputs WHERE uri >= ? ORDER BY uri LIMIT 1';

interface Order {
  readonly by: string;
  /** What it goes by where that is not the age. */
  readonly key?: string;
  /** What comes after a place, with the values that it takes. */
  readonly after: string;
  readonly values: (place: Place) => Value[];
}

const age = ({ createdAt, id }: Place): Value[] => [createdAt, id];
const keyed = (place: Place): Value[] => [place.key ?? null, place.key ?? null, ...age(place)];

/** In two steps: the index finds the key, and of what has the same one it is told apart by age. */
const behind = (key: string, sign: '<' | '>'): string =>
  `${key} ${sign}= ? AND (${key} ${sign} ? OR (f.created_at, f.id) < (?, ?))`;

const orders: Readonly<Record<TaskSort, Order>> = {
  newest: {
    by: 'f.created_at DESC, f.id DESC',
    after: '(f.created_at, f.id) < (?, ?)',
    values: age,
  },
  oldest: { by: 'f.created_at, f.id', after: '(f.created_at, f.id) > (?, ?)', values: age },
  dearest: {
    key: billed,
    by: `${billed} DESC, f.created_at DESC, f.id DESC`,
    after: behind(billed, '<'),
    values: keyed,
  },
  title: {
    key: titleKey,
    by: `${titleKey}, f.created_at DESC, f.id DESC`,
    after: behind(titleKey, '>'),
    values: keyed,
  },
};

/** So that `%` and `_` in a word mean themselves. */
function likePattern(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}

const hasFile = `EXISTS (SELECT 1 FROM outputs AS r
  WHERE r.created_at = f.created_at AND r.id = f.id AND r.uri IS NOT NULL)`;

/**
 * The conditions of a query on `facts AS f`, each with its values. A column with a plus chooses no index: all walk in
 * the order of the answer and stop when the page is full, for what is asked for by model or folder may be nearly all.
 */
function conditionsOf(query: Omit<SearchQuery, 'limit'>): [string, ...Value[]][] {
  const conditions: [string, ...Value[]][] = [];
  const add = (sql: string, ...values: Value[]): void => void conditions.push([sql, ...values]);
  const lists = { kind: query.kinds, model: query.models, status: query.statuses, id: query.ids };
  for (const [column, list] of Object.entries(lists))
    if (list !== undefined) add(`+f.${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(list));
  if (query.service !== undefined) add('+f.service = ?', query.service);
  if (query.workspace !== undefined) add('+f.workspace = ?', query.workspace);
  const createdAt = orders[query.sort ?? 'newest'].key === undefined ? 'f.created_at' : '+f.created_at';
  if (query.fromMs !== undefined) add(`${createdAt} >= ?`, query.fromMs);
  if (query.toMs !== undefined) add(`${createdAt} < ?`, query.toMs);
  if (query.hasFile === true) add(hasFile);
  for (const word of searchWords(query.text ?? '')) add("f.text LIKE ? ESCAPE '\\'", likePattern(word));
  return conditions;
}

/** Of the newest first, so that a search for a result by its index needs no sorting. */
const byOutput = 'o.created_at DESC, o.id DESC';

/** A search as SQL with its values, for `limit` rows after `place`. All of the person's text is among the values. */
export function searchSql(
  query: Omit<SearchQuery, 'limit'>,
  place: Place | undefined,
  limit: number,
): { sql: string; values: Value[] } {
  const { output, sort = 'newest' } = query;
  const order = orders[sort];
  const conditions = conditionsOf(query);
  let from = 'facts AS f';
  if (output !== undefined) {
    const [column, value] = 'sha256' in output ? ['sha256', output.sha256] : ['uri', output.uri];
    from = `(SELECT DISTINCT created_at, id FROM outputs WHERE ${column} = ?) AS o
      CROSS JOIN facts AS f ON f.created_at = o.created_at AND f.id = o.id`;
    conditions.unshift(['1', value]);
  }
  if (place !== undefined) conditions.push([order.after, ...order.values(place)]);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
  const by = output !== undefined && sort === 'newest' ? byOutput : order.by;
  return {
    sql: `SELECT t.id, t.revision, t.created_at, t.json, ${order.key ?? 'NULL'} AS key
      FROM ${from} CROSS JOIN tasks AS t ON t.id = f.id
      ${where} ORDER BY ${by} LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit],
  };
}
