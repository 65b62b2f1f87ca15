/** Locks of one machine; each window has its own handle, so that a crash can take all of its locks away. */
import { toDisposable } from '../../src/core/lifecycle.ts';
import type { Lock } from '../../src/core/ports.ts';

export interface MemoryLocks {
  /** A window's view. `crash` frees what it holds, as the system does when a process dies. */
  open(): Lock & { crash(): void };
  /** Names held now. */
  readonly held: ReadonlySet<string>;
}

export function createMemoryLocks(): MemoryLocks {
  const held = new Set<string>();
  return {
    held,
    open() {
      const mine = new Set<string>();
      let isDead = false;
      return {
        async tryAcquire(name) {
          // What still runs of a process that is gone gets nothing, or it would hold it for ever.
          if (isDead) return await new Promise<never>(() => {});
          if (held.has(name)) return undefined;
          held.add(name);
          mine.add(name);
          return toDisposable(() => {
            if (mine.delete(name)) held.delete(name);
          });
        },
        free: async names => names.filter(name => !held.has(name)),
        crash() {
          isDead = true;
          for (const name of mine) held.delete(name);
          mine.clear();
        },
      };
    },
  };
}
