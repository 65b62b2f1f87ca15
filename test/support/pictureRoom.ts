/** The pictures' thread from its source, with the codecs out of their packages, where no bundle has been made. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { PictureRoom } from '../../src/host/pictures/rewritePicture.ts';
import { root } from './repository.ts';
import { tempFolder } from './tempFolder.ts';

const codecs = ['jpeg/codec/dec/mozjpeg_dec.wasm', 'webp/codec/dec/webp_dec.wasm'];

export function pictureRoom(t: TestContext): PictureRoom {
  const folder = tempFolder(t);
  for (const codec of codecs)
    copyFileSync(path.join(root, 'node_modules/@jsquash', codec), path.join(folder, path.basename(codec)));
  return { script: path.join(root, 'src/host/pictures/pictureWorker.ts'), codecs: folder };
}
