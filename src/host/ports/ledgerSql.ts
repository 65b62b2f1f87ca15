/** What is asked of the ledger's table, and a task as its row. A test holds each query to the indexes. */
import type { Task } from '../../core/tasks/task.ts';
import { openStatuses, taskIdOf } from './ledgerCodec.ts';

/** The values of a task's row, by the names that the SQL uses. */
export function rowOf(task: Task, json: string): Record<string, string | number | null> {
  return {
    id: task.id,
    task_id: taskIdOf(task) ?? null,
    status: task.state.status,
    kind: task.kind,
    model: task.model,
    created_at: task.createdAt,
    updated_at: task.updatedAt,
    revision: task.revision,
    is_open: openStatuses.has(task.state.status) ? 1 : 0,
    json,
  };
}

const read = 'SELECT id, revision, created_at, json FROM tasks';

export const ledgerSql = {
  /** Adds a row unless its id is there. */
  insert: `INSERT INTO tasks
    (id, task_id, status, kind, model, created_at, updated_at, revision, is_open, json)
    VALUES (:id, :task_id, :status, :kind, :model, :created_at, :updated_at, :revision, :is_open, :json)
    ON CONFLICT (id) DO NOTHING`,
  /** Replaces the row of the revision before. */
  update: `UPDATE tasks SET task_id = :task_id, status = :status, kind = :kind, model = :model,
    created_at = :created_at, updated_at = :updated_at, revision = :revision, is_open = :is_open, json = :json
    WHERE id = :id AND revision = :revision - 1`,
  get: `${read} WHERE id = ?`,
  findByTaskId: `${read} WHERE task_id = ?`,
  open: `${read} WHERE is_open = 1 ORDER BY created_at, id`,
  first: `${read} ORDER BY created_at DESC, id DESC LIMIT ?`,
  next: `${read} WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?`,
  remove: 'DELETE FROM tasks WHERE id IN (SELECT value FROM json_each(?))',
  removeRevision: 'DELETE FROM tasks WHERE id = ? AND revision = ?',
  count: 'SELECT count(*) AS count FROM tasks',
  dataVersion: 'PRAGMA data_version',
  schemaVersion: 'PRAGMA user_version',
} as const;
