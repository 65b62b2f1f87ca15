/** What the history is asked beyond single tasks: sums, samples, retention. A test holds it to the indexes. */
import { maxSamples, type Sample } from '../../core/tasks/prices.ts';
import { searchTextOf, storedOutputs } from '../../core/tasks/search.ts';
import { creditsOf, orderedAt } from '../../core/tasks/spending.ts';
import type { Task } from '../../core/tasks/task.ts';

/** What SQL takes. */
export type Value = string | number | null;

/**
 * The tables that are made of the tasks, so that searching and adding up reads no JSON; `backlog` holds the mark
 * below which old tasks are not in them yet. `spent` is what forgotten tasks cost. The triggers see to both ends of a
 * task's life, whoever ends it. A row of `facts` is a few hundred bytes and lies by age: a search is one walk from the
 * newest that stops when a page is full, and through 100 000 tasks without a hit it takes 30 ms. (Tried: a full text
 * index by trigrams is three times as large, seven times as slow to fill and slower for words that many tasks have.)
 */
export const historyTables = `
  CREATE TABLE facts (
    created_at REAL NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    status TEXT NOT NULL,
    service TEXT NOT NULL,
    workspace TEXT,
    ordered_at REAL NOT NULL,
    credits REAL,
    text TEXT NOT NULL,
    PRIMARY KEY (created_at, id)
  ) WITHOUT ROWID;
  CREATE INDEX facts_bills ON facts (ordered_at, kind, model, workspace, credits)
    WHERE service = 'live' AND credits > 0;
  CREATE INDEX facts_unbilled ON facts (ordered_at)
    WHERE service = 'live' AND credits IS NULL AND status NOT IN ('failed', 'lost');
  CREATE INDEX facts_ended ON facts (created_at, id) WHERE status IN ('saved', 'failed', 'lost');
  CREATE TABLE outputs (
    created_at REAL NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    sha256 TEXT,
    uri TEXT,
    PRIMARY KEY (created_at, id, position)
  ) WITHOUT ROWID;
  CREATE INDEX outputs_sha256 ON outputs (sha256, created_at, id) WHERE sha256 IS NOT NULL;
  CREATE INDEX outputs_uri ON outputs (uri, created_at, id) WHERE uri IS NOT NULL;
  CREATE TABLE samples (
    service TEXT NOT NULL,
    key TEXT NOT NULL,
    at REAL NOT NULL,
    id TEXT NOT NULL,
    credits REAL,
    ms REAL,
    PRIMARY KEY (service, key, at, id)
  ) WITHOUT ROWID;
  CREATE TABLE spent (
    id TEXT PRIMARY KEY,
    ordered_at REAL NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    workspace TEXT,
    credits REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX spent_ordered ON spent (ordered_at, kind, model, workspace, credits);
  CREATE TABLE backlog (created_at REAL NOT NULL, id TEXT NOT NULL);
  INSERT INTO backlog SELECT 9e15, '' WHERE EXISTS (SELECT 1 FROM tasks);
  CREATE TRIGGER tasks_removed AFTER DELETE ON tasks BEGIN
    INSERT OR REPLACE INTO spent SELECT id, ordered_at, kind, model, workspace, credits FROM facts
      WHERE created_at = OLD.created_at AND id = OLD.id AND service = 'live' AND credits > 0;
    DELETE FROM facts WHERE created_at = OLD.created_at AND id = OLD.id;
    DELETE FROM outputs WHERE created_at = OLD.created_at AND id = OLD.id;
  END;
  CREATE TRIGGER tasks_added AFTER INSERT ON tasks BEGIN
    DELETE FROM spent WHERE id = NEW.id;
  END;`;

/** The values of a task's row in `facts`. */
export function factsOf(task: Task): Record<string, Value> {
  return {
    created_at: task.createdAt,
    id: task.id,
    kind: task.kind,
    model: task.model,
    status: task.state.status,
    service: task.service,
    workspace: task.workspace ?? null,
    ordered_at: orderedAt(task),
    credits: creditsOf(task) ?? null,
    text: searchTextOf(task),
  };
}

/** What of these facts a task's life changes. */
export function changedFactsOf(task: Task): Record<string, Value> {
  const {
    text: _fixed,
    kind: _kind,
    model: _model,
    service: _service,
    workspace: _at,
    ...rest
  } = factsOf(task);
  return rest;
}

/** The rows of a task in `outputs`. */
export function outputRowsOf(task: Task): readonly Record<string, Value>[] {
  return storedOutputs(task).map(({ position, output: { sha256 = null, uri = null } }) => ({
    ...{ created_at: task.createdAt, id: task.id, position },
    ...{ sha256, uri },
  }));
}

/** The row of a sample in `samples`. */
export function sampleRowOf({ service, key, at, id, credits, ms }: Sample): Record<string, Value> {
  return { service, key, at, id, credits: credits ?? null, ms: ms ?? null };
}

const ended = "status IN ('saved', 'failed', 'lost')";
/**
 * Answers of the chat lie among what forgotten tasks cost: they have no task either, and windows of older versions count
 * them there. What is not known exactly is of a kind of its own, so that the table can stay as all versions know it.
 */
export const chatKinds = { exact: 'chat', estimated: 'chatEstimated' } as const;
const isChat = `kind IN ('${chatKinds.exact}', '${chatKinds.estimated}')`;
const bills = (table: string): string =>
  `SELECT ordered_at, kind, model, workspace, credits FROM ${table} WHERE ordered_at >= :from AND ordered_at < :to`;

export const historySql = {
  addFacts: `INSERT OR REPLACE INTO facts
    (created_at, id, kind, model, status, service, workspace, ordered_at, credits, text)
    VALUES (:created_at, :id, :kind, :model, :status, :service, :workspace, :ordered_at, :credits, :text)`,
  changeFacts: `UPDATE facts SET status = :status, ordered_at = :ordered_at, credits = :credits
    WHERE created_at = :created_at AND id = :id`,
  addOutput: `INSERT OR REPLACE INTO outputs (created_at, id, position, sha256, uri)
    VALUES (:created_at, :id, :position, :sha256, :uri)`,
  /** Unless enough are newer. */
  addSample: `INSERT OR REPLACE INTO samples (service, key, at, id, credits, ms)
    SELECT :service, :key, :at, :id, :credits, :ms WHERE (SELECT count(*) FROM samples
      WHERE service = :service AND key = :key AND (at, id) > (:at, :id)) < ${maxSamples}`,
  dropOldSamples: `DELETE FROM samples WHERE service = :service AND key = :key AND (at, id) < (
    SELECT at, id FROM samples WHERE service = :service AND key = :key
    ORDER BY at DESC, id DESC LIMIT 1 OFFSET ${maxSamples - 1})`,
  /** What a forgotten task cost, unless the task is there. */
  addBill: `INSERT OR IGNORE INTO spent (id, ordered_at, kind, model, workspace, credits)
    SELECT :id, :ordered_at, :kind, :model, :workspace, :credits
    WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE id = :id)`,
  /** What an answer of the chat took, exactly or as far as known. */
  addChat: `INSERT OR REPLACE INTO spent (id, ordered_at, kind, model, workspace, credits)
    VALUES (:id, :ordered_at, :kind, :model, :workspace, :credits)`,
  dropChat: `DELETE FROM spent WHERE id = ? AND ${isChat}`,
  dropOldChats: `DELETE FROM spent WHERE ordered_at < ? AND ${isChat}`,
  bills: 'SELECT id, ordered_at, kind, model, workspace, credits FROM spent',
  samples: 'SELECT service, key, at, id, credits, ms FROM samples ORDER BY service, key, at, id',
  sums: `SELECT date(ordered_at / 1000, 'unixepoch', 'localtime') AS day, kind, model, workspace,
      sum(credits) AS credits, count(*) AS count
    FROM (${bills('facts')} AND service = 'live' AND credits > 0 UNION ALL ${bills('spent')})
    GROUP BY day, kind, model, workspace ORDER BY day DESC, sum(credits) DESC`,
  spent: `SELECT coalesce(sum(credits), 0) AS credits
    FROM (${bills('facts')} AND service = 'live' AND credits > 0 UNION ALL ${bills('spent')})`,
  unbilled: `SELECT t.id, t.revision, t.json FROM facts AS f CROSS JOIN tasks AS t ON t.id = f.id
    WHERE f.service = 'live' AND f.credits IS NULL AND f.status NOT IN ('failed', 'lost') AND f.ordered_at >= ?`,
  /** The last of the ended tasks that are kept. */
  lastKept: `SELECT created_at, id FROM facts WHERE ${ended}
    ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET ?`,
  expired: `SELECT id FROM facts WHERE ${ended} AND (created_at, id) < (?, ?) AND status IS NOT ?
    ORDER BY created_at, id LIMIT ?`,
  backlog: 'SELECT created_at, id FROM backlog',
  moveBacklog: 'UPDATE backlog SET created_at = ?, id = ?',
  endBacklog: 'DELETE FROM backlog',
} as const;
