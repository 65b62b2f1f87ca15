/** The desktop build of VS Code: named by the environment, or downloaded from its maker. */
import process from 'node:process';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { toolFolder } from './paths.ts';

export class DownloadImpossible extends Error {}

/** Answers with the executable; throws `DownloadImpossible` where the maker's server cannot be reached. */
export async function desktopExecutable(): Promise<string> {
  const named = process.env['VSCODE_EXECUTABLE_PATH'];
  if (named !== undefined && named !== '') return named;
  try {
    return await downloadAndUnzipVSCode({ version: 'stable', cachePath: toolFolder });
  } catch (cause) {
    throw new DownloadImpossible(`the desktop build of VS Code could not be downloaded: ${String(cause)}`, {
      cause,
    });
  }
}
