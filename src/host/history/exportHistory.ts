/** The whole history as JSON Lines: a task a line, each with the version of its form, newest first. Holds no key. */
import { throwIfAborted } from '../../core/async.ts';
import type { TempFile } from '../../core/ports.ts';
import { encodeTask } from '../ports/ledgerCodec.ts';
import type { Tasks } from '../tasks.ts';

/** What is in memory at a time. */
const pageSize = 250;

/** Writes all tasks to `file`, which stays the caller's; answers how many. Rejects with CancelledError on abort. */
export async function exportHistory(
  tasks: Pick<Tasks, 'search'>,
  file: TempFile,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  let before: string | undefined;
  do {
    throwIfAborted(signal);
    const page = await tasks.search({ before, limit: pageSize });
    count += page.tasks.length;
    const lines = page.tasks.map(task => `${encodeTask(task)}\n`);
    await file.write(Buffer.from(lines.join('')));
    before = page.next;
  } while (before !== undefined);
  return count;
}
