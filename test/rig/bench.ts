/**
 * `npm run bench`: what the extension costs, beside its goals. Runs every test/bench/*.ts. Each exports one function
 * whose name begins with `bench` and that answers with rows; one that exports `isLong` runs by name or with `--keep`.
 *
 *   npm run bench -- activation ledger   only these files
 *   npm run bench -- --keep              all of them, and the table goes to test/bench/RESULTS.md
 *   npm run bench -- --profile           activation: also a CPU profile, in test-results
 *
 * A missed goal is shown and changes no exit code: time on a shared machine is no reason for a build to fail.
 */
import { glob, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type BenchRow, formatRows } from './benchRows.ts';
import { inRoot, root } from './paths.ts';

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'boolean' }, profile: { type: 'boolean' } },
});

type Bench = (options: { isProfiled: boolean }) => Promise<BenchRow[]>;

async function findBenches(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob('test/bench/*.ts', { cwd: root })) files.push(file);
  const isWanted = (file: string): boolean =>
    wanted.length === 0 || wanted.includes(path.basename(file, '.ts'));
  const found = files.filter(isWanted).sort();
  if (found.length === 0) throw new Error(`test/bench holds none of: ${wanted.join(', ')}`);
  return found;
}

async function loadBench(file: string): Promise<{ bench: Bench; isLong: boolean }> {
  const exported: Record<string, unknown> = await import(inRoot(file));
  const [name, ...others] = Object.keys(exported).filter(key => key.startsWith('bench'));
  const bench = name === undefined ? undefined : exported[name];
  if (typeof bench !== 'function' || others.length > 0)
    throw new Error(`${file} must export exactly one function whose name begins with "bench"`);
  return { bench: bench as Bench, isLong: exported['isLong'] === true };
}

/** The machine in words that say how far the numbers carry, and nothing about whose it is. */
function describeMachine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`;
  return `${process.platform} ${process.arch}, ${availableParallelism()} processor cores, ${memory}, shared with other work`;
}

async function keep(rows: readonly BenchRow[]): Promise<void> {
  const parts = [
    '# Bench notes',
    'Written by `npm run bench -- --keep`; how each value is measured stands at the head of its file in this folder.',
    'Times are processor time, medians; notes give the smallest and the greatest of all runs.',
    `${new Date().toISOString().slice(0, 10)}, ${describeMachine()}, Node ${process.versions.node}.`,
    formatRows(rows),
  ];
  await writeFile(inRoot('test', 'bench', 'RESULTS.md'), `${parts.join('\n\n')}\n`);
}

const isKept = options.keep === true;
if (isKept && wanted.length > 0)
  throw new Error('--keep needs all benches: a part of the table would pass for all of it');
const rows: BenchRow[] = [];
for (const file of await findBenches()) {
  const { bench, isLong } = await loadBench(file);
  if (isLong && wanted.length === 0 && !isKept) {
    console.log(`── ${path.basename(file, '.ts')}: takes minutes, ask for it by name`);
    continue;
  }
  console.log(`── ${path.basename(file, '.ts')}`);
  rows.push(...(await bench({ isProfiled: options.profile === true })));
}
console.log(`\n${formatRows(rows)}`);
if (isKept) await keep(rows);
