/** Tasks whose end a person waits for in this workspace, kept so that a window that was reloaded still tells of it. */
import type { Memento } from 'vscode';

/** Where the person was, for insertion: a document and the end of what was selected in it. */
export interface WaitingPlace {
  readonly document: string;
  readonly line: number;
  readonly character: number;
}

/** What the person waits with: a place for insertion, or a document that names the file already. */
export type Waiting = WaitingPlace | { readonly document: string; readonly target: string } | null;

type Kept = Readonly<Record<string, Waiting>>;

const key = 'waiting';

/** By task id; null where no document was open. */
export function waitingTasks(memento: Memento): Kept {
  return memento.get<Kept>(key, {});
}

export async function keepWaiting(memento: Memento, id: string, place: Waiting): Promise<void> {
  await memento.update(key, { ...waitingTasks(memento), [id]: place });
}

export async function forgetWaiting(memento: Memento, id: string): Promise<void> {
  const { [id]: _told, ...rest } = waitingTasks(memento);
  await memento.update(key, rest);
}
