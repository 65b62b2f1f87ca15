/** The levels of the tests, found by folder, run in order, counted, and held against their time budgets. */
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { HostResults } from './hostResults.ts';
import { temporaryFolder } from './lifetime.ts';
import { inRoot, root } from './paths.ts';
import { run } from './processes.ts';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Level {
  name: string;
  budgetMs: number;
  /** Answers with the counts, `undefined` for a level that counts nothing; a throw is one failure. */
  play(): Promise<Counts | undefined>;
}

interface Outcome {
  name: string;
  counts: Counts;
  tookMs: number;
  budgetMs: number;
}

/** Files one after the other: they share the screen, or the machine's two cores. */
export const oneByOne: readonly string[] = ['--test-concurrency=1'];

/** All files in one process: for tests that are quicker than a process is started. */
export const together: readonly string[] = ['--test-isolation=none'];

/** Far more than any file needs, budgets or not. */
const hangMs = 10 * 60_000;

/** A level of node:test files in `test/<folder>`. One without a test is a failure: it would show nothing for ever. */
export function nodeLevel(folder: string, budgetMs: number, options: readonly string[] = []): Level {
  return { name: folder, budgetMs, play: () => playNodeTests(folder, options) };
}

/** Whether the folder of a level exists. */
export function hasLevel(folder: string): boolean {
  return existsSync(inRoot('test', folder));
}

async function playNodeTests(folder: string, options: readonly string[]): Promise<Counts> {
  const files: string[] = [];
  for await (const file of glob(`test/${folder}/**/*.test.ts`, { cwd: root })) files.push(file);
  if (files.length === 0) throw new Error(`test/${folder} holds no test`);
  const temporary = await temporaryFolder('counts');
  const results = path.join(temporary.path, 'counts.json');
  const args = ['--test', ...options, '--test-reporter=spec', '--test-reporter-destination=stdout'];
  args.push(
    `--test-reporter=${inRoot('test', 'rig', 'nodeReporter.ts')}`,
    `--test-reporter-destination=${results}`,
  );
  // A file that hangs, be it only on something it did not end, is a failure and not the end of the run.
  args.push(`--test-timeout=${hangMs}`);
  try {
    const { code } = await run(process.execPath, [...args, ...files.sort()], { output: 'show' });
    const counts: Counts = JSON.parse(await readFile(results, 'utf8'));
    if (counts.passed + counts.failed + counts.skipped === 0) throw new Error(`test/${folder} ran no test`);
    // A file that ends badly after its tests went through still fails its run.
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    return counts;
  } finally {
    await temporary.remove();
  }
}

/** Prints what the extension host's suite did, and counts it. */
export function countHostResults(results: HostResults): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const signs = { passed: '✔', failed: '✖', skipped: '﹣' } as const;
  for (const { title, outcome, durationMs, error } of results.tests) {
    counts[outcome] += 1;
    console.log(`${signs[outcome]} ${title} (${durationMs}ms)${error === undefined ? '' : `\n${error}`}`);
  }
  if (results.tests.length === 0) throw new Error('the extension host ran no test');
  return counts;
}

/** A tool that must end with 0; counts nothing unless it fails. */
export function toolLevel(name: string, budgetMs: number, command: () => [string, string[]]): Level {
  const play = async (): Promise<undefined> => {
    const { code } = await run(...command(), { output: 'show' });
    if (code !== 0) throw new Error(`${name} ended with ${code}`);
  };
  return { name, budgetMs, play };
}

/** Runs all levels, also after one has failed, prints the account, and sets the exit code. */
export async function playLevels(levels: Level[]): Promise<void> {
  await mkdir(inRoot('test-results'), { recursive: true });
  const outcomes: Outcome[] = [];
  for (const level of levels) {
    console.log(`\n── ${level.name}`);
    const started = performance.now();
    const counts = await playOne(level);
    outcomes.push({
      name: level.name,
      budgetMs: level.budgetMs,
      tookMs: performance.now() - started,
      counts,
    });
  }
  printAccount(outcomes);
}

async function playOne(level: Level): Promise<Counts> {
  try {
    return (await level.play()) ?? { passed: 0, failed: 0, skipped: 0 };
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function printAccount(outcomes: Outcome[]): void {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  console.log('\nlevel                    seconds  budget  passed  failed  skipped');
  for (const { name, counts, tookMs, budgetMs } of outcomes) {
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    const cells = [seconds(tookMs, 1), seconds(budgetMs, 0), counts.passed, counts.failed, counts.skipped];
    const widths = [9, 8, 8, 8, 9];
    const row = cells.map((cell, i) => String(cell).padStart(widths[i] ?? 8)).join('');
    console.log(`${name.padEnd(23)}${row}${tookMs > budgetMs ? '  over budget' : ''}`);
  }
  // This exact line, alone, is what tells a machine how many tests ran.
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function seconds(ms: number, digits: number): string {
  return (ms / 1_000).toFixed(digits);
}
