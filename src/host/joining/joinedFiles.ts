/** What files were joined of: by their content, so that a renamed one is found as well. */
import type { Memento } from 'vscode';

export interface JoinedFile {
  /** Local ids of the tasks, in the order of the file. */
  readonly parts: readonly string[];
  /** ms since the epoch. */
  readonly atMs: number;
}

type Kept = Readonly<Record<string, JoinedFile>>;

const key = 'joined';
const maxKept = 300;

export function joinedFile(memento: Memento, sha256: string): JoinedFile | undefined {
  const kept = memento.get<Kept>(key, {});
  return Object.hasOwn(kept, sha256) ? kept[sha256] : undefined;
}

/** The oldest go where there are too many. */
export async function noteJoined(memento: Memento, sha256: string, file: JoinedFile): Promise<void> {
  const { [sha256]: _earlier, ...others } = memento.get<Kept>(key, {});
  const all = [...Object.entries(others), [sha256, file] as const];
  await memento.update(key, Object.fromEntries(all.slice(-maxKept)));
}
