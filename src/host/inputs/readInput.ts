/** Reads a file that is to be an input, and refuses what cannot be one before anything is sent. */
import * as vscode from 'vscode';
import { splitMediaName } from '../../core/assets/mediaTypes.ts';
import { InputFileError } from '../../core/errors.ts';
import { nameOf } from '../fileFacts.ts';
import { createSha256 } from '../ports/sha256.ts';
import { readLocalFile } from './readLocalFile.ts';
import { isInPath, realPathOf } from './realPath.ts';
import type { LocalInput } from './types.ts';

const sniffBytes = 4100;

const codeOf = (e: unknown): string => (e instanceof vscode.FileSystemError ? e.code : '');

/**
 * The file behind all links. One in a workspace that leads out of it would send, or change, what the person does not
 * see: InputFileError `outsideFolder`.
 */
export async function checkPlace(uri: vscode.Uri, name: string): Promise<vscode.Uri> {
  if (uri.scheme !== 'file') return uri;
  const real = await realPathOf(uri.fsPath);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder !== undefined && !isInPath(await realPathOf(folder.uri.fsPath), real))
    throw new InputFileError({ reason: 'outsideFolder', name });
  return vscode.Uri.file(real);
}

async function sizeOf(uri: vscode.Uri, name: string): Promise<number> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0) throw new InputFileError({ reason: 'notFile', name });
    return size;
  } catch (e) {
    if (codeOf(e) === 'FileNotFound') throw new InputFileError({ reason: 'missing', name }, e);
    throw e;
  }
}

/** `file` is what was looked at, behind all links: whatever is put in its place meanwhile is not followed. */
async function contentOf(file: vscode.Uri, name: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (file.scheme === 'file') return await readLocalFile(file.fsPath, most);
    return new Uint8Array(await vscode.workspace.fs.readFile(file));
  } catch (e) {
    throw new InputFileError({ reason: 'unreadable', name }, e);
  }
}

async function checkedContent(uri: vscode.Uri, maxMegabytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const name = nameOf(uri);
  const size = await sizeOf(uri, name);
  const file = await checkPlace(uri, name);
  const most = maxMegabytes * 1e6;
  if (size > most) throw new InputFileError({ reason: 'tooLarge', name, limit: maxMegabytes });
  const content = await contentOf(file, name, most);
  // It may have grown since.
  if (content.length > most) throw new InputFileError({ reason: 'tooLarge', name, limit: maxMegabytes });
  if (content.length === 0) throw new InputFileError({ reason: 'empty', name });
  return content;
}

/** The text at `uri`, of at most `maxMegabytes`. Rejects with InputFileError. */
export async function readInputText(uri: vscode.Uri, maxMegabytes: number): Promise<string> {
  const text = new TextDecoder().decode(await checkedContent(uri, maxMegabytes));
  if (text.includes('\0')) throw new InputFileError({ reason: 'notText', name: nameOf(uri) });
  return text;
}

/** The file at `uri`, of at most `maxMegabytes`. Rejects with InputFileError. */
export async function readInput(uri: vscode.Uri, maxMegabytes: number): Promise<LocalInput> {
  const name = nameOf(uri);
  const content = await checkedContent(uri, maxMegabytes);
  const { sniffMedia } = await import('../ports/sniffMedia.ts');
  const found = await sniffMedia(content.subarray(0, sniffBytes));
  const isMedia = found !== undefined && /^(image|video|audio)\//.test(found.mime);
  if (!isMedia) throw new InputFileError({ reason: 'notMedia', name });
  return {
    uri,
    name: mediaNameOf(name, found.ext),
    content,
    mime: found.mime,
    sha256: sha256Of(content),
  };
}

/** SHA-256, hex. */
export function sha256Of(content: Uint8Array): string {
  const hash = createSha256();
  hash.update(content);
  return hash.digest();
}

/** The name as others will see it, with the extension that its content has. */
export function mediaNameOf(name: string, ext: string): string {
  return `${splitMediaName(name).base}.${ext}`;
}
