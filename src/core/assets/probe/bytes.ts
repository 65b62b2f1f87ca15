/** Reading numbers and marks out of the head of a file; everything beyond the end reads as undefined, never throws. */
export class Bytes {
  readonly #data: Uint8Array;
  readonly #view: DataView;

  constructor(data: Uint8Array) {
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  get length(): number {
    return this.#data.length;
  }

  u8(at: number): number {
    return this.#has(at, 1) ? this.#view.getUint8(at) : Number.NaN;
  }

  u16(at: number, isLittle = false): number {
    return this.#has(at, 2) ? this.#view.getUint16(at, isLittle) : Number.NaN;
  }

  u24(at: number, isLittle = false): number {
    return isLittle
      ? this.u8(at) + this.u8(at + 1) * 0x100 + this.u8(at + 2) * 0x10000
      : this.u8(at) * 0x10000 + this.u8(at + 1) * 0x100 + this.u8(at + 2);
  }

  u32(at: number, isLittle = false): number {
    return this.#has(at, 4) ? this.#view.getUint32(at, isLittle) : Number.NaN;
  }

  /** Exact up to 2^53. */
  u64(at: number): number {
    return this.u32(at) * 0x1_0000_0000 + this.u32(at + 4);
  }

  ascii(at: number, length: number): string {
    return String.fromCharCode(...this.#data.subarray(at, at + length));
  }

  is(at: number, mark: string): boolean {
    return this.ascii(at, mark.length) === mark;
  }

  slice(from: number, to: number): Bytes {
    return new Bytes(this.#data.subarray(from, to));
  }

  #has(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.#data.length;
  }
}

/** The parts as one piece. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
