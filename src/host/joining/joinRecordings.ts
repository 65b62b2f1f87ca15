/** The parts of a narration as one file beside them, where their format allows it. */
import * as vscode from 'vscode';
import { mediaTypeOf } from '../../core/assets/mediaTypes.ts';
import { joinSounds } from '../../core/assets/probe/joinSounds.ts';
import type { Task } from '../../core/tasks/task.ts';
import { savedOutputs } from '../editor/insertTask.ts';
import { sha256Of } from '../inputs/readInput.ts';
import { fileErrorCode } from '../ports/fileErrors.ts';
import { writeWhole } from '../writeWhole.ts';

/** Names tried beside taken ones. */
const maxNumber = 99;

/** The file of all parts, and what its content is known by. */
export interface JoinedSound {
  readonly uri: vscode.Uri;
  readonly mime: string;
  readonly sha256: string;
}

const isTaken = (e: unknown): boolean => fileErrorCode(e) === 'FileExists';

async function holds(file: vscode.Uri, content: Uint8Array): Promise<boolean> {
  const { fs } = vscode.workspace;
  return (
    (await fs.stat(file)).size === content.length && Buffer.from(await fs.readFile(file)).equals(content)
  );
}

/**
 * Takes the first name that is free. A file of the very same bytes is the one: the window that wrote it may have died
 * before it could say so.
 */
async function writeFree(
  folder: vscode.Uri,
  name: string,
  ext: string,
  content: Uint8Array,
): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const file = vscode.Uri.joinPath(folder, `${name}${number === 1 ? '' : `-${number}`}.${ext}`);
    try {
      await writeWhole(file, content, false);
      return file;
    } catch (e) {
      if (!isTaken(e) || number === maxNumber) throw e;
      if (await holds(file, content).catch(() => false)) return file;
    }
  }
}

/**
 * The file that holds all of them; undefined where one is missing or they cannot be joined. Rejects with the error of
 * the file system.
 */
export async function joinRecordings(parts: readonly Task[], name: string): Promise<JoinedSound | undefined> {
  const outputs = parts.flatMap(part => savedOutputs(part).slice(0, 1));
  const [first] = outputs;
  const type = mediaTypeOf(first?.mime ?? '');
  if (first === undefined || type === undefined || outputs.length < parts.length) return undefined;
  const files = outputs.map(({ uri }) => vscode.Uri.parse(uri));
  const contents = await Promise.all(files.map(file => vscode.workspace.fs.readFile(file)));
  const whole = joinSounds(contents, type.ext);
  if (whole === undefined) return undefined;
  const folder = vscode.Uri.joinPath(vscode.Uri.parse(first.uri), '..');
  const uri = await writeFree(folder, name, type.ext, whole);
  return { uri, mime: type.mime, sha256: sha256Of(whole) };
}
