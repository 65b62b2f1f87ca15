/** Brings the files that a task has saved into a document. */
import * as vscode from 'vscode';
import type { SnippetAsset } from '../../core/assets/insert/snippet.ts';
import { InputError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { OutputSnapshot } from '../../shared/views.ts';
import type { Origin } from '../origin.ts';
import { showMessage } from '../present.ts';
import type { Services } from '../services.ts';
import { fileUri } from '../tree/taskItem.ts';
import { insertAssets } from './insertAssets.ts';
import { showDocument } from './showDocument.ts';

export type SavedOutput = OutputSnapshot & { readonly uri: string };

/** The outputs of a task that lie on the disk. */
export function savedOutputs(task: Task): readonly SavedOutput[] {
  const outputs = 'outputs' in task.state ? task.state.outputs : [];
  return outputs.filter((o): o is SavedOutput => fileUri(o?.uri) !== undefined);
}

const pictureFile = /\.(?:png|jpe?g|webp|gif|avif)$/i;

/** The task's files as a document takes them; a video that was made of a local picture has it as its poster. */
export function assetsOf(task: Task): readonly SnippetAsset[] {
  const { source } = task;
  const poster = source !== undefined && pictureFile.test(source) ? source : undefined;
  return savedOutputs(task).map(output => {
    const asset = toAsset(output);
    return { ...asset, poster: asset.mime.startsWith('video/') ? poster : undefined };
  });
}

function toAsset({ uri, mime = '', width, height }: SavedOutput): SnippetAsset {
  return { uri, mime, width, height };
}

/** Inserts all that a task has saved. */
export async function insertTask(services: Services, task: Task, origin?: Origin): Promise<void> {
  await insertTasks(services, [task], origin);
}

/** The files of several tasks at once; those that have none are passed over. */
export async function insertTasks(
  services: Services,
  tasks: readonly Task[],
  origin?: Origin,
): Promise<void> {
  const assets = tasks.flatMap(assetsOf);
  const limit = tasks.map(({ state }) => state.status).join(', ');
  if (assets.length === 0) throw new InputError({ field: 'id', rule: 'notAllowed', limit });
  await insertAt(services, assets, origin);
}

/** Files that tasks have saved, whatever else those did. */
export async function insertOutputs(
  services: Services,
  outputs: readonly SavedOutput[],
  origin?: Origin,
): Promise<void> {
  await insertAt(services, outputs.map(toAsset), origin);
}

/** There is nowhere to insert into. */
export function tellNoDocument({ background }: Services): void {
  background(
    showMessage('info', vscode.l10n.t('Open a document first, and put the cursor where it belongs.')),
  );
}

/** The editor of `document`, else the one that the person is in or was in last; undefined where there is none. */
export async function editorFor(
  { lastDocument }: Pick<Services, 'lastDocument'>,
  document?: vscode.Uri,
): Promise<vscode.TextEditor | undefined> {
  const { activeTextEditor } = vscode.window;
  if (document === undefined && activeTextEditor !== undefined) return activeTextEditor;
  const uri = document ?? lastDocument.get()?.document;
  return uri && (await showDocument(uri));
}

/** The same for any files. */
export async function insertAt(
  services: Services,
  assets: readonly SnippetAsset[],
  origin?: Origin,
): Promise<void> {
  const editor = await editorFor(services, origin?.document);
  if (editor === undefined) tellNoDocument(services);
  else await insertAssets(editor, assets, origin?.selection);
}
