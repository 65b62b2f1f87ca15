/** "What Made This File?": from a file back to the task, by content, so that a renamed file is found as well. */
import * as vscode from 'vscode';
import type { Task } from '../../core/tasks/task.ts';
import { createSha256 } from '../ports/sha256.ts';
import { plain, showMessage } from '../present.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { showTaskDocument } from '../tree/taskDocuments.ts';
import { fileArgument } from './fileArgument.ts';
import type { HandlersOf } from './registerCommands.ts';

async function sha256Of(file: vscode.Uri): Promise<string> {
  const hash = createSha256();
  hash.update(await vscode.workspace.fs.readFile(file));
  return hash.digest();
}

/** The task whose result `file` is now, else the one whose result lay at its place: it was changed since. */
async function maker(services: Services, file: vscode.Uri): Promise<{ task?: Task; isChanged: boolean }> {
  const sha256 = await sha256Of(file);
  const byContent = await services.tasks.findNewest({ output: { sha256 } });
  if (byContent !== undefined) return { task: byContent, isChanged: false };
  const uri = file.toString();
  const byPlace = await services.tasks.findNewest({ output: { uri } });
  return byPlace === undefined ? { isChanged: false } : { task: byPlace, isChanged: true };
}

export function provenanceCommand(services: Services): HandlersOf<'apiInOne.whatMadeThisFile'> {
  return {
    'apiInOne.whatMadeThisFile': async (arg: unknown) => {
      const { l10n } = vscode;
      const file = fileArgument(services, arg);
      if (file === undefined) return undefined;
      const { task, isChanged } = await maker(services, file);
      if (typeof arg === 'string') return isChanged ? undefined : task && toTaskSnapshot(task);
      const name = plain(file.path.slice(file.path.lastIndexOf('/') + 1), 80);
      if (task === undefined)
        services.background(showMessage('info', l10n.t('Not made here: no task in the list has {0}.', name)));
      else {
        if (isChanged)
          services.background(
            showMessage('info', l10n.t('This task made {0}. The file has changed since.', name)),
          );
        await showTaskDocument(task);
      }
      return task && toTaskSnapshot(task);
    },
  };
}
