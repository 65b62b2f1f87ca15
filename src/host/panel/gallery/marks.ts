/** Stars: kept in the person's profile, so that a workspace that is shared does not carry them. */
import type { Memento } from 'vscode';
import type { EntryRef } from '../../../shared/galleryProtocol.ts';

const stateKey = 'gallery.stars';
/** More than anybody stars; a bound for what is kept. */
const mostStars = 20_000;

export interface Stars {
  has(entry: EntryRef): boolean;
  count(): number;
  /** Of the tasks that have a star on some file. */
  ids(): readonly string[];
  set(entries: readonly EntryRef[], isStarred: boolean): Promise<void>;
}

const keyOf = ({ id, output }: EntryRef): string => `${id}/${output}`;

/** Reads anew each time: another window may have starred something. */
export function createStars(memento: Pick<Memento, 'get' | 'update'>): Stars {
  let list: readonly string[] | undefined;
  let set = new Set<string>();
  const read = (): Set<string> => {
    const now = memento.get<readonly string[]>(stateKey, []);
    if (now !== list) {
      list = now;
      set = new Set(now);
    }
    return set;
  };
  return {
    has: entry => read().has(keyOf(entry)),
    count: () => read().size,
    ids: () => [...new Set([...read()].map(key => key.slice(0, key.lastIndexOf('/'))))],
    async set(entries, isStarred) {
      const next = new Set(read());
      for (const entry of entries)
        if (isStarred) next.add(keyOf(entry));
        else next.delete(keyOf(entry));
      await memento.update(stateKey, [...next].slice(-mostStars));
    },
  };
}
