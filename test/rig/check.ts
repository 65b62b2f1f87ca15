/** `npm run check`: what to run before every commit. */
import { checkLevels } from './checkLevels.ts';
import { playLevels } from './levels.ts';

await playLevels(checkLevels());
