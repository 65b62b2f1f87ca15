/** Pixels, and what can be done with their transparency. */

/** Pixels, 8 bits a channel, row by row; three channels, or four with alpha (not premultiplied). */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

/** Whether nothing shines through: alpha, where there is one, is full everywhere. */
export function isOpaque({ channels, data }: Raster): boolean {
  if (channels === 3) return true;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

/** The same on a white ground, as viewers show it that know no alpha. An opaque one is the same pixels. */
export function onWhite(raster: Raster): Raster {
  const { width, height, channels, data } = raster;
  if (channels === 3) return raster;
  const flat = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    const alpha = data[from + 3] as number;
    const white = 255 * (255 - alpha);
    for (let c = 0; c < 3; c++) flat[to++] = Math.round(((data[from + c] as number) * alpha + white) / 255);
  }
  return { width, height, channels: 3, data: flat };
}
