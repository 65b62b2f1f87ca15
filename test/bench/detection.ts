/**
 * How long results lie finished before we know, beside the goals of the reliability study: the real scheduler and
 * budget against a service on virtual time (`support/measureDetection.ts`), so the figures do not depend on the machine.
 */
import type { BenchRow } from '../rig/benchRows.ts';
import { type Load, type Measured, measureDetection, summarize } from './support/measureDetection.ts';

const image = [15_000];
const video = [120_000];
const mix = [15_000, 120_000];
const hourMs = 3_600_000;
const wide = (medianMs: number) => ({ mu: Math.log(medianMs), sigma: 0.8 });
const wrong = (medianMs: number) => ({ mu: Math.log(medianMs * 2), sigma: 0.4 });

interface Case {
  readonly name: string;
  readonly load: Omit<Load, 'seed'>;
  readonly seeds: number;
  /** Mean and p95, seconds. */
  readonly goal: readonly [number, number?];
  readonly figure?: 'delays' | 'waits';
}

const cases: readonly Case[] = [
  { name: 'image N=1', load: { count: 1, medians: image }, seeds: 200, goal: [0.6, 1.1] },
  { name: 'image N=10', load: { count: 10, medians: image }, seeds: 40, goal: [4.5, 9.5] },
  { name: 'image N=50', load: { count: 50, medians: image }, seeds: 10, goal: [25.8, 48] },
  { name: 'mix N=10', load: { count: 10, medians: mix }, seeds: 40, goal: [2.2, 5.5] },
  { name: 'mix N=50', load: { count: 50, medians: mix }, seeds: 15, goal: [10.7, 24] },
  { name: 'mix N=200', load: { count: 200, medians: mix }, seeds: 5, goal: [60, 125] },
  { name: 'video N=1', load: { count: 1, medians: video }, seeds: 60, goal: [0.6, 1.1] },
  { name: 'video N=10', load: { count: 10, medians: video }, seeds: 25, goal: [3.1, 8] },
  { name: 'video N=50', load: { count: 50, medians: video }, seeds: 10, goal: [17, 44] },
  { name: 'mix N=10 steady', load: { count: 10, medians: mix, steadyMs: hourMs }, seeds: 3, goal: [3, 8] },
  {
    name: 'mix N=20 steady',
    load: { count: 20, medians: mix, steadyMs: hourMs },
    seeds: 3,
    goal: [5.6, 14.5],
  },
  { name: 'mix N=50 steady', load: { count: 50, medians: mix, steadyMs: hourMs }, seeds: 3, goal: [16, 39] },
  {
    name: 'mix N=20 steady, cold',
    load: { count: 20, medians: mix, steadyMs: hourMs, believe: wide },
    seeds: 3,
    goal: [9.3, 19.5],
  },
  {
    name: 'mix N=20 steady, x2 off',
    load: { count: 20, medians: mix, steadyMs: hourMs, believe: wrong },
    seeds: 3,
    goal: [9.3, 19.5],
  },
  {
    name: 'image N=50, POSTs counted, click to known',
    load: { count: 50, medians: image, isSubmitted: true },
    seeds: 10,
    goal: [68],
    figure: 'waits',
  },
  {
    name: 'image N=200, POSTs counted, click to known',
    load: { count: 200, medians: image, isSubmitted: true },
    seeds: 3,
    goal: [240],
    figure: 'waits',
  },
];

async function measureAll({ load, seeds }: Case): Promise<Measured[]> {
  const all: Measured[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(await measureDetection({ ...load, seed }));
  return all;
}

function rowsOf({ name, goal, figure = 'delays' }: Case, all: readonly Measured[]): BenchRow[] {
  const { mean, p95 } = summarize(all.flatMap(m => m[figure]));
  const requests = all.reduce((sum, m) => sum + m.requests, 0) / all.length;
  const refusals = all.reduce((sum, m) => sum + m.refusals, 0);
  const note = `${requests.toFixed(0)} requests a run, ${refusals} times 429`;
  const [meanGoal, p95Goal] = goal;
  return [
    { name: `${name}: mean`, value: mean, unit: 's', goal: meanGoal, note },
    { name: `${name}: p95`, value: p95, unit: 's', ...(p95Goal === undefined ? {} : { goal: p95Goal }) },
  ];
}

/** The rows of all loads; takes some ten seconds. */
export async function benchDetection(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  let most = 0;
  for (const one of cases) {
    const all = await measureAll(one);
    most = Math.max(most, ...all.map(m => m.mostInMinute));
    rows.push(...rowsOf(one, all));
  }
  return [...rows, { name: 'the most requests in any minute', value: most, unit: '', goal: 60 }];
}
