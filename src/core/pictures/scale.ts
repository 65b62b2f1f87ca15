/** Makes pictures smaller: each pixel is the mean of all that lie under it. */
import type { PictureSize } from '../assets/probe/pictureSize.ts';
import type { Raster } from './raster.ts';

/** `size` with the same proportions and no side above `maxSide`; never larger than it was. */
export function fittingSize({ width, height }: PictureSize, maxSide: number): PictureSize {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const scaled = (side: number): number => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** Where each of `from` places falls among `to` places, `to` at most `from`: on one, or on two neighbours. */
interface Shares {
  readonly first: Uint32Array;
  /** Of a place in the result, how much falls on `first`, and on the one behind it. */
  readonly onFirst: Float32Array;
  readonly onNext: Float32Array;
}

function makeShares(from: number, to: number): Shares {
  const scale = to / from;
  const first = new Uint32Array(from);
  const onFirst = new Float32Array(from);
  const onNext = new Float32Array(from);
  for (let at = 0; at < from; at++) {
    const left = at * scale;
    const cell = Math.min(to - 1, Math.floor(left));
    first[at] = cell;
    const over = cell === to - 1 ? 0 : Math.max(0, left + scale - (cell + 1));
    onFirst[at] = scale - over;
    onNext[at] = over;
  }
  return { first, onFirst, onNext };
}

/**
 * Light adds up, its codes do not: sRGB is close to a square root of it, near enough for a mean, and quick. Means of
 * codes would darken fine bright lines.
 */
const light = Float32Array.from({ length: 256 }, (_, code) => (code / 255) ** 2);

const codeOf = (sum: number): number => Math.round(Math.sqrt(Math.max(0, sum)) * 255);

/** One row of `raster` made `row.length / 4` wide: light weighted by alpha, then alpha. */
function narrowRow(raster: Raster, y: number, { first, onFirst, onNext }: Shares, row: Float32Array): void {
  const { width, channels, data } = raster;
  row.fill(0);
  let from = y * width * channels;
  for (let x = 0; x < width; x++, from += channels) {
    const alpha = channels === 4 ? (data[from + 3] as number) / 255 : 1;
    const to = (first[x] as number) * 4;
    const [here, next] = [(onFirst[x] as number) * alpha, (onNext[x] as number) * alpha];
    for (let c = 0; c < 4; c++) {
      const value = c === 3 ? 1 : (light[data[from + c] as number] as number);
      row[to + c] = (row[to + c] as number) + value * here;
      if (next > 0) row[to + 4 + c] = (row[to + 4 + c] as number) + value * next;
    }
  }
}

function writeRow(sums: Float32Array, into: Raster, y: number): void {
  const { width, channels, data } = into;
  let to = y * width * channels;
  for (let x = 0; x < width; x++) {
    const alpha = sums[x * 4 + 3] as number;
    for (let c = 0; c < 3; c++) data[to++] = alpha > 0 ? codeOf((sums[x * 4 + c] as number) / alpha) : 0;
    if (channels === 4) data[to++] = Math.round(Math.min(1, alpha) * 255);
  }
}

/** `raster` at `size`, which is in no direction larger than it. The same object where nothing changes. */
export function scaleDown(raster: Raster, { width, height }: PictureSize): Raster {
  if (width === raster.width && height === raster.height) return raster;
  const { channels } = raster;
  const scaled: Raster = { width, height, channels, data: new Uint8Array(width * height * channels) };
  const across = makeShares(raster.width, width);
  const down = makeShares(raster.height, height);
  const row = new Float32Array(width * 4);
  // A row from above ends in one row of the result and may begin the next.
  let sums = new Float32Array(width * 4);
  let nextSums = new Float32Array(width * 4);
  for (let y = 0; y < raster.height; y++) {
    narrowRow(raster, y, across, row);
    const [here, next] = [down.onFirst[y] as number, down.onNext[y] as number];
    for (let i = 0; i < row.length; i++) {
      sums[i] = (sums[i] as number) + (row[i] as number) * here;
      if (next > 0) nextSums[i] = (nextSums[i] as number) + (row[i] as number) * next;
    }
    if (down.first[y + 1] === down.first[y]) continue;
    writeRow(sums, scaled, down.first[y] as number);
    [sums, nextSums] = [nextSums, sums];
    nextSums.fill(0);
  }
  return scaled;
}
