/** A history out of JSON Lines, as `exportHistory` writes them. */
import { throwIfAborted } from '../../core/async.ts';
import { importedTask } from '../../core/tasks/importTask.ts';
import type { Task } from '../../core/tasks/task.ts';
import { decodeTask } from '../ports/ledgerCodec.ts';
import type { Tasks } from '../tasks.ts';
import { readLines } from './readLines.ts';

/** What became of the lines of a file. */
export interface ImportCounts {
  readonly added: number;
  /** Known already, by our id or the service's. */
  readonly known: number;
  /** Written by a newer version of this extension. */
  readonly newer: number;
  /** No tasks, or such as could do harm. */
  readonly damaged: number;
}

/** Requests can hold pictures as text; what is longer is no task of ours. */
const maxLineBytes = 16 * 1024 * 1024;
/** What is in memory and what one commit holds. */
const batchSize = 200;
const batchChars = 4 * 1024 * 1024;

/** Collects tasks until they are worth a commit. */
class Batch {
  readonly #tasks: Pick<Tasks, 'adoptAll'>;
  #waiting: Task[] = [];
  #chars = 0;
  added = 0;
  known = 0;

  constructor(tasks: Pick<Tasks, 'adoptAll'>) {
    this.#tasks = tasks;
  }

  async add(task: Task, chars: number): Promise<void> {
    this.#waiting.push(task);
    this.#chars += chars;
    if (this.#waiting.length >= batchSize || this.#chars >= batchChars) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const added = await this.#tasks.adoptAll(this.#waiting);
    this.added += added;
    this.known += this.#waiting.length - added;
    this.#waiting = [];
    this.#chars = 0;
  }
}

/**
 * Adds the tasks of a file. What was at work elsewhere comes to rest (`importedTask`). Rejects with CancelledError on
 * abort; what was added until then stays, and a second import skips it.
 */
export async function importHistory(
  tasks: Pick<Tasks, 'adoptAll'>,
  chunks: AsyncIterable<Uint8Array>,
  nowMs: number,
  signal: AbortSignal,
): Promise<ImportCounts> {
  const batch = new Batch(tasks);
  let [newer, damaged] = [0, 0];
  for await (const line of readLines(chunks, maxLineBytes)) {
    throwIfAborted(signal);
    const decoded = 'text' in line ? decodeTask(line.text) : undefined;
    const task = decoded?.kind === 'task' ? importedTask(decoded.task, nowMs) : undefined;
    if (decoded?.kind === 'newer') newer += 1;
    else if (task === undefined) damaged += 1;
    else if ('text' in line) await batch.add(task, line.text.length);
  }
  await batch.flush();
  const { added, known } = batch;
  return { added, known, newer, damaged };
}
