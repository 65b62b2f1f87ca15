/** The ledger in plain files, for a host without SQLite: simple and safe before quick. */
import path from 'node:path';
import { errorText, StorageError } from '../../core/errors.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Damage, LedgerStore, TaskPage } from '../../core/tasks/store.ts';
import type { Task } from '../../core/tasks/task.ts';
import { keepDamagedRecord } from './damagedRecords.ts';
import { decodeTask, encodeTask, openStatuses, taskIdOf } from './ledgerCodec.ts';
import { pageMark, parsePageMark } from './pageMark.ts';
import { RecordFiles } from './recordFiles.ts';
import { ledgerError } from './sqlite.ts';
import type { StoreDeps } from './sqliteLedger.ts';
import { Watch } from './watch.ts';

export interface FileLedgerOptions extends StoreDeps {
  /** Path of the folder; made where missing. The tasks lie in `tasks` in it. */
  readonly folder: string;
}

/** What is kept in memory of each task: enough to find it. Not readable is what a newer version wrote. */
interface Entry {
  readonly stem: string;
  readonly revision: number;
  readonly id: string;
  readonly createdAt: number;
  readonly taskId: string | undefined;
  readonly isOpen: boolean;
  readonly isReadable: boolean;
}

/** Opens the ledger. Rejects with StorageError `ledger`. */
export async function openFileLedger(options: FileLedgerOptions): Promise<LedgerStore> {
  const ledger = new FileLedger(options);
  await ledger.load();
  return ledger;
}

class FileLedger implements LedgerStore {
  readonly #options: FileLedgerOptions;
  readonly #damage: Damage[] = [];
  readonly #watch: Watch;
  readonly #entries = new Map<string, Entry>();
  #seenMark: string | undefined;
  #hasNews = false;
  #isDisposed = false;

  constructor(options: FileLedgerOptions) {
    this.#options = options;
    this.#watch = new Watch(options, () => this.#hasChangedElsewhere());
  }

  get damage(): readonly Damage[] {
    return this.#damage;
  }

  load(): Promise<void> {
    return this.#run('open the ledger', files => {
      files.clearDrafts(this.#options.clock.now());
      this.#refresh(files);
    });
  }

  insert(task: Task): Promise<boolean> {
    return this.#run('add a task', files => {
      const stem = files.stem(task.id);
      if (!files.create(stem, task.revision, encodeTask(task))) return false;
      this.#entries.set(stem, entryOf(stem, task));
      this.#watch.ring();
      return true;
    });
  }

  update(task: Task): Promise<boolean> {
    return this.#run('change a task', files => {
      const stem = files.stem(task.id);
      if (!files.replace(stem, task.revision, encodeTask(task))) return false;
      this.#entries.set(stem, entryOf(stem, task));
      this.#watch.ring();
      return true;
    });
  }

  get(id: string): Promise<Task | undefined> {
    return this.#run('read a task', files => {
      this.#refresh(files);
      const entry = this.#entries.get(files.stem(id));
      return entry && this.#read(files, entry);
    });
  }

  findByTaskId(taskId: string): Promise<Task | undefined> {
    return this.#run('read a task', files => {
      const entry = this.#sorted(files).find(e => e.taskId === taskId);
      return entry && this.#read(files, entry);
    });
  }

  open(): Promise<readonly Task[]> {
    return this.#run('read the open tasks', files =>
      this.#readAll(
        files,
        this.#sorted(files)
          .filter(entry => entry.isOpen)
          .reverse(),
      ),
    );
  }

  page({ before, limit }: { before?: string | undefined; limit: number }): Promise<TaskPage> {
    return this.#run('read tasks', files => {
      const mark = before === undefined ? undefined : parsePageMark(before);
      const sorted = this.#sorted(files);
      const older = mark === undefined ? sorted : sorted.filter(entry => newestFirst(mark, entry) < 0);
      const shown = older.slice(0, limit);
      const last = older.length > limit ? shown.at(-1) : undefined;
      return { tasks: this.#readAll(files, shown), next: last && pageMark(last) };
    });
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#run('remove tasks', files => {
      const listing = files.list(ids.map(id => files.stem(id)));
      for (const id of ids) {
        const stem = files.stem(id);
        files.remove(stem, listing.get(stem) ?? []);
        this.#entries.delete(stem);
      }
      this.#watch.ring();
    });
  }

  count(): Promise<number> {
    return this.#run('count tasks', files => {
      this.#refresh(files);
      return this.#entries.size;
    });
  }

  onDidChangeElsewhere(listener: () => void): Disposable {
    return this.#watch.add(listener);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watch.dispose();
    this.#entries.clear();
  }

  // Async although nothing waits: an exception must come as a rejection.
  async #run<T>(doing: string, work: (files: RecordFiles) => T): Promise<T> {
    try {
      if (this.#isDisposed) throw new StorageError({ reason: 'ledger', message: 'the ledger is closed' });
      return work(this.#files());
    } catch (e) {
      throw ledgerError(doing, e);
    }
  }

  /** Made anew each time, for the folder may have been deleted meanwhile. */
  #files(): RecordFiles {
    return new RecordFiles(path.join(this.#options.folder, 'tasks'));
  }

  /** Brings the index up to what lies on the disk. */
  #refresh(files: RecordFiles): void {
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

  #load(files: RecordFiles, stem: string, listed: number): Entry | undefined {
    const latest = files.readLatest(stem, listed);
    if (latest === undefined) return undefined;
    const { revision, text } = latest;
    const decoded = decodeTask(text);
    if (decoded.kind === 'task') return entryOf(stem, decoded.task);
    if (decoded.kind === 'newer') {
      const unknown = { id: stem, createdAt: 0, taskId: undefined, isOpen: false, isReadable: false };
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
    this.#damage.push(damage);
    this.#options.log.warn(`ledger: ${damage.message}; kept in ${movedTo}`);
  }

  #sorted(files: RecordFiles): Entry[] {
    this.#refresh(files);
    return [...this.#entries.values()].sort(newestFirst);
  }

  #readAll(files: RecordFiles, entries: readonly Entry[]): Task[] {
    return entries.map(entry => this.#read(files, entry)).filter(task => task !== undefined);
  }

  #read(files: RecordFiles, entry: Entry): Task | undefined {
    if (!entry.isReadable) return undefined;
    const latest = files.readLatest(entry.stem, entry.revision);
    const decoded = latest && decodeTask(latest.text);
    return decoded?.kind === 'task' ? decoded.task : undefined;
  }

  #hasChangedElsewhere(): boolean {
    try {
      this.#refresh(this.#files());
    } catch (e) {
      this.#options.log.debug(`ledger: cannot see whether it changed: ${errorText(e)}`);
    }
    const hasNews = this.#hasNews;
    this.#hasNews = false;
    return hasNews;
  }
}

function entryOf(stem: string, task: Task): Entry {
  return {
    stem,
    revision: task.revision,
    id: task.id,
    createdAt: task.createdAt,
    taskId: taskIdOf(task),
    isOpen: openStatuses.has(task.state.status),
    isReadable: true,
  };
}

/** As SQLite sorts text: by its UTF-8 bytes. */
function newestFirst(a: Pick<Entry, 'createdAt' | 'id'>, b: Pick<Entry, 'createdAt' | 'id'>): number {
  return b.createdAt - a.createdAt || Buffer.compare(Buffer.from(b.id), Buffer.from(a.id));
}
