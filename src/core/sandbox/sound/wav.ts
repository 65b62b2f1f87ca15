/** A WAV file (RIFF, PCM, mono, 16 bit) of `samples` from -1 to 1. */
export function encodeWav(samples: Float32Array, sampleRate: number): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  };
  write(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (let i = 0; i < samples.length; i++)
    view.setInt16(44 + i * 2, Math.round(Math.min(Math.max(samples[i] as number, -1), 1) * 32767), true);
  return bytes;
}

/** One voice's sound: partials as [multiple of the pitch, loudness], and how it begins and dies away. */
export interface Timbre {
  readonly partials: readonly (readonly [multiple: number, gain: number])[];
  /** Seconds. */
  readonly attack: number;
  /** Seconds until a third is left; longer notes keep fading. */
  readonly decay: number;
}

export interface Note {
  /** Seconds. */
  readonly start: number;
  readonly length: number;
  /** Hertz. */
  readonly pitch: number;
  readonly gain: number;
}

/** Adds `note` to `out`; what would lie beyond its end is left out. */
export function addNote(out: Float32Array, sampleRate: number, note: Note, timbre: Timbre): void {
  const from = Math.round(note.start * sampleRate);
  const release = 0.04;
  const end = note.length + release;
  const count = Math.min(Math.round(end * sampleRate), out.length - from);
  const fading = Math.exp(-1 / (timbre.decay * sampleRate));
  for (const [multiple, gain] of timbre.partials) {
    const turn = (2 * Math.PI * note.pitch * multiple) / sampleRate;
    if (turn > Math.PI * 0.9) continue;
    // sin((n+1)t) = 2·cos t·sin(nt) − sin((n−1)t): no call a sample.
    const twice = 2 * Math.cos(turn);
    let before = -Math.sin(turn);
    let now = 0;
    let level = gain * note.gain;
    for (let i = 0; i < count; i++) {
      const t = i / sampleRate;
      const edge = Math.min(1, t / timbre.attack, (end - t) / release);
      out[from + i] = (out[from + i] as number) + now * level * edge;
      level *= fading;
      const next = twice * now - before;
      before = now;
      now = next;
    }
  }
}
