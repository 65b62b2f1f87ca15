/** Addresses of files in the sandbox, which reads none: what it makes of them has their names and their shapes. */
import type * as vscode from 'vscode';
import { mediaTypeOf } from '../../core/assets/mediaTypes.ts';
import { Bytes } from '../../core/assets/probe/bytes.ts';
import { pictureSize } from '../../core/assets/probe/pictureSize.ts';
import { nameOf } from '../fileFacts.ts';
import { readInput } from './readInput.ts';

const inputs = 'https://sandbox.invalid/inputs/';

/** Nothing is sent, so larger ones do no harm; but they are held in memory. */
const maxMegabytes = 200;

/** Refuses what the service could not take, either: InputFileError. */
export async function sandboxAddress(file: vscode.Uri): Promise<string> {
  const { content, mime } = await readInput(file, maxMegabytes);
  const size = mime.startsWith('image/')
    ? pictureSize(mediaTypeOf(mime)?.ext ?? '', new Bytes(content))
    : undefined;
  const shape = size === undefined ? '' : `?size=${size.width}x${size.height}`;
  return `${inputs}${encodeURIComponent(nameOf(file))}${shape}`;
}
