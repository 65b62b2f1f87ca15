/** What the file ledger knows of its files: an entry for each task, brought up to the disk before each question. */
import path from 'node:path';
import type { Clock, Log } from '../../core/ports.ts';
import { byAge, type Place } from '../../core/tasks/order.ts';
import type { Damage } from '../../core/tasks/store.ts';
import type { Task } from '../../core/tasks/task.ts';
import { keepDamagedRecord } from './damagedRecords.ts';
import { type Entry, entryOf } from './fileEntry.ts';
import { decodeTask } from './ledgerCodec.ts';
import { RecordFiles } from './recordFiles.ts';

export interface IndexOptions {
  /** The ledger's. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export class FileIndex {
  readonly #options: IndexOptions;
  readonly #entries = new Map<string, Entry>();
  readonly damage: Damage[] = [];
  #seenMark: string | undefined;
  #hasNews = false;

  constructor(options: IndexOptions) {
    this.#options = options;
  }

  /** The tasks' files. Made anew each time, for the folder may have been deleted meanwhile. */
  files(): RecordFiles {
    return new RecordFiles(path.join(this.#options.folder, 'tasks'));
  }

  /** What this window has just written. */
  note(stem: string, task: Task): void {
    this.#entries.set(stem, entryOf(stem, task));
  }

  /** What this window has just removed. */
  drop(stem: string): void {
    this.#entries.delete(stem);
  }

  get(stem: string): Entry | undefined {
    return this.#entries.get(stem);
  }

  all(): Iterable<Entry> {
    return this.#entries.values();
  }

  get size(): number {
    return this.#entries.size;
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Whether something came that this window has not written, since the last call. */
  takeNews(): boolean {
    const hasNews = this.#hasNews;
    this.#hasNews = false;
    return hasNews;
  }

  /** Brings the entries up to what lies on the disk. */
  refresh(files: RecordFiles): void {
    const mark = files.mark(this.#options.clock.now());
    if (mark !== undefined && mark === this.#seenMark) return;
    const listing = files.list(this.#entries.keys());
    this.#seenMark = mark;
    for (const stem of this.#entries.keys()) {
      if (listing.has(stem)) continue;
      this.#entries.delete(stem);
      this.#hasNews = true;
    }
    for (const [stem, revisions] of listing) {
      const latest = Math.max(...revisions);
      if (this.#entries.get(stem)?.revision === latest) continue;
      this.#hasNews = true;
      const entry = this.#load(files, stem, latest);
      if (entry === undefined) this.#entries.delete(stem);
      else this.#entries.set(stem, entry);
    }
  }

  /** All, newest first. */
  sorted(files: RecordFiles): Entry[] {
    this.refresh(files);
    return [...this.#entries.values()].sort(byAge);
  }

  /** Those after the mark of a page, newest first. */
  after(files: RecordFiles, mark: Place | undefined): Entry[] {
    const sorted = this.sorted(files);
    return mark === undefined ? sorted : sorted.filter(entry => byAge(mark, entry) < 0);
  }

  /** The tasks of `entries`, each read when it is asked for. */
  *readEach(files: RecordFiles, entries: Iterable<Entry>): Iterable<Task> {
    for (const entry of entries) {
      const task = this.read(files, entry);
      if (task !== undefined) yield task;
    }
  }

  read(files: RecordFiles, entry: Entry): Task | undefined {
    if (entry.status === undefined) return undefined;
    const latest = files.readLatest(entry.stem, entry.revision);
    const decoded = latest && decodeTask(latest.text);
    return decoded?.kind === 'task' ? decoded.task : undefined;
  }

  #load(files: RecordFiles, stem: string, listed: number): Entry | undefined {
    const latest = files.readLatest(stem, listed);
    if (latest === undefined) return undefined;
    const { revision, text } = latest;
    const decoded = decodeTask(text);
    if (decoded.kind === 'task') return entryOf(stem, decoded.task);
    if (decoded.kind === 'newer') {
      const unknown = { id: stem, createdAt: 0, taskId: undefined, status: undefined };
      return { ...unknown, stem, revision };
    }
    this.#setAside(files, { stem, revision, text, wrongAt: decoded.path });
    return this.#loadBefore(files, stem, revision - 1);
  }

  /** The revision before a damaged one still knows the service's id; but what stood in line then may have been sent. */
  #loadBefore(files: RecordFiles, stem: string, revision: number): Entry | undefined {
    const text = files.read(stem, revision);
    const decoded = text === undefined ? undefined : decodeTask(text);
    if (decoded?.kind === 'task' && decoded.task.state.status !== 'queued')
      return entryOf(stem, decoded.task);
    files.remove(stem, [revision]);
    return undefined;
  }

  #setAside(
    files: RecordFiles,
    { stem, revision, text, wrongAt }: { stem: string; revision: number; text: string; wrongAt: string },
  ): void {
    const movedTo = keepDamagedRecord(this.#options.folder, { id: stem, text });
    files.remove(stem, [revision]);
    const damage = { movedTo, message: `task ${stem} could not be read (${wrongAt || 'not JSON'})` };
    this.damage.push(damage);
    this.#options.log.warn(`ledger: ${damage.message}; kept in ${movedTo}`);
  }
}
