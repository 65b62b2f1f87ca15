/**
 * What is shipped, and what reading and evaluating the file that starts costs: sizes of the production build and of
 * the VSIX, and the processor time of `require('dist/extension.js')` in processes of their own with a stub in place of
 * the editor's API (median of 15). The start in the real host, with all that it does, is in activation.ts.
 */
import { readdir, stat } from 'node:fs/promises';
import process from 'node:process';
import { type BenchRow, median, spread } from '../rig/benchRows.ts';
import { inRoot } from '../rig/paths.ts';
import { mustRun } from '../rig/processes.ts';
import { packagedExtension } from './support/packaged.ts';

const runs = 15;
const kb = 1024;

/** Sizes and evaluation; takes some ten seconds. */
export async function benchBundle(): Promise<BenchRow[]> {
  const vsix = await packagedExtension();
  const rows: BenchRow[] = [
    { name: 'VSIX', value: (await stat(vsix)).size / kb, unit: 'KB', goal: 1024 },
    await evaluation('evaluating dist/extension.js'),
  ];
  for (const name of (await readdir(inRoot('dist'))).sort()) {
    if (!/\.(js|css)$/.test(name)) continue;
    const note = name === 'extension.js' ? 'read and parsed at start' : 'loaded when first used';
    rows.push({
      name: `dist/${name}`,
      value: (await stat(inRoot('dist', name))).size / kb,
      unit: 'KB',
      note,
    });
  }
  return rows;
}

async function evaluation(name: string): Promise<BenchRow> {
  const script = inRoot('test', 'bench', 'support', 'evaluateBundle.ts');
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1)
    times.push(Number(await mustRun(process.execPath, [script, inRoot('dist', 'extension.js')])));
  return { name, value: median(times), unit: 'ms', note: spread(times, 1) };
}
