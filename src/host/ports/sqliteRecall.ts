/** Puts back what a window knows by heart and the ledger's file has lost. */
import type { Task } from '../../core/tasks/task.ts';
import { inTransaction } from './sqlite.ts';
import { type Asked, type FactsFor, insertOne, type Row } from './sqliteHistory.ts';
import { withCaution } from './sqliteSalvage.ts';

/**
 * Writes `task` where the ledger has none of that id or an older one; answers what stands there then, undefined where
 * nothing was to do.
 */
function putBack(asked: Asked, task: Task, factsFor: FactsFor | undefined): Task | undefined {
  const { statements: s } = asked;
  const stored = s.get.get(task.id)?.['revision'];
  if (stored !== undefined && Number(stored) >= task.revision) return undefined;
  const careful = withCaution(task);
  if (stored !== undefined) s.removeRevision.run(task.id, Number(stored));
  insertOne(asked, careful, factsFor);
  return careful;
}

/** Puts back what the file lacks, or has in an older state, in one step; answers how many tasks. */
export function recallTasks(asked: Asked, known: readonly Task[], factsFor: FactsFor | undefined): number {
  return inTransaction(
    asked.db,
    () => known.filter(task => putBack(asked, task, factsFor) !== undefined).length,
  );
}

/** Takes away a row that cannot be read, for the task that this window knows in its place; undefined without one. */
export function replaceRow(
  asked: Asked,
  row: Row,
  known: Task | undefined,
  factsFor: FactsFor | undefined,
): Task | undefined {
  const revision = Number(row['revision']);
  asked.statements.removeRevision.run(String(row['id']), revision);
  // Not below the row's own: another window may know that one, and writes the next.
  return known && putBack(asked, { ...known, revision: Math.max(known.revision, revision) }, factsFor);
}
