import type { Pause } from '../../pause.ts';
import { createSeeded, type Seeded } from '../seeded.ts';
import { addNote, encodeWav, type Timbre } from './wav.ts';

const sampleRate = 22_050;
const major = [0, 2, 4, 5, 7, 9, 11];
const minor = [0, 2, 3, 5, 7, 8, 10];
/** Steps of the scale on which the four bars' chords stand. */
const progressions: readonly (readonly number[])[] = [
  [0, 4, 5, 3],
  [0, 5, 3, 4],
  [5, 3, 0, 4],
  [0, 3, 1, 4],
];
/** Where in a bar of eight the melody strikes. */
const rhythms = ['x..x..x.', 'x.x.x.xx', 'x..xx.x.', 'x.xx.x.x', 'x...x.x.'];

const bell: Timbre = {
  partials: [
    [1, 1],
    [2, 0.35],
    [3, 0.12],
    [4.01, 0.06],
  ],
  attack: 0.006,
  decay: 0.32,
};
const pad: Timbre = {
  partials: [
    [1, 1],
    [1.004, 0.8],
    [2, 0.2],
    [3, 0.08],
  ],
  attack: 0.25,
  decay: 4,
};
const bass: Timbre = {
  partials: [
    [1, 1],
    [2, 0.4],
    [3, 0.15],
  ],
  attack: 0.01,
  decay: 0.5,
};

interface Song {
  readonly out: Float32Array;
  readonly chance: Seeded;
  readonly scale: readonly number[];
  /** Hertz of the scale's first step. */
  readonly root: number;
  /** Seconds of an eighth. */
  readonly beat: number;
  readonly chords: readonly number[];
}

const pitchOf = (song: Song, step: number): number => {
  const octave = Math.floor(step / 7);
  return song.root * 2 ** (octave + (song.scale[step - octave * 7] as number) / 12);
};

function playDrums(song: Song, start: number, step: number): void {
  const { out, beat, chance } = song;
  const from = Math.round(start * sampleRate);
  const isKick = step === 0 || step === 4;
  const length = Math.min(Math.round(Math.min(beat, 0.2) * sampleRate), out.length - from);
  let phase = 0;
  for (let i = 0; i < length; i++) {
    const t = i / sampleRate;
    const hat = (chance.next() * 2 - 1) * Math.exp(-t * 70) * (step % 2 === 0 ? 0.035 : 0.06);
    phase += (2 * Math.PI * (48 + 110 * Math.exp(-t * 38))) / sampleRate;
    const kick = isKick ? Math.sin(phase) * Math.exp(-t * 16) * 0.42 : 0;
    const snare = step === 2 || step === 6 ? (chance.next() * 2 - 1) * Math.exp(-t * 26) * 0.09 : 0;
    out[from + i] = (out[from + i] as number) + hat + kick + snare;
  }
}

async function playBar(song: Song, bar: number, pause: Pause): Promise<void> {
  const { out, chance, beat } = song;
  const chord = song.chords[bar] as number;
  const start = bar * 8 * beat;
  for (const third of [0, 2, 4])
    addNote(
      out,
      sampleRate,
      { start, length: beat * 8, pitch: pitchOf(song, chord + third), gain: 0.05 },
      pad,
    );
  await pause();
  const rhythm = chance.pick(rhythms);
  let step = chord + 7 + chance.pick([0, 2, 4]);
  for (let eighth = 0; eighth < 8; eighth++) {
    const at = start + eighth * beat;
    playDrums(song, at, eighth);
    if (eighth % 4 === 0 || eighth === 6)
      addNote(
        out,
        sampleRate,
        { start: at, length: beat * 1.8, pitch: pitchOf(song, chord - 7), gain: 0.2 },
        bass,
      );
    if (rhythm[eighth] === 'x') {
      // On the bar's halves the melody rests on the chord, between them it walks.
      const walk = step + chance.pick([-2, -1, -1, 1, 1, 2]);
      step = eighth % 4 === 0 ? chord + 7 + chance.pick([0, 2, 4]) : Math.min(Math.max(walk, 5), 17);
      addNote(
        out,
        sampleRate,
        { start: at, length: beat * 2.5, pitch: pitchOf(song, step), gain: 0.17 },
        bell,
      );
    }
    await pause();
  }
}

/** An echo of three eighths, and a fade at the end. */
function finish(song: Song): void {
  const { out } = song;
  const delay = Math.round(song.beat * 3 * sampleRate);
  for (let i = delay; i < out.length; i++) out[i] = (out[i] as number) + (out[i - delay] as number) * 0.22;
  const tail = Math.round(0.7 * sampleRate);
  for (let i = 0; i < tail; i++) {
    const at = out.length - 1 - i;
    out[at] = (out[at] as number) * (i / tail);
  }
}

/** A WAV of about eight seconds: melody, chords, bass and soft drums, the same for the same seed. */
export async function playTune(seed: number, pause: Pause): Promise<Uint8Array> {
  const chance = createSeeded(seed);
  const beat = 60 / chance.between(104, 128) / 2;
  const song: Song = {
    out: new Float32Array(Math.round((beat * 32 + 0.4) * sampleRate)),
    chance,
    scale: chance.pick([major, minor]),
    root: 220 * 2 ** (Math.floor(chance.between(-5, 5)) / 12),
    beat,
    chords: chance.pick(progressions),
  };
  for (let bar = 0; bar < 4; bar++) await playBar(song, bar, pause);
  finish(song);
  await pause();
  return encodeWav(song.out, sampleRate);
}
