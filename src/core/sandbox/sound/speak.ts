import type { Pause } from '../../pause.ts';
import { createSeeded, mix } from '../seeded.ts';
import { addNote, encodeWav } from './wav.ts';

const sampleRate = 16_000;
const longestSeconds = 30;

/** One line of a dialogue, as far as the sandbox remembers it: a byte each. */
export interface SpokenLine {
  /** 1 to 255. */
  readonly syllables: number;
  /** Any byte; the same voice has the same. */
  readonly voice: number;
}

/** First and second formant of five vowels, hertz. */
const vowels: readonly (readonly [number, number])[] = [
  [730, 1200],
  [530, 1800],
  [300, 2200],
  [500, 900],
  [330, 800],
];

const near = (pitch: number, formant: number): number => Math.exp(-(((pitch - formant) / 190) ** 2));

/** How many syllables `text` has, roughly: groups of vowels, or a sign each where a script has none. */
export function countSyllables(text: string): number {
  const spoken = text.replace(/\[[^\]]*\]/g, '').normalize('NFD');
  const groups = spoken.match(/[aeiouyæøœ]\p{M}*([aeiouyæøœ]\p{M}*)*/giu)?.length ?? 0;
  const others = spoken.match(/[^\p{Script=Latin}\p{M}\s\p{P}\p{N}\p{S}]|\p{N}/gu)?.length ?? 0;
  return Math.min(Math.max(groups + others, 1), 255);
}

/** A WAV in which each line is as many sung syllables as it has, a pitch a voice, with pauses between the lines. */
export async function speak(lines: readonly SpokenLine[], seed: number, pause: Pause): Promise<Uint8Array> {
  const chance = createSeeded(seed);
  const out = new Float32Array(longestSeconds * sampleRate);
  let at = 0.15;
  for (const line of lines) {
    const base = 105 * 2 ** ((mix(line.voice * 7919) % 13) / 10);
    for (let i = 0; i < line.syllables && at < longestSeconds - 1; i++) {
      const length = chance.between(0.1, 0.17);
      const lift = 1 + 0.12 * Math.sin((i / line.syllables) * Math.PI) + chance.between(-0.05, 0.05);
      const pitch = base * lift * (i === line.syllables - 1 ? 0.86 : 1);
      const [first, second] = chance.pick(vowels);
      const partials = Array.from({ length: 14 }, (_, k) => {
        const hertz = pitch * (k + 1);
        return [k + 1, (near(hertz, first) + 0.5 * near(hertz, second) + 0.05) / (1 + k * 0.12)] as const;
      });
      addNote(
        out,
        sampleRate,
        { start: at, length, pitch, gain: 0.24 },
        { partials, attack: 0.025, decay: 0.4 },
      );
      at += length + (chance.next() < 0.3 ? chance.between(0.08, 0.14) : 0.02);
      await pause();
    }
    at += 0.45;
  }
  return encodeWav(out.subarray(0, Math.round((at - 0.2) * sampleRate)), sampleRate);
}
