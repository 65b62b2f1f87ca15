/** Pixels of a picture file, turned as its Exif says. In the pictures' thread: it takes seconds, and much memory. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import decodeJpegData, { init as initJpeg } from '@jsquash/jpeg/decode.js';
import decodeWebpData, { init as initWebp } from '@jsquash/webp/decode.js';
import { decodePng, type Inflate } from '../../core/pictures/decodePng.ts';
import type { Raster } from '../../core/pictures/raster.ts';
import type { PictureWork } from './work.ts';

export const inflate: Inflate = (bytes, maxBytes) => inflateSync(bytes, { maxOutputLength: maxBytes });

/** As the codecs give them: always with alpha. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

function toRaster({ width, height, data }: Pixels): Raster {
  return {
    width,
    height,
    channels: 4,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

/** A codec out of the folder, that says nothing in the console of whoever runs it. */
const codec = async (folder: string, name: string, printErr: (line: string) => void) => ({
  wasmBinary: await readFile(path.join(folder, name)),
  noInitialRun: true,
  print: () => {},
  printErr,
});

/** What the codec says of a picture that it fills up with grey, and of one whose pixels are nonsense. */
const tornWarning = /premature end|bad huffman|invalid/i;

async function decodeJpeg({ content, codecs }: PictureWork): Promise<Raster> {
  const warnings: string[] = [];
  await initJpeg(await codec(codecs, 'mozjpeg_dec.wasm', line => void warnings.push(line)));
  const pixels: Pixels = await decodeJpegData(content.buffer, { preserveOrientation: true });
  const torn = warnings.find(line => tornWarning.test(line));
  if (torn !== undefined) throw new Error(`JPEG: ${torn}`);
  return toRaster(pixels);
}

async function decodeWebp({ content, codecs }: PictureWork): Promise<Raster> {
  await initWebp(await codec(codecs, 'webp_dec.wasm', () => {}));
  const pixels: Pixels = await decodeWebpData(content.buffer);
  return toRaster(pixels);
}

/** The pixels of `work.content`, which begins its buffer and fills it. Rejects where it is damaged. */
export async function decodePicture(work: PictureWork): Promise<Raster> {
  switch (work.ext) {
    case 'png':
      return decodePng(work.content, inflate);
    case 'jpg':
      return decodeJpeg(work);
    case 'webp':
      return decodeWebp(work);
  }
}
