import { joinBytes } from '../assets/probe/bytes.ts';
import { crc32 } from '../crc32.ts';
import type { Pause } from '../pause.ts';
import type { Raster } from './raster.ts';

/** zlib's format (RFC 1950), made by the host. */
export type Deflate = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

async function crcOf(bytes: Uint8Array, pause: Pause): Promise<number> {
  let crc = 0;
  for (let from = 0; from < bytes.length; from += 65536) {
    crc = crc32(bytes.subarray(from, from + 65536), crc);
    await pause();
  }
  return crc;
}

async function chunk(type: string, body: Uint8Array, pause: Pause): Promise<Uint8Array> {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(body, 8);
  view.setUint32(body.length + 8, await crcOf(bytes.subarray(4, body.length + 8), pause));
  return bytes;
}

/** Each row as differences to the pixel on the left: soft pictures then shrink to a fraction. */
async function filterRows(raster: Raster, pause: Pause): Promise<Uint8Array> {
  const { data, channels, height } = raster;
  const stride = raster.width * channels;
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const from = y * stride;
    const to = y * (stride + 1);
    rows[to] = 1;
    for (let i = 0; i < stride; i++)
      rows[to + 1 + i] =
        (data[from + i] as number) - (i < channels ? 0 : (data[from + i - channels] as number));
    await pause();
  }
  return rows;
}

/** A PNG file of `raster`. */
export async function encodePng(raster: Raster, deflate: Deflate, pause: Pause): Promise<Uint8Array> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, raster.width);
  view.setUint32(4, raster.height);
  header.set([8, raster.channels === 4 ? 6 : 2], 8);
  const pixels = await deflate(await filterRows(raster, pause));
  await pause();
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    await chunk('IHDR', header, pause),
    await chunk('IDAT', pixels, pause),
    await chunk('IEND', new Uint8Array(0), pause),
  ];
  return joinBytes(parts);
}
