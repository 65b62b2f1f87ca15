/** Marks where a page ended: the place of its last task, which stays true while tasks come and go. */
import { StorageError } from '../errors.ts';
import type { Place, TaskSort } from './order.ts';

/** The mark as text, for `TaskPage.next`. */
export function pageMark({ createdAt, id, key }: Place): string {
  return key === undefined ? `${createdAt}:${id}` : JSON.stringify([createdAt, id, key]);
}

const refuse = (): never => {
  throw new StorageError({ reason: 'ledger', message: 'not a mark of a page' });
};

function parseList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseWithKey(text: string, type: 'string' | 'number'): Place {
  const list = parseList(text);
  const [createdAt, id, key] = Array.isArray(list) ? (list as unknown[]) : [];
  if (typeof createdAt !== 'number' || typeof id !== 'string' || typeof key !== type) return refuse();
  return { createdAt, id, key: key as string | number };
}

/** Reads `TaskPage.next` of that order back. Throws StorageError `ledger` for anything else. */
export function parsePageMark(text: string, sort: TaskSort = 'newest'): Place {
  if (sort === 'dearest') return parseWithKey(text, 'number');
  if (sort === 'title') return parseWithKey(text, 'string');
  const colon = text.indexOf(':');
  const createdAt = Number(text.slice(0, colon));
  return colon < 1 || !Number.isFinite(createdAt) ? refuse() : { createdAt, id: text.slice(colon + 1) };
}
