/** `npm run test:desktop`: the extension host's suite in the desktop build. */
import { buildExtension } from './build.ts';
import { desktopExecutable } from './desktopVscode.ts';
import { runSuiteOnDesktop } from './hostSuite.ts';
import { countHostResults, playLevels } from './levels.ts';

const play = async () => {
  const executable = await desktopExecutable();
  await buildExtension();
  return countHostResults(await runSuiteOnDesktop(executable));
};
await playLevels([{ name: 'desktop', budgetMs: 180_000, play }]);
