/** Which saved pictures become the file that a document names, and at what loss. */
import * as vscode from 'vscode';
import type { Task } from '../../../core/tasks/task.ts';
import type { ReadableExt, WritableExt } from '../../pictures/work.ts';

const readable: Readonly<Record<string, ReadableExt>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};

const asked = (target: vscode.Uri): WritableExt | undefined => {
  const [, ending = ''] = /\.(png|jpe?g)$/i.exec(target.path) ?? [];
  if (ending === '') return undefined;
  return ending.toLowerCase() === 'png' ? 'png' : 'jpg';
};

const folderOf = (uri: vscode.Uri): string => vscode.Uri.joinPath(uri, '..').toString();

/** How a saved picture becomes the file that is named. */
export interface Conversion {
  readonly file: vscode.Uri;
  readonly from: ReadableExt;
  readonly to: WritableExt;
  /** Whether every pixel stays what it is. */
  readonly isLossless: boolean;
}

/**
 * How the first result of `task` becomes the file at `target`, which lies beside it. Undefined where it is of that
 * format already, was not saved there, or where one of the two formats cannot be written or read.
 */
export function conversionTo(target: vscode.Uri, task: Task): Conversion | undefined {
  const output = 'outputs' in task.state ? task.state.outputs[0] : undefined;
  const [from, to] = [readable[output?.mime ?? ''], asked(target)];
  if (output?.uri === undefined || from === undefined || to === undefined || from === to) return undefined;
  const file = vscode.Uri.parse(output.uri);
  return folderOf(file) === folderOf(target) ? { file, from, to, isLossless: to === 'png' } : undefined;
}
