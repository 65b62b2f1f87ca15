/** The thread that reads pictures and writes them anew: one picture, then it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { deflateSync } from 'node:zlib';
import { colourProfile, withColourProfile } from '../../core/pictures/colourProfile.ts';
import { encodeJpeg } from '../../core/pictures/encodeJpeg.ts';
import { encodePng } from '../../core/pictures/encodePng.ts';
import { isOpaque, onWhite, type Raster } from '../../core/pictures/raster.ts';
import { fittingSize, scaleDown } from '../../core/pictures/scale.ts';
import { decodePicture, inflate } from './decodePicture.ts';
import type { MadePicture, PictureAnswer, PictureWork, WritableExt } from './work.ts';

/** Nobody else waits for this thread. */
const noPause = (): undefined => undefined;

const deflate = (bytes: Uint8Array): Uint8Array => deflateSync(bytes);

/** A side of a JPEG has two bytes. */
const maxJpegSide = 65_535;

async function encode(
  raster: Raster,
  ext: WritableExt,
  profile: Uint8Array | undefined,
): Promise<MadePicture> {
  const { width, height } = raster;
  if (ext === 'jpg' && Math.max(width, height) > maxJpegSide) throw new Error('too long a side for a JPEG');
  const plain = ext === 'png' ? await encodePng(raster, deflate, noPause) : await encodeJpeg(raster, noPause);
  const content = profile === undefined ? plain : withColourProfile(plain, ext, profile, deflate);
  return { content: new Uint8Array(content), ext, width, height };
}

/** Smaller and smaller, always from all of the pixels, until the file is small enough. */
async function reduce(
  raster: Raster,
  { maxBytes, maxSide }: { readonly maxBytes: number; readonly maxSide: number },
  profile: Uint8Array | undefined,
): Promise<MadePicture> {
  const ext = raster.channels === 3 ? 'jpg' : 'png';
  let side = Math.min(maxSide, Math.max(raster.width, raster.height));
  for (;;) {
    const made = await encode(scaleDown(raster, fittingSize(raster, side)), ext, profile);
    if (made.content.length <= maxBytes) return made;
    if (side === 1) throw new Error('does not become small enough');
    // Bytes go with the area; a little less, so that the next one fits.
    side = Math.max(1, Math.floor(side * Math.min(0.9, 0.95 * Math.sqrt(maxBytes / made.content.length))));
  }
}

async function made(work: PictureWork): Promise<MadePicture> {
  const profile = colourProfile(work.content, work.ext, inflate);
  const decoded = await decodePicture(work);
  // The codecs give all pictures an alpha: it takes room, and says nothing where nothing shines through.
  const raster = isOpaque(decoded) ? onWhite(decoded) : decoded;
  const { wish } = work;
  if (wish.type === 'reduce') return reduce(raster, wish, profile);
  return encode(wish.ext === 'jpg' ? onWhite(raster) : raster, wish.ext, profile);
}

async function answer(work: PictureWork): Promise<PictureAnswer> {
  try {
    return await made(work);
  } catch (e) {
    return { failure: e instanceof Error ? e.message : String((e as { message?: unknown }).message ?? e) };
  }
}

async function run(): Promise<void> {
  const result = await answer(workerData as PictureWork);
  parentPort?.postMessage(result, 'content' in result ? [result.content.buffer] : []);
}

void run();
