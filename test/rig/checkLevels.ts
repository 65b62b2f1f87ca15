/** What can be said without VS Code, in under a minute. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { type Level, nodeLevel, together, toolLevel } from './levels.ts';
import { inRoot } from './paths.ts';

const projects = ['.', 'src/core', 'media/studio'];

/** Format, lint, types of every project, the manifest, the unit tests. */
export function checkLevels(): Level[] {
  const biome = inRoot('node_modules', '.bin', 'biome');
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  const typed = projects.filter(project => existsSync(inRoot(project, 'tsconfig.json')));
  return [
    toolLevel('format and lint', 10_000, () => [biome, ['check', '--config-path=test/lint.json']]),
    ...typed.map(project =>
      toolLevel(`types of ${project}`, 15_000, () => [process.execPath, [tsc, '-p', inRoot(project)]]),
    ),
    nodeLevel('manifest', 5_000, together),
    nodeLevel('unit', 5_000, together),
  ];
}
