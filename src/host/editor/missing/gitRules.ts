/** What Git leaves alone: the `.gitignore` files from the repository's root, or the workspace folder's, down. */
import process from 'node:process';
import ignore, { type Ignore } from 'ignore';
import * as vscode from 'vscode';
import { isThere } from '../../fileFacts.ts';
import { readSmallText } from '../readSmallText.ts';

/** No list of patterns worth reading is longer. */
const maxBytes = 256 * 1024;

/** Folders in a path, the root counted; patterns in one file. */
const maxDepth = 30;
const maxPatterns = 1000;

/** What a folder says. */
interface FolderRules {
  readonly folder: vscode.Uri;
  readonly rules: Ignore | undefined;
  /** A repository begins here: what lies above says nothing of it. */
  readonly isRoot: boolean;
}

/** Of wildcards over folders in one pattern: each more multiplies what matching takes, and one is the most anybody needs. */
const maxStretches = 2;
const maxPatternLength = 1000;

/** Without patterns that no project has and that would be matched for minutes. */
function sanePatterns(text: string): string {
  const isSane = (line: string): boolean =>
    line.length <= maxPatternLength && line.split('**').length - 1 <= maxStretches;
  return text.split(/\r?\n/).filter(isSane).slice(0, maxPatterns).join('\n');
}

/** Undefined for a folder without rules, and for rules that cannot be read. */
async function rulesIn(folder: vscode.Uri): Promise<Ignore | undefined> {
  const text = await readSmallText(vscode.Uri.joinPath(folder, '.gitignore'), maxBytes);
  // As Git does by itself: file names differ by case on Linux alone.
  return text === undefined
    ? undefined
    : ignore({ ignorecase: process.platform !== 'linux' }).add(sanePatterns(text));
}

async function read(folder: vscode.Uri): Promise<FolderRules> {
  const [rules, isRoot] = await Promise.all([rulesIn(folder), isThere(vscode.Uri.joinPath(folder, '.git'))]);
  return { folder, rules, isRoot };
}

const below = (folder: vscode.Uri, path: string): string =>
  path.slice(folder.path.replace(/\/$/, '').length + 1);

/** Remembers what it has read of the workspace until `forget`; what lies above is read each time. */
export class GitRules {
  readonly #known = new Map<string, Promise<FolderRules>>();

  /** What was read may have changed. */
  forget(): void {
    this.#known.clear();
  }

  /**
   * Whether Git leaves the file at `uri` alone, there or not: it or a folder that it lies in is excluded. What lies
   * deeper than anything that people have counts as if: each folder above is read.
   */
  async isIgnored(uri: vscode.Uri): Promise<boolean> {
    if (uri.path.split('/').length > maxDepth) return true;
    const levels = await this.#levelsAbove(uri);
    const [top] = levels;
    if (top === undefined) return false;
    const names = below(top.folder, uri.path).split('/');
    // What lies in an excluded folder cannot be taken back.
    return names.some((_, at) => {
      const path = [top.folder.path.replace(/\/$/, ''), ...names.slice(0, at + 1)].join('/');
      return isExcluded(levels.slice(0, at + 1), at === names.length - 1 ? path : `${path}/`);
    });
  }

  /** The folders that speak of `uri`, the outermost first. */
  async #levelsAbove(uri: vscode.Uri): Promise<readonly FolderRules[]> {
    const workspace = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    const levels: FolderRules[] = [];
    let inside = 0;
    for (let at = vscode.Uri.joinPath(uri, '..'); ; at = vscode.Uri.joinPath(at, '..')) {
      const isInside = workspace !== undefined && `${at.path}/`.startsWith(`${workspace.path}/`);
      const level = await (isInside ? this.#rulesOf(at) : read(at));
      levels.unshift(level);
      if (isInside) inside++;
      if (level.isRoot) return levels;
      // No repository: the workspace's own files count all the same.
      if (at.path === '/' || uri.scheme !== 'file') return levels.slice(levels.length - inside);
    }
  }

  #rulesOf(folder: vscode.Uri): Promise<FolderRules> {
    const key = folder.toString();
    const found = this.#known.get(key) ?? read(folder);
    this.#known.set(key, found);
    return found;
  }
}

/** The innermost file that says anything decides. */
function isExcluded(levels: readonly FolderRules[], path: string): boolean {
  for (const { folder, rules } of levels.toReversed()) {
    const { ignored = false, unignored = false } = rules?.test(below(folder, path)) ?? {};
    if (ignored || unignored) return ignored;
  }
  return false;
}
