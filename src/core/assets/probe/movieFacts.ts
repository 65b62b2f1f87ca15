/**
 * Length and size of MP4 and MOV files while they stream by. Many encoders write the index (`moov`) behind the data,
 * so the head alone would say nothing; this walks over the boxes, keeps `moov` and forgets the rest.
 */
import { boxes, boxHead, findBox } from './boxes.ts';
import { Bytes, joinBytes } from './bytes.ts';

export interface MovieFacts {
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
}

/** An index larger than this is not kept: that of an hour of video has a few MiB. */
const maxIndexBytes = 8 * 1024 * 1024;
/** Long enough for every box head. */
const headBytes = 16;

export class MovieReader {
  /** Bytes of a box head, or of `moov`, gathered so far. */
  #kept: Uint8Array[] = [];
  #keptLength = 0;
  /** What is gathered at present: a box's head, the index, or nothing while a box goes by. */
  #phase: 'head' | 'index' | 'pass' | 'broken' = 'head';
  /** Bytes until the phase ends. */
  #left = headBytes;
  #boxCount = 0;
  #facts: MovieFacts = {};

  get facts(): MovieFacts {
    return this.#facts;
  }

  /** Whether the file ends where a box ends; a file cut off in the middle does not. */
  get isWhole(): boolean {
    if (this.#boxCount === 0 || this.#phase === 'broken') return true;
    return this.#phase === 'head' ? this.#keptLength === 0 : this.#left === Number.POSITIVE_INFINITY;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#phase !== 'broken'; ) {
      const length = Math.min(chunk.length - at, this.#left);
      if (this.#phase !== 'pass') this.#keep(chunk.subarray(at, at + length));
      this.#left -= length;
      at += length;
      if (this.#left === 0) this.#next();
      else if (this.#phase === 'head' && this.#isShortHead()) this.#next();
    }
  }

  #keep(part: Uint8Array): void {
    // A copy: the piece is its sender's, who may use the memory again. `slice` of a Buffer would share it.
    this.#kept.push(new Uint8Array(part));
    this.#keptLength += part.length;
  }

  #next(): void {
    const data = new Bytes(joinBytes(this.#kept));
    if (this.#phase === 'head') this.#begin(data);
    else {
      if (this.#phase === 'index') this.#facts = readIndex(data);
      this.#expectHead();
    }
  }

  /** A box of exactly eight bytes at the very end never fills the sixteen that are waited for. */
  #isShortHead(): boolean {
    if (this.#keptLength < 8) return false;
    const size = new Bytes(joinBytes(this.#kept)).u32(0);
    return size >= 8 && size <= this.#keptLength;
  }

  #begin(data: Bytes): void {
    const box = boxHead(data, 0);
    if (box === undefined || (this.#boxCount === 0 && !/^[\w ]{4}$/.test(box.type))) {
      this.#phase = 'broken';
      this.#kept = [];
      return;
    }
    this.#boxCount++;
    const rest = joinBytes(this.#kept);
    this.#kept = [];
    this.#keptLength = 0;
    const bodyLength = box.size === 0 ? Number.POSITIVE_INFINITY : box.size - box.headLength;
    this.#phase = box.type === 'moov' && bodyLength <= maxIndexBytes ? 'index' : 'pass';
    this.#left = bodyLength;
    if (bodyLength === 0) this.#expectHead();
    this.push(rest.subarray(box.headLength));
  }

  #expectHead(): void {
    this.#kept = [];
    this.#keptLength = 0;
    this.#phase = 'head';
    this.#left = headBytes;
  }
}

function readIndex(moov: Bytes): MovieFacts {
  const durationMs = movieLength(findBox(moov, ['mvhd']));
  const size = [...boxes(moov)]
    .filter(box => box.type === 'trak')
    .map(box => trackSize(findBox(box.body, ['tkhd'])))
    .find(found => found !== undefined);
  return { ...size, ...(durationMs === undefined ? {} : { durationMs }) };
}

function movieLength(mvhd: Bytes | undefined): number | undefined {
  if (mvhd === undefined) return undefined;
  const isLong = mvhd.u8(0) === 1;
  const scale = mvhd.u32(isLong ? 20 : 12);
  const length = isLong ? mvhd.u64(24) : mvhd.u32(16);
  const ms = Math.round((length / scale) * 1000);
  // All ones mean "unknown" (ISO 14496-12, 8.2.2.3).
  return Number.isFinite(ms) && ms > 0 && length !== 0xffff_ffff && length < 2 ** 53 ? ms : undefined;
}

/** The size as shown, in 16.16 fixed point; sound tracks have none. A quarter turn in the matrix swaps the sides. */
function trackSize(tkhd: Bytes | undefined): { width: number; height: number } | undefined {
  if (tkhd === undefined) return undefined;
  const matrix = tkhd.u8(0) === 1 ? 52 : 40;
  const [width, height] = [tkhd.u16(matrix + 36), tkhd.u16(matrix + 40)];
  if (!(width > 0 && height > 0)) return undefined;
  const isTurned = tkhd.u32(matrix) === 0 && tkhd.u32(matrix + 4) !== 0;
  return isTurned ? { width: height, height: width } : { width, height };
}
