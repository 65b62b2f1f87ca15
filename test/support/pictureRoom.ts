/** The pictures' thread from its source, with the codecs out of their packages, where no bundle has been made. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type PictureRoom, pictureRoomOf } from '../../src/host/pictures/rewritePicture.ts';
import { root } from './repository.ts';
import { tempFolder } from './tempFolder.ts';

const codecs = ['jpeg/codec/dec/mozjpeg_dec.wasm', 'webp/codec/dec/webp_dec.wasm'];

/** Path of an extension whose `dist` can do nothing but pictures. */
export function extensionWithPictures(t: TestContext): string {
  const extension = tempFolder(t);
  const dist = path.join(extension, 'dist');
  mkdirSync(dist);
  for (const codec of codecs)
    copyFileSync(path.join(root, 'node_modules/@jsquash', codec), path.join(dist, path.basename(codec)));
  const source = pathToFileURL(path.join(root, 'src/host/pictures/pictureWorker.ts')).href;
  writeFileSync(path.join(dist, 'pictureWorker.js'), `import(${JSON.stringify(source)});`);
  return extension;
}

export const pictureRoom = (t: TestContext): PictureRoom => pictureRoomOf(extensionWithPictures(t));
