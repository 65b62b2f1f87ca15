/** `npm run package`: the VSIX at the top of the repository. */
import { stat } from 'node:fs/promises';
import { packageExtension } from './build.ts';

const file = await packageExtension();
console.log(`${file} (${Math.round((await stat(file)).size / 1024)} kB)`);
