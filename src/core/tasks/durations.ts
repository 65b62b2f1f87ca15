/** How long tasks take: a lognormal with a wide prior around the catalogue's figure, narrowed by own runs. Pure. */
import type { Task } from './task.ts';

/** ln of milliseconds: `mu` is the median's, `sigma` the spread. */
export interface Duration {
  readonly mu: number;
  readonly sigma: number;
}

/** The catalogue's figure can be off by a factor of 2 (RELIABILITY 2): a wide guess costs less than a wrong one. */
const priorSigma = 0.8;
/** The prior weighs as much as so many own runs. */
const priorWeight = 1;
const priorDegrees = 2;
const minSigma = 0.25;
const maxSigma = 1.2;

/** The expected duration from the catalogue's median and the measured ones (ms, newest last). */
export function estimateDuration(typicalMs: number, samplesMs: readonly number[]): Duration {
  const prior = Math.log(Math.max(1000, typicalMs));
  const logs = samplesMs.filter(ms => ms > 0).map(ms => Math.log(ms));
  const n = logs.length;
  if (n === 0) return { mu: prior, sigma: priorSigma };
  const mean = logs.reduce((sum, x) => sum + x, 0) / n;
  const spread = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const weight = priorWeight + n;
  const surprise = ((priorWeight * n) / weight) * (mean - prior) ** 2;
  // Three own runs outweigh the catalogue: their distance from its figure then says nothing about their spread.
  const doubt = n < 3 ? surprise : 0;
  const variance = (priorDegrees * priorSigma ** 2 + spread + doubt) / (priorDegrees + n);
  return {
    mu: (priorWeight * prior + n * mean) / weight,
    sigma: clamp(Math.sqrt(variance * (1 + 1 / weight)), minSigma, maxSigma),
  };
}

/**
 * How long the service took for a task that succeeded, ms: the middle between "not yet" and "done". Undefined where
 * nobody looked closely (the window was closed, the machine slept).
 */
export function measuredMs({ state }: Task): number | undefined {
  if (!('succeededAt' in state) || state.notDoneAt === undefined) return undefined;
  const gap = state.succeededAt - state.notDoneAt;
  const ms = (state.succeededAt + state.notDoneAt) / 2 - state.submittedAt;
  return ms > 0 && gap >= 0 && gap <= 2000 + ms / 3 ? ms : undefined;
}

/** P(done by `ageMs`). */
export function doneBy({ mu, sigma }: Duration, ageMs: number): number {
  return ageMs <= 0 ? 0 : normalCdf((Math.log(ageMs) - mu) / sigma);
}

/**
 * Expected delay that has accrued unseen, ms: E[(now - T)+ | not done at the last look], for the ages of the task
 * now and at the last look. The task where it is greatest is worth the next poll (RELIABILITY 2).
 */
export function accruedDelay(duration: Duration, ageMs: number, lookedAtAgeMs: number): number {
  const t = Math.max(ageMs, 0);
  const l = Math.max(lookedAtAgeMs, 0);
  if (t <= l) return 0;
  const open = 1 - doneBy(duration, l);
  if (open < tailStart) return (Math.min(1, tailHazard(duration, t) * (t - l)) * (t - l)) / 2;
  const delay = (integral(duration, t) - integral(duration, l) - (1 - open) * (t - l)) / open;
  return clamp(delay, 0, t - l);
}

/** P(done now | not done at the last look), for the same ages. */
export function doneChance(duration: Duration, ageMs: number, lookedAtAgeMs: number): number {
  const open = 1 - doneBy(duration, lookedAtAgeMs);
  if (open < tailStart) return Math.min(1, tailHazard(duration, ageMs) * Math.max(0, ageMs - lookedAtAgeMs));
  return clamp((doneBy(duration, ageMs) - 1 + open) / open, 0, 1);
}

/** Where differences of distribution values would be noise. */
const tailStart = 1e-4;

/** The hazard far beyond the median, 1/ms: Mills' ratio of the normal, which has no 0/0. */
function tailHazard({ mu, sigma }: Duration, ageMs: number): number {
  const z = Math.max(1, (Math.log(ageMs) - mu) / sigma);
  return (z + 1 / z) / (sigma * ageMs);
}

/** The integral of the distribution function from 0 to `t`. */
function integral({ mu, sigma }: Duration, t: number): number {
  if (t <= 0) return 0;
  const z = (Math.log(t) - mu) / sigma;
  return t * normalCdf(z) - Math.exp(mu + (sigma * sigma) / 2) * normalCdf(z - sigma);
}

/** Hart's rational approximation as given by West (2005), good to 1e-15. */
function normalCdf(z: number): number {
  const x = Math.abs(z);
  if (x > 37) return z > 0 ? 1 : 0;
  const e = Math.exp((-x * x) / 2);
  const tail =
    x < 7.07106781186547
      ? (e * evaluate(upper, x)) / evaluate(lower, x)
      : e / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / 2.506628274631;
  return z > 0 ? 1 - tail : tail;
}

const upper = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const lower = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
];

function evaluate(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, c) => sum * x + c, 0);
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
