/** Where things are. One place, so that a moved folder is one changed line. */
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** Kept between runs, never committed, never in the VSIX: editors, browsers, what was bundled for tests. */
export const toolFolder = path.join(root, '.vscode-test');

/** Screenshots, traces and logs of the last run. */
export const resultsFolder = path.join(root, 'test-results');

export const sampleWorkspace = path.join(root, 'test', 'fixtures', 'sample-workspace');

export function inRoot(...parts: string[]): string {
  return path.join(root, ...parts);
}
