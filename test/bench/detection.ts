/**
 * How long results lie finished before we know, beside the goals of the reliability study: the real scheduler and
 * budget against a service on virtual time (`support/measureDetection.ts`), so the figures do not depend on the machine.
 * Durations are lognormal, sigma 0.4, medians 15 and 120 s; a round trip takes 100 ms; the limiter is a sliding one.
 *
 * The same tasks (same seeds) are watched by others (`test/support/watchers.ts`, `support/peers.ts`), see the notes: a round
 * robin and one that knows when each task is done, both at an even pace of 58 a minute, and two published clients
 * whose timers run on the same virtual clock, against a bucket, the limiter that is kindest to them. A client's delay
 * (mean / p95) is that of the tasks it did not lose.
 */
import type { BenchRow } from '../rig/benchRows.ts';
import { clairvoyant, type MakeWatcher, roundRobin } from '../support/watchers.ts';
import { type Load, type Measured, measureDetection, summarize } from './support/measureDetection.ts';
import { peers } from './support/peers.ts';

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
  /** Mean and p95, seconds: the study's figures, which may be missed by a tenth; a limit where `isLimit`. */
  readonly goal: readonly [number, number?];
  readonly isLimit?: boolean;
  readonly figure?: 'delays' | 'waits';
}

const cases: readonly Case[] = [
  { name: 'image N=1', load: { count: 1, medians: image }, seeds: 200, goal: [0.6, 1.1] },
  { name: 'image N=10', load: { count: 10, medians: image }, seeds: 40, goal: [2.3, 6.2] },
  { name: 'image N=50', load: { count: 50, medians: image }, seeds: 10, goal: [25.8, 48] },
  { name: 'mix N=10', load: { count: 10, medians: mix }, seeds: 40, goal: [2.2, 5.5] },
  { name: 'mix N=50', load: { count: 50, medians: mix }, seeds: 15, goal: [10.7, 24] },
  { name: 'mix N=200', load: { count: 200, medians: mix }, seeds: 5, goal: [60, 125] },
  { name: 'video N=1', load: { count: 1, medians: video }, seeds: 60, goal: [0.6, 1.1] },
  { name: 'video N=10', load: { count: 10, medians: video }, seeds: 40, goal: [3.1, 8] },
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
    isLimit: true,
  },
  {
    name: 'mix N=20 steady, x2 off',
    load: { count: 20, medians: mix, steadyMs: hourMs, believe: wrong },
    seeds: 3,
    goal: [9.3, 19.5],
    isLimit: true,
  },
  {
    name: 'image N=50, POSTs counted, click to known',
    load: { count: 50, medians: image, isSubmitted: true },
    seeds: 10,
    goal: [68],
    isLimit: true,
    figure: 'waits',
  },
  {
    name: 'image N=200, POSTs counted, click to known',
    load: { count: 200, medians: image, isSubmitted: true },
    seeds: 3,
    goal: [240],
    isLimit: true,
    figure: 'waits',
  },
];

async function measureAll({ load, seeds }: Case, make?: MakeWatcher): Promise<Measured[]> {
  const all: Measured[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(await measureDetection({ ...load, seed }, make));
  return all;
}

interface Summary {
  readonly mean: number;
  readonly p95: number;
  readonly requests: number;
  readonly refusals: number;
  /** Per cent. */
  readonly lost: number;
}

function summarizeAll(all: readonly Measured[], figure: 'delays' | 'waits'): Summary {
  const sum = (of: (m: Measured) => number): number => all.reduce((total, m) => total + of(m), 0);
  const lost = (100 * sum(m => m.lost)) / sum(m => m.tasks);
  const counts = { requests: sum(m => m.requests) / all.length, refusals: sum(m => m.refusals) / all.length };
  return { ...summarize(all.flatMap(m => m[figure])), ...counts, lost };
}

const short = (x: number): string => (Number.isNaN(x) ? '–' : x.toFixed(x < 9.95 ? 1 : 0));

function peerNote([name, { mean, p95, refusals, lost }]: readonly [string, Summary]): string {
  return `${name} ${short(mean)} / ${short(p95)}, ${lost.toFixed(0)} % lost, ${refusals.toFixed(0)} × 429`;
}

/** The peers that a load says something about: a steady one would measure how fast they lose tasks. */
function peersFor({ load }: Case): readonly (readonly [string, MakeWatcher])[] {
  return load.steadyMs === undefined && load.isSubmitted !== true ? Object.entries(peers) : [];
}

const kindly = (one: Case): Case => ({ ...one, load: { ...one.load, limiter: 'bucket' } });

/** At most this share of round robin's mean: mixed loads, wrong beliefs, and any load. */
function shareGoal({ load }: Case): number {
  if (load.believe !== undefined) return 1;
  return load.medians.length > 1 && load.isSubmitted !== true ? 0.6 : 1.05;
}

const atMost = ({ isLimit = false }: Case, figure: number): number =>
  isLimit ? figure : Number((figure * 1.1).toPrecision(3));

async function rowsOf(one: Case, all: readonly Measured[]): Promise<BenchRow[]> {
  const { name, goal, figure = 'delays' } = one;
  const ours = summarizeAll(all, figure);
  const turns = summarizeAll(await measureAll(one, roundRobin), figure);
  const bound = summarizeAll(await measureAll(one, clairvoyant), figure);
  const notes: string[] = [];
  for (const [peer, make] of peersFor(one))
    notes.push(peerNote([peer, summarizeAll(await measureAll(kindly(one), make), figure)]));
  const [mean, p95] = goal;
  return [
    {
      ...{ name: `${name}: mean`, value: ours.mean, unit: 's', goal: atMost(one, mean) },
      note: `round robin ${short(turns.mean)}, bound ${short(bound.mean)}; ${ours.requests.toFixed(0)} requests, ${ours.refusals} × 429`,
    },
    {
      ...{ name: `${name}: p95`, value: ours.p95, unit: 's' },
      ...(p95 === undefined ? {} : { goal: atMost(one, p95) }),
      note: `round robin ${short(turns.p95)}, bound ${short(bound.p95)}`,
    },
    {
      ...{ name: `${name}: share of round robin's mean`, value: ours.mean / turns.mean, unit: '' },
      ...{ goal: shareGoal(one), note: notes.join('; ') },
    },
  ];
}

/** The rows of all loads; takes half a minute. */
export async function benchDetection(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  let most = 0;
  for (const one of cases) {
    const all = await measureAll(one);
    most = Math.max(most, ...all.map(m => m.mostInMinute));
    rows.push(...(await rowsOf(one, all)));
  }
  return [...rows, { name: 'the most requests in any minute', value: most, unit: '', goal: 58 }];
}
