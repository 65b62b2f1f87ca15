/**
 * A cross-check of `detection.ts`: the same tasks (same seeds), scheduler and budget, with the real client, sockets and
 * timers on loopback, time 20 times as fast. The share says how far the mean lies from that on virtual time.
 */
import type { BenchRow } from '../rig/benchRows.ts';
import { measureDetection, summarize } from './support/measureDetection.ts';
import { measureOnSockets } from './support/measureOnSockets.ts';

/** Some two minutes: only by name, or with `--keep`. */
export const isLong = true;

const speed = 20;

const cases = [
  { name: 'mix N=10', load: { count: 10, medians: [15_000, 120_000] }, seeds: 3 },
  { name: 'mix N=50', load: { count: 50, medians: [15_000, 120_000] }, seeds: 2 },
  { name: 'video N=50', load: { count: 50, medians: [120_000] }, seeds: 2 },
];

async function rowsOf({ name, load, seeds }: (typeof cases)[number]): Promise<BenchRow[]> {
  const delays: number[] = [];
  const expected: number[] = [];
  let refusals = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const measured = await measureOnSockets({ ...load, seed }, speed);
    delays.push(...measured.delays);
    refusals += measured.refusals;
    expected.push(...(await measureDetection({ ...load, seed })).delays);
  }
  const [real, virtual] = [summarize(delays), summarize(expected)];
  const note = (figure: 'mean' | 'p95'): string => `on virtual time ${virtual[figure].toFixed(1)}`;
  return [
    { name: `${name}, sockets: mean`, value: real.mean, unit: 's', note: note('mean') },
    { name: `${name}, sockets: p95`, value: real.p95, unit: 's', note: note('p95') },
    {
      ...{ name: `${name}, sockets: share of the mean on virtual time`, value: real.mean / virtual.mean },
      ...{ unit: '', goal: 1.15 },
    },
    { name: `${name}, sockets: answers 429`, value: refusals, unit: '', goal: 0 },
  ];
}

/** The rows of all loads. */
export async function benchDetectionSockets(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const one of cases) rows.push(...(await rowsOf(one)));
  return rows;
}
