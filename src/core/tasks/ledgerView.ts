import { DisposableStore, Emitter, type Event } from '../lifecycle.ts';
import type { Task } from './task.ts';

/** The tasks that are kept in memory, and who wants to hear of them. */
export class LedgerView {
  readonly #tasks = new Map<string, Task>();
  readonly #owned = new DisposableStore();
  readonly #changed: Emitter<readonly Task[]>;
  readonly #removed: Emitter<readonly string[]>;
  #sorted: readonly Task[] | undefined;
  readonly onDidChange: Event<readonly Task[]>;
  readonly onDidRemove: Event<readonly string[]>;

  constructor(onError: (e: unknown) => void) {
    this.#changed = this.#owned.add(new Emitter<readonly Task[]>(onError));
    this.#removed = this.#owned.add(new Emitter<readonly string[]>(onError));
    this.onDidChange = this.#changed.event;
    this.onDidRemove = this.#removed.event;
  }

  get(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  /** Oldest first; the same list until something changes. */
  all(): readonly Task[] {
    this.#sorted ??= [...this.#tasks.values()].sort(
      (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
    );
    return this.#sorted;
  }

  /** Older revisions than the one known come from reads that another answer overtook. */
  note(tasks: readonly Task[]): void {
    const news = new Map<string, Task>();
    for (const task of tasks) {
      if (task.revision <= (this.#tasks.get(task.id)?.revision ?? -1)) continue;
      this.#tasks.set(task.id, task);
      news.set(task.id, task);
    }
    if (news.size === 0) return;
    this.#sorted = undefined;
    this.#changed.fire([...news.values()]);
  }

  /** Told of whether in view or not: others may show more than the view. */
  drop(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const id of ids) this.#tasks.delete(id);
    this.#sorted = undefined;
    this.#removed.fire(ids);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
