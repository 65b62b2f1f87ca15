/** Pictures, sound and film for cards, painted and played by the sandbox. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { encodePng } from '../../../src/core/pictures/encodePng.ts';
import { type PictureStyle, paintPicture } from '../../../src/core/sandbox/paint/paintPicture.ts';
import { speak } from '../../../src/core/sandbox/sound/speak.ts';
import { root } from '../repository.ts';

export interface MediaFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const noPause = async (): Promise<void> => undefined;
const deflateAsync = promisify(deflate);

async function picture(
  words: string,
  size: readonly [number, number],
  style: PictureStyle,
): Promise<MediaFile> {
  const [width, height] = size;
  const raster = await paintPicture({ words, seed: words.length, width, height, style }, noPause);
  const bytes = await encodePng(raster, async data => deflateAsync(data), noPause);
  return { type: 'image/png', bytes };
}

/** By path below `/media/`. */
export async function studioMedia(): Promise<ReadonlyMap<string, MediaFile>> {
  const lines = [{ syllables: 6, voice: 1 }];
  return new Map<string, MediaFile>([
    ['wide.png', await picture('Lighthouse', [400, 225], 'scene')],
    ['square.png', await picture('Paper plane', [240, 240], 'scene')],
    ['tall.png', await picture('Mug', [180, 320], 'scene')],
    ['cutout.png', await picture('Portrait', [220, 260], 'cutout')],
    [
      'film.mp4',
      { type: 'video/mp4', bytes: await readFile(path.join(root, 'media/sandbox/landscape.mp4')) },
    ],
    ['voice.wav', { type: 'audio/wav', bytes: await speak(lines, 7, noPause) }],
  ]);
}
