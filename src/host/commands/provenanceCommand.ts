/** "What Made This File?": from a file back to the task, by content, so that a renamed file is found as well. */
import * as vscode from 'vscode';
import { InputError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import { createSha256 } from '../ports/sha256.ts';
import { plain, showMessage } from '../present.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { showTaskDocument } from '../tree/taskDocuments.ts';
import { type HandlersOf, isProgrammatic } from './registerCommands.ts';

async function sha256Of(file: vscode.Uri): Promise<string> {
  const hash = createSha256();
  hash.update(await vscode.workspace.fs.readFile(file));
  return hash.digest();
}

/** Images, previews and other editors without text are the active tab's, not the active text editor's. */
function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = (input as { uri?: unknown } | undefined)?.uri;
  return uri instanceof vscode.Uri ? uri : undefined;
}

const noFile = (): InputError => new InputError({ field: 'file', rule: 'type', limit: 'URI' });

/** A file by its URI: from a menu, or as text from other code. */
function fileArgument(arg: unknown): vscode.Uri | undefined {
  if (arg instanceof vscode.Uri) return arg;
  if (typeof arg !== 'string' && isProgrammatic([arg])) throw noFile();
  if (typeof arg !== 'string') return activeFile();
  try {
    return vscode.Uri.parse(arg, true);
  } catch {
    throw noFile();
  }
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
      const file = fileArgument(arg);
      if (file === undefined) {
        services.background(showMessage('info', l10n.t('Open a file first, or choose one in the Explorer.')));
        return undefined;
      }
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
