/** A picture that is too large to be an input, as a smaller copy in memory, where the person wants that. */
import * as vscode from 'vscode';
import { InputFileError, isError } from '../../core/errors.ts';
import { isAnimated } from '../../core/pictures/animated.ts';
import { nameOf } from '../fileFacts.ts';
import { isReadable, type PictureRoom, rewritePicture } from '../pictures/rewritePicture.ts';
import type { MadePicture } from '../pictures/work.ts';
import { showMessage, withProgress } from '../present.ts';
import { mediaNameOf, readInput, sha256Of } from './readInput.ts';
import type { LocalInput, Reduction } from './types.ts';

/** Largest file that is read to make a copy of it, MB. */
const maxReadMegabytes = 200;

/** Films are not read only to see that they are none. */
const pictureName = /\.(a?png|jpe?g|jfif|webp|gif)$/i;

/** Longer sides than models look at. */
const maxSide = 4096;

export interface SmallerCopyParts {
  readonly room: PictureRoom;
  /** What an input may have, MB. */
  readonly maxMegabytes: number;
  readonly reduction: Reduction;
}

/** The ending is that of the content already. */
const extOf = ({ name }: LocalInput): string => name.slice(name.lastIndexOf('.') + 1);

function copyOf(file: LocalInput, { content, ext, width, height }: MadePicture): LocalInput {
  return {
    uri: file.uri,
    name: mediaNameOf(file.name, ext),
    content,
    mime: ext === 'jpg' ? 'image/jpeg' : 'image/png',
    sha256: sha256Of(content),
    reduced: { width, height, bytes: content.length },
  };
}

async function reduced(
  uri: vscode.Uri,
  { room, maxMegabytes }: SmallerCopyParts,
  signal: AbortSignal,
): Promise<{ readonly copy: LocalInput; readonly bytes: number }> {
  const name = nameOf(uri);
  const tooLarge = new InputFileError({ reason: 'tooLarge', name, limit: maxMegabytes });
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > maxReadMegabytes * 1e6 || !pictureName.test(name)) throw tooLarge;
  const file = await readInput(uri, maxReadMegabytes);
  const ext = extOf(file);
  if (isAnimated(file.content, ext)) throw new InputFileError({ reason: 'animated', name });
  if (!isReadable(ext)) throw tooLarge;
  const wish = { type: 'reduce', maxBytes: maxMegabytes * 1e6, maxSide } as const;
  const made = await rewritePicture(room, { name, content: file.content, ext }, wish, signal);
  return { copy: copyOf(file, made), bytes: size };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** What would be sent, before anything is: the copy is made by then, so its figures are no guess. */
async function isWanted(copy: LocalInput, bytes: number, maxMegabytes: number): Promise<boolean> {
  const { l10n } = vscode;
  const { width = 0, height = 0 } = copy.reduced ?? {};
  const yes = l10n.t('Send a Smaller Copy');
  const text = l10n.t(
    '"{0}" is {1} MB; inputs take at most {2} MB. Send a smaller copy ({3} × {4}, {5} MB)?',
    ...[nameOf(copy.uri), megabytes(bytes), maxMegabytes],
    ...[width, height, megabytes(copy.content.length)],
  );
  const detail = l10n.t('The copy is made for this alone: your file stays as it is.');
  return (await showMessage('warning', text, { modal: { detail }, buttons: [yes] })) === yes;
}

/**
 * The file at `uri`, or a smaller copy of a picture that is too large. Undefined where the person does not want that;
 * rejects with InputFileError, and with CancelledError.
 */
export async function readFitting(uri: vscode.Uri, parts: SmallerCopyParts): Promise<LocalInput | undefined> {
  const { maxMegabytes, reduction } = parts;
  try {
    return await readInput(uri, maxMegabytes);
  } catch (e) {
    if (reduction === 'refuse' || !isError(e, 'inputFile') || e.reason !== 'tooLarge') throw e;
  }
  const title = vscode.l10n.t('Making a smaller copy of {0}…', nameOf(uri));
  const { copy, bytes } = await withProgress(title, signal => reduced(uri, parts, signal));
  return reduction === 'agreed' || (await isWanted(copy, bytes, maxMegabytes)) ? copy : undefined;
}
