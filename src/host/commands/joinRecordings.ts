/** The parts of a narration as one file beside them, where their format allows it. */
import * as vscode from 'vscode';
import { mediaTypeOf } from '../../core/assets/mediaTypes.ts';
import { joinSounds } from '../../core/assets/probe/joinSounds.ts';
import type { Task } from '../../core/tasks/task.ts';
import { savedOutputs } from '../editor/insertTask.ts';
import { writeWhole } from '../writeWhole.ts';

/** Names tried beside taken ones. */
const maxNumber = 99;

const isTaken = (e: unknown): boolean => e instanceof vscode.FileSystemError && e.code === 'FileExists';

/** Takes the first name that is free. */
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
    }
  }
}

/** The file that holds all of them; undefined where one is missing or they cannot be joined. */
export async function joinRecordings(parts: readonly Task[], name: string): Promise<vscode.Uri | undefined> {
  const outputs = parts.flatMap(part => savedOutputs(part).slice(0, 1));
  const [first] = outputs;
  const type = mediaTypeOf(first?.mime ?? '');
  if (first === undefined || type === undefined || outputs.length < parts.length) return undefined;
  const files = outputs.map(({ uri }) => vscode.Uri.parse(uri));
  const contents = await Promise.all(files.map(file => vscode.workspace.fs.readFile(file)));
  const whole = joinSounds(contents, type.ext);
  if (whole === undefined) return undefined;
  return writeFree(vscode.Uri.joinPath(vscode.Uri.parse(first.uri), '..'), name, type.ext, whole);
}
