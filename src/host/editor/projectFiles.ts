/** Reads what a document's web project says of itself; core makes sense of it. */
import * as vscode from 'vscode';
import { type ProjectFacts, projectFileNames, readProject } from '../../core/assets/insert/projectFacts.ts';
import { isProject, projectLevel } from '../../core/assets/insert/siteKinds.ts';
import { readSmallText } from './readSmallText.ts';

/** No configuration worth reading is longer. */
const maxBytes = 64 * 1024;

async function namesIn(folder: vscode.Uri): Promise<readonly string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    return [];
  }
}

async function factsIn(folder: vscode.Uri, names: readonly string[]): Promise<ProjectFacts> {
  const wanted = projectFileNames.filter(name => names.includes(name));
  const texts = await Promise.all(
    wanted.map(name => readSmallText(vscode.Uri.joinPath(folder, name), maxBytes)),
  );
  const files = Object.fromEntries(
    wanted.flatMap((name, at) => (texts[at] === undefined ? [] : [[name, texts[at]]])),
  );
  return readProject({ folder: folder.toString(), files, names });
}

/** The project that `document` belongs to: the nearest folder that is one, up to the workspace folder. */
export async function projectOf(document: vscode.Uri): Promise<ProjectFacts | undefined> {
  const root = vscode.workspace.getWorkspaceFolder(document)?.uri;
  if (root === undefined) return undefined;
  const folders: vscode.Uri[] = [];
  const levels: (readonly string[])[] = [];
  for (let at = document; at.path.length > root.path.length; ) {
    at = vscode.Uri.joinPath(at, '..');
    const names = await namesIn(at);
    folders.push(at);
    levels.push(names);
    if (isProject(names)) break;
  }
  const level = projectLevel(levels);
  const folder = folders[level];
  return folder === undefined ? undefined : factsIn(folder, levels[level] ?? []);
}
