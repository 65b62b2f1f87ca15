/** Where the person is in the gallery, as it is kept over a reload: a hidden page is thrown away. Pure. */
import { isRecord } from '../../../src/shared/isRecord.ts';

/** What was deleted last, while it can be had back. */
export interface DeletedView {
  /** Names it to the host. */
  readonly undo: string;
  readonly count: number;
}

export interface GalleryPlace {
  /** Key of the first entry in view. */
  readonly top?: string | undefined;
  /** Keys of the chosen entries. */
  readonly chosen: readonly string[];
  readonly deleted?: DeletedView | undefined;
}

export const noPlace: GalleryPlace = { chosen: [] };

/** More chosen entries are not kept: all of it is one text that VS Code writes at each change. */
const mostChosen = 500;

function readDeleted(value: unknown): DeletedView | undefined {
  if (!isRecord(value)) return undefined;
  const { undo, count } = value;
  return typeof undo === 'string' && typeof count === 'number' ? { undo, count } : undefined;
}

/** Reads what was kept, whatever a former version left there. */
export function readGalleryPlace(value: unknown): GalleryPlace {
  if (!isRecord(value)) return noPlace;
  const { top, chosen } = value;
  const keys = Array.isArray(chosen) ? chosen.filter(key => typeof key === 'string') : [];
  return {
    top: typeof top === 'string' ? top : undefined,
    chosen: keys.length > mostChosen ? [] : keys,
    deleted: readDeleted(value['deleted']),
  };
}
