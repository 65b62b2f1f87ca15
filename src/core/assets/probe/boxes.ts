/** The boxes of ISO base media files (MP4, MOV, M4A, AVIF): a length, a four-letter type, a body. */
import type { Bytes } from './bytes.ts';

export interface Box {
  readonly type: string;
  readonly body: Bytes;
}

/** A box's head at `at`; undefined where it is cut off or makes no sense. `size` 0 means "to the end of the file". */
export function boxHead(
  data: Bytes,
  at: number,
): { type: string; headLength: number; size: number } | undefined {
  const short = data.u32(at);
  const headLength = short === 1 ? 16 : 8;
  const size = short === 1 ? data.u64(at + 8) : short;
  if (Number.isNaN(size) || at + headLength > data.length) return undefined;
  return size !== 0 && size < headLength ? undefined : { type: data.ascii(at + 4, 4), headLength, size };
}

/** The boxes that lie side by side in `data`; the last may be cut off. */
export function* boxes(data: Bytes): Generator<Box> {
  for (let at = 0, count = 0; count < 1000; count++) {
    const head = boxHead(data, at);
    if (head === undefined) return;
    const end = head.size === 0 ? data.length : Math.min(data.length, at + head.size);
    yield { type: head.type, body: data.slice(at + head.headLength, end) };
    at = end;
  }
}

/** The body of the first box on `path`. */
export function findBox(data: Bytes, path: readonly string[]): Bytes | undefined {
  let at: Bytes | undefined = data;
  for (const type of path) {
    at = at === undefined ? undefined : firstBox(at, type);
  }
  return at;
}

function firstBox(data: Bytes, type: string): Bytes | undefined {
  for (const box of boxes(data)) if (box.type === type) return box.body;
  return undefined;
}
