/** Prints measured detection delays beside the goals of the reliability study. `node test/bench/detectionTable.ts` */
import { type Load, measureDetection, summarize } from './detection.ts';

const image = [15_000];
const video = [120_000];
const mix = [15_000, 120_000];
const hourMs = 3_600_000;
const wide = (medianMs: number) => ({ mu: Math.log(medianMs), sigma: 0.8 });
const wrong = (medianMs: number) => ({ mu: Math.log(medianMs * 2), sigma: 0.4 });

interface Row {
  readonly name: string;
  readonly load: Omit<Load, 'seed'>;
  readonly seeds: number;
  /** Mean and p95, seconds. */
  readonly goal: readonly [number, number?];
  readonly figure?: 'waits';
}

const rows: readonly Row[] = [
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

const format = (x: number | undefined): string => (x === undefined ? '-' : x.toFixed(2)).padStart(8);

const lines = [`${'load'.padEnd(44)}    mean     p95    goal     p95  429s  most/min  requests`];
for (const { name, load, seeds, goal, figure = 'delays' } of rows) {
  const values: number[] = [];
  let refusals = 0;
  let most = 0;
  let requests = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const measured = await measureDetection({ ...load, seed });
    values.push(...measured[figure]);
    refusals += measured.refusals;
    requests += measured.requests;
    most = Math.max(most, measured.mostInMinute);
  }
  const { mean, p95 } = summarize(values);
  const figures = [mean, p95, ...goal.concat(goal.length < 2 ? [undefined] : [])].map(format).join('');
  lines.push(
    `${name.padEnd(44)}${figures}${String(refusals).padStart(6)}${String(most).padStart(10)}${format(requests / seeds)}`,
  );
}
console.log(lines.join('\n'));
