/** Recordings that are to become one file, kept so that a window that was reloaded meanwhile still joins them. */
import type { Memento } from 'vscode';
import type { Waiting } from '../waiting.ts';

export interface KeptJoin {
  /** Of the file they become, without extension. */
  readonly name: string;
  /** Ids of all the parts, in their order, also of those that are not ordered yet. */
  readonly parts: readonly string[];
  /** Where the person was; null where no document was open. */
  readonly place: Waiting;
  /** Whether a person waits for it: code is not told. */
  readonly isTold: boolean;
}

type Kept = Readonly<Record<string, KeptJoin>>;

const key = 'joining';
/** A part that waits for a person can wait for ever: the oldest are given up. */
const maxKept = 20;

/** By an id of their own, the oldest first. */
export function keptJoins(memento: Memento): Kept {
  return memento.get<Kept>(key, {});
}

export async function keepJoin(memento: Memento, id: string, join: KeptJoin): Promise<void> {
  const all = [...Object.entries(keptJoins(memento)), [id, join] as const];
  await memento.update(key, Object.fromEntries(all.slice(-maxKept)));
}

/** The place is another one now; nothing happens where it is forgotten. */
export async function moveJoin(memento: Memento, id: string, place: Waiting): Promise<void> {
  const kept = keptJoins(memento);
  const join = kept[id];
  if (join !== undefined) await memento.update(key, { ...kept, [id]: { ...join, place } });
}

export async function forgetJoin(memento: Memento, id: string): Promise<void> {
  const { [id]: _joined, ...rest } = keptJoins(memento);
  await memento.update(key, rest);
}
