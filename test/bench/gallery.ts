/**
 * What the gallery asks of the ledger, in a process of its own: opening it, each order, scrolling from end to end by
 * title, and the memory that this takes. Of 10 000 and 100 000 tasks; wall time. "With its index": an order's index is
 * made when it is first asked for, once in the life of a ledger.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchRow } from '../rig/benchRows.ts';
import type { GalleryFigures } from './support/galleryOnce.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('support/galleryOnce.ts', import.meta.url));

async function measure(count: number): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'api-in-one-bench-'));
  try {
    await run(process.execPath, [script, 'fill', String(count), folder]);
    const { stdout } = await run(process.execPath, [script, folder]);
    const { openMs, sortMs, longestMs, extraBytes } = JSON.parse(stdout) as GalleryFigures;
    const name = (what: string): string => `gallery, ${count} tasks: ${what}`;
    const orders = Object.entries(sortMs).flatMap(([sort, [first, again]]) => [
      { name: name(`first page, ${sort}, with its index`), value: first, unit: 'ms' },
      { name: name(`first page, ${sort}`), value: again, unit: 'ms', goal: 50 },
    ]);
    return [
      { name: name('opening, with its indexes'), value: openMs[0], unit: 'ms' },
      { name: name('opening'), value: openMs[1], unit: 'ms', goal: 50 },
      ...orders,
      { name: name('longest page of 400 while scrolling by title'), value: longestMs, unit: 'ms', goal: 50 },
      { name: name('memory for all of it'), value: extraBytes / 2 ** 20, unit: 'MiB' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The rows; about half a minute. */
export async function benchGallery(): Promise<BenchRow[]> {
  return [...(await measure(10_000)), ...(await measure(100_000))];
}
