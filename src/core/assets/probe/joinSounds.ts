/** Puts recordings one behind the other, without coding them anew. Pure. */
import { stripMetadata } from '../metadata/strip.ts';
import { Bytes, joinBytes } from './bytes.ts';
import { firstFrame, readFrame } from './mp3Frame.ts';
import { vbrHeader } from './vbrHeader.ts';

/** One file of all parts; undefined where their format or their differences do not allow it. */
export function joinSounds(parts: readonly Uint8Array[], ext: string): Uint8Array | undefined {
  if (ext === 'mp3') return joinMp3(parts);
  return ext === 'wav' ? joinWav(parts) : undefined;
}

interface Piece {
  /** What must be the same in all parts. */
  readonly format: string;
  readonly sound: Uint8Array;
}

/** The sounds of all, where all are of one format. */
function soundsOf(
  parts: readonly Uint8Array[],
  read: (part: Uint8Array) => Piece | undefined,
): readonly Piece[] {
  const pieces = parts.map(read).filter(piece => piece !== undefined);
  const isOne = pieces.length === parts.length && new Set(pieces.map(({ format }) => format)).size === 1;
  return isOne ? pieces : [];
}

/** Frames alone: tags and counts of one part would be wrong for the whole. */
function joinMp3(parts: readonly Uint8Array[]): Uint8Array | undefined {
  const pieces = soundsOf(parts, part => {
    const body = stripMetadata(part, 'mp3');
    const bytes = body && new Bytes(body);
    const start = bytes && firstFrame(bytes);
    const frame = bytes === undefined || start === undefined ? undefined : readFrame(bytes, start);
    if (body === undefined || start === undefined || frame === undefined) return undefined;
    const { samplesPerSecond, isMono, isInfo, length } = frame;
    return { format: `${samplesPerSecond} ${isMono}`, sound: body.subarray(isInfo ? start + length : start) };
  });
  if (pieces.length === 0) return undefined;
  const sound = joinBytes(pieces.map(piece => piece.sound));
  const header = vbrHeader(sound);
  return header === undefined ? sound : joinBytes([header, sound]);
}

const headerLength = 12;

function joinWav(parts: readonly Uint8Array[]): Uint8Array | undefined {
  let format: Uint8Array | undefined;
  const pieces = soundsOf(parts, part => {
    const [fmt, data] = [chunkOf(part, 'fmt '), chunkOf(part, 'data')];
    if (fmt === undefined || data === undefined) return undefined;
    format = fmt;
    return { format: fmt.join(), sound: data };
  });
  if (format === undefined || pieces.length === 0) return undefined;
  const sound = joinBytes(pieces.map(piece => piece.sound));
  if (sound.length === 0) return undefined;
  const body = joinBytes([text('WAVE'), chunk('fmt ', format), chunk('data', sound)]);
  return chunk('RIFF', body);
}

/**
 * The content of the first chunk of that name; a length that was left open ends with the file. Programs that stream
 * leave it open as the largest number, or as 0.
 */
function chunkOf(file: Uint8Array, name: string): Uint8Array | undefined {
  const bytes = new Bytes(file);
  if (!bytes.is(0, 'RIFF')) return undefined;
  for (let at = headerLength; at + 8 <= file.length; ) {
    const length = bytes.u32(at + 4, true);
    if (bytes.is(at, name)) {
      const isOpen = length === 0 && !endsInChunks(bytes, at + 8);
      return file.subarray(at + 8, isOpen ? file.length : at + 8 + length);
    }
    at += 8 + length + (length % 2);
  }
  return undefined;
}

/** Whether what follows is chunks up to the end of the file. */
function endsInChunks(bytes: Bytes, start: number): boolean {
  let at = start;
  while (at + 8 <= bytes.length) {
    const length = bytes.u32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  return at === bytes.length;
}

const text = (name: string): Uint8Array => new TextEncoder().encode(name);

function chunk(name: string, body: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, body.length, true);
  return joinBytes([text(name), length, body, new Uint8Array(body.length % 2)]);
}
