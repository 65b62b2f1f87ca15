/** `npm test`: everything, in the order in which failures are cheapest to find. */
import { rm } from 'node:fs/promises';
import { buildExtension, packageExtension } from './build.ts';
import { checkLevels } from './checkLevels.ts';
import { DownloadImpossible, desktopExecutable } from './desktopVscode.ts';
import { runSuiteOnDesktop, runSuiteOnServer } from './hostSuite.ts';
import { countHostResults, hasLevel, type Level, nodeLevel, oneByOne, playLevels } from './levels.ts';
import { resultsFolder } from './paths.ts';
import type { VscodeVersion } from './vscodeInstall.ts';

const minuteMs = 60_000;

function hostLevel(name: string, version: VscodeVersion): Level {
  return {
    name,
    budgetMs: 3 * minuteMs,
    play: async () => countHostResults(await runSuiteOnServer(version)),
  };
}

const packaging: Level = {
  name: 'package',
  budgetMs: minuteMs,
  play: async () => {
    console.log(await packageExtension());
    // The VSIX has the production bundle; what follows runs the one with source maps.
    await buildExtension();
    return undefined;
  },
};

const desktop: Level = {
  name: 'desktop',
  budgetMs: 3 * minuteMs,
  play: async () => {
    try {
      const executable = await desktopExecutable();
      return countHostResults(await runSuiteOnDesktop(executable));
    } catch (error) {
      if (!(error instanceof DownloadImpossible)) throw error;
      console.log(
        `skipped: ${error.message}\nThe same suite has run on the server above; npm run test:desktop runs it.`,
      );
      return { passed: 0, failed: 0, skipped: 1 };
    }
  },
};

await rm(resultsFolder, { recursive: true, force: true });
await playLevels([
  ...checkLevels(),
  nodeLevel('api', 20_000),
  nodeLevel('faults', 2 * minuteMs),
  packaging,
  // The panel is not there from the first day on; from then on its tests are.
  ...(hasLevel('panel') ? [nodeLevel('panel', minuteMs, oneByOne)] : []),
  hostLevel('vscode', 'newest'),
  hostLevel('vscode, oldest supported', 'floor'),
  nodeLevel('e2e', 12 * minuteMs, oneByOne),
  desktop,
]);
