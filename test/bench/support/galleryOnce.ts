/**
 * A process that looks through the gallery as a person does who scrolls from end to end, and prints what that took.
 * Argument: the ledger's folder. `fill` and a number before it: the ledger is filled first, and nothing is measured.
 */
import { createHistory } from '../../../src/host/panel/historySource.ts';
import { openSqliteLedger } from '../../../src/host/ports/sqliteLedger.ts';
import { gallerySorts } from '../../../src/shared/galleryProtocol.ts';
import { realDeps, theSqlite } from '../../support/openStores.ts';
import { endedTask } from './fillLedger.ts';

/** What a run prints, as JSON. */
export interface GalleryFigures {
  /** Opening: what there is to choose from, the folders, the first page; with the indexes to be made, and again. */
  readonly openMs: readonly [first: number, again: number];
  /** The first page in each order, ms; the first time with the index to be made, where the order has one. */
  readonly sortMs: Readonly<Record<string, readonly [first: number, again: number]>>;
  /** The longest of all pages while scrolling to the end, ms. */
  readonly longestMs: number;
  /** The most memory held, less what was held before, bytes. */
  readonly extraBytes: number;
}

const minuteMs = 60_000;
const firstPage = 60;
const furtherPage = 400;

async function fill(folder: string, count: number): Promise<void> {
  const store = await openSqliteLedger({ ...realDeps, sqlite: theSqlite(), folder });
  const sliceSize = 1000;
  for (let from = 0; from < count; from += sliceSize) {
    const numbers = Array.from({ length: Math.min(sliceSize, count - from) }, (_, i) => from + i);
    await store.insertAll(numbers.map(i => endedTask(i, 1_700_000_000_000 + i * minuteMs)));
  }
  store.dispose();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function measure(folder: string): Promise<GalleryFigures> {
  const store = await openSqliteLedger({ ...realDeps, sqlite: theSqlite(), folder });
  const history = createHistory(store);
  const before = process.memoryUsage.rss();
  const made = { outcome: 'made', text: '' } as const;
  const open = async (): Promise<void> => {
    await Promise.all([history.folders(), history.facets()]);
    await history.search({ ...made, sort: 'newest' }, { limit: firstPage });
  };
  const openMs = [await timed(open), await timed(open)] as const;
  const sortMs: Record<string, readonly [number, number]> = {};
  for (const sort of gallerySorts) {
    const look = () => history.search({ ...made, sort }, { limit: firstPage });
    sortMs[sort] = [await timed(look), await timed(look)];
  }
  let longestMs = 0;
  for (let after: string | undefined, isMore = true; isMore; isMore = after !== undefined) {
    const ms = await timed(async () => {
      after = (await history.search({ ...made, sort: 'title' }, { after, limit: furtherPage })).next;
    });
    longestMs = Math.max(longestMs, ms);
  }
  store.dispose();
  return { openMs, sortMs, longestMs, extraBytes: process.resourceUsage().maxRSS * 1024 - before };
}

const [first = '', second = '', third = ''] = process.argv.slice(2);
if (first === 'fill') await fill(third, Number(second));
else console.log(JSON.stringify(await measure(first)));
