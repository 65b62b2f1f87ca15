/** What a file says about itself, gathered while it goes by: size, length, and whether its end is there. */
import { Bytes, joinBytes } from './bytes.ts';
import { MovieReader } from './movieFacts.ts';
import { pictureSize } from './pictureSize.ts';
import { soundLengthMs } from './soundLength.ts';

export interface MediaFacts {
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
}

/** As much of the head is kept: large Exif and colour profiles stand before a JPEG's size. */
const maxHeadBytes = 512 * 1024;
const tailBytes = 64;

export class MediaProbe {
  readonly #ext: string;
  readonly #movie: MovieReader | undefined;
  readonly #head: Uint8Array[] = [];
  #headLength = 0;
  #tail: Uint8Array = new Uint8Array(0);
  #total = 0;

  /** `ext` is the content's own extension, as in `mediaTypes.ts`. */
  constructor(ext: string) {
    this.#ext = ext;
    this.#movie = ext === 'mp4' || ext === 'mov' || ext === 'm4a' ? new MovieReader() : undefined;
  }

  push(chunk: Uint8Array): void {
    this.#total += chunk.length;
    this.#movie?.push(chunk);
    if (this.#headLength < maxHeadBytes) {
      // A copy, as in `MovieReader`.
      const part = new Uint8Array(chunk.subarray(0, maxHeadBytes - this.#headLength));
      this.#head.push(part);
      this.#headLength += part.length;
    }
    const last = chunk.subarray(-tailBytes);
    const before = this.#tail.subarray(Math.max(0, this.#tail.length + last.length - tailBytes));
    this.#tail = joinBytes([before, last]);
  }

  facts(): MediaFacts {
    if (this.#movie !== undefined) return this.#movie.facts;
    const head = this.#joinedHead();
    const durationMs = soundLengthMs(this.#ext, head, this.#total);
    return { ...pictureSize(this.#ext, head), ...(durationMs === undefined ? {} : { durationMs }) };
  }

  /**
   * False when the format's own structure shows that the end is missing. True is no proof: MP3 and the like have no
   * end mark. For bodies whose transport says nothing about their length, which end alike when cut and when whole.
   */
  isWhole(): boolean {
    if (this.#movie !== undefined) return this.#movie.isWhole;
    const tail = String.fromCharCode(...this.#tail);
    if (this.#ext === 'png') return tail.includes('IEND');
    if (this.#ext === 'jpg') return tail.includes('\u00ff\u00d9');
    if (this.#ext === 'gif') return tail.replace(/\0+$/, '').endsWith(';');
    return this.#ext === 'webp' || this.#ext === 'wav' ? this.#isRiffWhole() : true;
  }

  /** Streaming encoders leave 0 or all ones where the length belongs. */
  #isRiffWhole(): boolean {
    const size = this.#joinedHead().u32(4, true);
    return size === 0 || size === 0xffff_ffff || this.#total >= size + 8;
  }

  #joinedHead(): Bytes {
    return new Bytes(joinBytes(this.#head));
  }
}
