/** The folders that the panel may load files from: its own bundle, and where results lie. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Task } from '../../core/tasks/task.ts';
import { readSetting } from '../settings.ts';

/** The part of the output folder's template that is the same for every task. */
export function fixedFolder(template: string): readonly string[] {
  const parts = template.split('/').filter(part => part !== '' && part !== '.');
  const open = parts.findIndex(part => part.includes('${'));
  const fixed = open < 0 ? parts : parts.slice(0, open);
  // What leads elsewhere is refused when it is saved; here it is not followed.
  return fixed.includes('..') ? [] : fixed;
}

/** Where new results will lie in a folder. */
function outputFolder(folder: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(folder, ...fixedFolder(readSetting('apiInOne.output.folder', folder)));
}

/** Whether `uri` lies in `folder`. */
export function isWithin(folder: vscode.Uri, uri: vscode.Uri): boolean {
  if (folder.scheme !== uri.scheme || folder.authority !== uri.authority) return false;
  const path = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return uri.path.startsWith(path);
}

const withSlash = (uri: vscode.Uri): string => uri.toString().replace(/\/?$/, '/');

/** A root counts with all that lies below it: one that holds the person's home is more than results. */
function isTooBroad(folder: vscode.Uri): boolean {
  const isDrive = /^\/(?:[a-z]:\/?)?$/i.test(folder.path);
  return isDrive || withSlash(vscode.Uri.file(homedir())).startsWith(withSlash(folder));
}

/** The folder of a file, as text: thousands of tasks share few. */
const parentOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

/** Folders that hold the results of these tasks, or will. */
export function foldersOf(tasks: readonly Task[]): readonly string[] {
  const folders = new Set<string>();
  for (const { output, state } of tasks) {
    if (output !== undefined) folders.add(output.folder);
    for (const saved of 'outputs' in state ? state.outputs : [])
      if (saved?.uri !== undefined) folders.add(parentOf(saved.uri));
  }
  return [...folders];
}

/**
 * The fewest folders that hold all of these: the bundle, the output folders in `places` (workspace folders, or what
 * stands in for one), and `others`, by their URIs. What lies in one that holds far more is not shown.
 */
export function studioRoots(
  bundle: vscode.Uri,
  places: readonly vscode.Uri[],
  others: readonly string[],
): readonly vscode.Uri[] {
  const parse = (uri: string): vscode.Uri => vscode.Uri.parse(uri);
  const roots: vscode.Uri[] = [];
  for (const folder of [bundle, ...places.map(outputFolder), ...others.map(parse)]) {
    if (isTooBroad(folder)) continue;
    const isKnown = roots.some(r => r.toString() === folder.toString() || isWithin(r, folder));
    if (!isKnown) roots.push(folder);
  }
  return roots;
}
