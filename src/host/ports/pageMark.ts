/** Marks where a page ended: `createdAt` and id of its last task, which stay true while tasks come and go. */
import { StorageError } from '../../core/errors.ts';

export interface PageMark {
  readonly createdAt: number;
  readonly id: string;
}

/** The mark as text, for `TaskPage.next`. */
export function pageMark({ createdAt, id }: PageMark): string {
  return `${createdAt}:${id}`;
}

/** Reads `TaskPage.next` back. Throws StorageError `ledger` for anything else. */
export function parsePageMark(text: string): PageMark {
  const colon = text.indexOf(':');
  const createdAt = Number(text.slice(0, colon));
  if (colon < 1 || !Number.isFinite(createdAt))
    throw new StorageError({ reason: 'ledger', message: 'not a mark of a page' });
  return { createdAt, id: text.slice(colon + 1) };
}
