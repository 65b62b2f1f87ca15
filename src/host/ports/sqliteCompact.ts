/** Gives the disk back what removed tasks took. */
import type { Database } from './sqlite.ts';

const pageBytes = 4096;
/** Less than this is soon used again. */
const worthBytes = 4 * 1024 * 1024;
/** Free pages are moved in pieces that an event loop can bear. */
const slicePages = 256;

function read(db: Database, pragma: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

/** Whether a quarter of the file, and some megabytes, are free. */
function isWorthIt(db: Database): boolean {
  const free = read(db, 'freelist_count');
  return free * pageBytes >= worthBytes && free * 4 >= read(db, 'page_count');
}

/**
 * One step; true while more of them are needed, and then `hasBegun` is for the next. Files of the first version of the
 * schema cannot shrink by pieces: they are written anew once, and can from then on. The log is emptied with the last
 * step. Throws like SQLite where somebody else is writing (`isBusy`).
 */
export function compactSlice(db: Database, hasBegun: boolean): boolean {
  const isMore = hasBegun ? read(db, 'freelist_count') > 0 : isWorthIt(db);
  if (!isMore) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  else if (read(db, 'auto_vacuum') === 2) db.exec(`PRAGMA incremental_vacuum(${slicePages})`);
  else db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  return isMore;
}
