/** Where things lie in the repository, and its JSON files. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export function readText(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

export function readJson(file: string): unknown {
  return JSON.parse(readText(file));
}

/** Files below `dir` (relative to the root) whose name ends with `end`, as paths relative to the root. */
export function listFiles(dir: string, end: string): string[] {
  return readdirSync(path.join(root, dir), { recursive: true, withFileTypes: true })
    .filter(e => e.isFile() && e.name.endsWith(end))
    .map(e => path.relative(root, path.join(e.parentPath, e.name)))
    .sort();
}
