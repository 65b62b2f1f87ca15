/** Reads what a document's web project says of itself; core makes sense of it. */
import * as vscode from 'vscode';
import { type ProjectFacts, projectFileNames, readProject } from '../../core/assets/insert/projectFacts.ts';

/** No configuration worth reading is longer. */
const maxBytes = 64 * 1024;
/** A folder with one of these is a project's. */
const marks: ReadonlySet<string> = new Set(['package.json', 'hugo.toml']);

async function namesIn(folder: vscode.Uri): Promise<readonly string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    return [];
  }
}

async function textOf(file: vscode.Uri): Promise<string | undefined> {
  try {
    const bytes = await vscode.workspace.fs.readFile(file);
    return bytes.length > maxBytes ? undefined : new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

async function factsIn(folder: vscode.Uri, names: readonly string[]): Promise<ProjectFacts> {
  const wanted = projectFileNames.filter(name => names.includes(name));
  const texts = await Promise.all(wanted.map(name => textOf(vscode.Uri.joinPath(folder, name))));
  const files = Object.fromEntries(
    wanted.flatMap((name, at) => (texts[at] === undefined ? [] : [[name, texts[at]]])),
  );
  return readProject({ folder: folder.toString(), files });
}

/** The project that `document` belongs to: the nearest folder with a manifest, up to the workspace folder. */
export async function projectOf(document: vscode.Uri): Promise<ProjectFacts | undefined> {
  const root = vscode.workspace.getWorkspaceFolder(document)?.uri;
  if (root === undefined) return undefined;
  for (let at = document; at.path.length > root.path.length; ) {
    at = vscode.Uri.joinPath(at, '..');
    const names = await namesIn(at);
    if (names.some(name => marks.has(name))) return factsIn(at, names);
  }
  return undefined;
}
