/** The Ids port: time first, chance after. */
import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '../../core/ports.ts';

/** Ascending in ASCII, one case only (ids become file names, also where case does not count), no l, o, u, i. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeDigits = 10;
const chanceBytes = 10;

function encodeTime(ms: number): string {
  let text = '';
  for (let left = ms, i = 0; i < timeDigits; i++) {
    text = `${alphabet[left % 32]}${text}`;
    left = Math.floor(left / 32);
  }
  return text;
}

/**
 * Ids such as `01kaqw9x3e-0000-6e7f8g9h0j`: milliseconds, a counter within the millisecond, 50 random bits.
 * Ids of one maker sort in the order of making, also when the clock is set back; ids of two windows differ by chance.
 */
export function createRandomIds(
  clock: Pick<Clock, 'now'>,
  random: (bytes: number) => Uint8Array = randomBytes,
): Ids {
  let lastMs = 0;
  let count = 0;
  return {
    next() {
      const nowMs = Math.max(clock.now(), lastMs);
      count = nowMs === lastMs ? count + 1 : 0;
      lastMs = nowMs;
      const chance = Array.from(random(chanceBytes), byte => alphabet[byte % 32]).join('');
      return `${encodeTime(nowMs)}-${encodeTime(count).slice(-4)}-${chance}`;
    },
  };
}
