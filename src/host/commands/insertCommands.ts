/** Inserting saved files, and copying them for later. */
import * as vscode from 'vscode';
import type { Task } from '../../core/tasks/task.ts';
import { takesAlt } from '../editor/insertAssets.ts';
import {
  assetsOf,
  editorFor,
  insertAt,
  insertTasks,
  savedOutputs,
  tellNoDocument,
} from '../editor/insertTask.ts';
import type { Services } from '../services.ts';
import { askAlt } from './askAlt.ts';
import { pickAsset } from './pickAsset.ts';
import type { HandlersOf } from './registerCommands.ts';
import { taskArgument, taskArguments } from './taskArgument.ts';

type InsertCommand = 'apiInOne.insertAsset' | 'apiInOne.tasks.insert' | 'apiInOne.tasks.copyAsset';

async function insertAsset(services: Services): Promise<void> {
  // The preview is an editor too: the person's own is the one that was active before.
  const editor = await editorFor(services);
  if (editor === undefined) {
    tellNoDocument(services);
    return;
  }
  const chosen = await pickAsset(services);
  const [asset] = chosen === undefined ? [] : assetsOf(chosen.task).filter(a => a.uri === chosen.output.uri);
  if (chosen === undefined || asset === undefined) return;
  const { document, selection } = editor;
  const alt = (await takesAlt(document, asset, selection.start)) ? await askAlt(services, chosen) : '';
  if (alt === undefined) return;
  const origin = { folder: undefined, document: document.uri, selection };
  await insertAt(services, [alt === '' ? asset : { ...asset, alt }], origin);
}

/** As a path of the workspace, which is of use elsewhere too. */
const pathOf = (uri: string): string => vscode.workspace.asRelativePath(vscode.Uri.parse(uri));

const hasFile = (task: Task): boolean => savedOutputs(task).length > 0;

/** Handlers that bring a task's files into documents. */
export function insertCommands(services: Services): HandlersOf<InsertCommand> {
  return {
    'apiInOne.insertAsset': () => insertAsset(services),
    'apiInOne.tasks.insert': async (...args) => {
      const isNamed = args[0] !== undefined;
      const one = isNamed ? undefined : await taskArgument(services, args, hasFile);
      const tasks = isNamed ? await taskArguments(services, args) : [one].filter(t => t !== undefined);
      if (tasks.length > 0) await insertTasks(services, tasks);
    },
    'apiInOne.tasks.copyAsset': async (...args) => {
      const tasks = await taskArguments(services, args);
      const uris = tasks.flatMap(task => savedOutputs(task).map(({ uri }) => uri));
      const text = uris.map(pathOf).join('\n');
      await services.copied.copy(
        text,
        tasks.map(({ id }) => ({ task: id })),
      );
      const { l10n, window } = vscode;
      window.setStatusBarMessage(l10n.t('Copied. Paste into a document to insert ({0}).', uris.length), 6000);
    },
  };
}
