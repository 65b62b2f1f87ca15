/** Answers the gallery's requests with the editor's means. */
import * as vscode from 'vscode';
import { CancelledError, InputError } from '../../../core/errors.ts';
import type { Task } from '../../../core/tasks/task.ts';
import type { EntryRef, GalleryRequests } from '../../../shared/galleryProtocol.ts';
import type { Handlers } from '../../../shared/rpc.ts';
import { insertOutputs } from '../../editor/insertTask.ts';
import type { Origin } from '../../origin.ts';
import { showMessage } from '../../present.ts';
import type { Services } from '../../services.ts';
import type { HistorySource } from '../historySource.ts';
import { fileAt } from './entryViews.ts';
import { createGalleryReader } from './galleryReader.ts';
import { createStars } from './marks.ts';
import { moveEntries } from './moveEntries.ts';
import { EntryTrash } from './trashEntries.ts';
import type { KnownSilence } from './unplayableSound.ts';

const mostEntries = 20_000;

export interface GalleryHost {
  readonly services: Services;
  readonly history: HistorySource;
  readonly silence: KnownSilence;
  srcOf(uri: string): string | undefined;
  /** Lets the page load from these folders. May make the page start anew. */
  allow(folders: readonly string[]): void;
  lastOrigin(): Origin;
}

export interface GallerySide extends vscode.Disposable {
  readonly handlers: Handlers<GalleryRequests>;
}

const isRef = (value: unknown): value is EntryRef =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'output' in value &&
  Number.isInteger(value.output);

function checkRefs(entries: unknown): readonly EntryRef[] {
  if (!Array.isArray(entries) || !entries.every(isRef))
    throw new InputError({ field: 'entries', rule: 'type' });
  return entries.slice(0, mostEntries);
}

/** A path as people write it: below the workspace folder where it lies in one. */
const pathOf = (uri: string): string => vscode.workspace.asRelativePath(vscode.Uri.parse(uri));

/** With the program that the system has for it. */
async function openOutside(uri: vscode.Uri): Promise<void> {
  if (vscode.env.remoteName === undefined) {
    await vscode.env.openExternal(uri);
    return;
  }
  // No program of this computer reads files of the other one.
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined)
    await vscode.commands.executeCommand('revealInExplorer', uri);
  const say = vscode.l10n.t(
    'This file is on another computer: {0}. To play it, bring it to this one with “Download…” in its menu in the Explorer.',
    uri.path,
  );
  await showMessage('info', say);
}

/** Makes the handlers; disposing gives up what could be taken back. */
export function createGallerySide(host: GalleryHost): GallerySide {
  const { services, history } = host;
  const { tasks, context } = services;
  const stars = createStars(context.globalState);
  const trash = new EntryTrash({
    tasks,
    ids: services.ids,
    log: services.log,
    folder: vscode.Uri.joinPath(context.globalStorageUri, 'deleted'),
  });
  services.background(trash.clearLeftovers(Date.now()));
  const find = (id: string): Promise<Task | undefined> => tasks.find(id);
  const reader = createGalleryReader({
    ...{ history, stars, find },
    entryParts: () => ({ models: services.catalogue().models, stars, srcOf: host.srcOf, pathOf }),
    isSilentHere: (task, output) => host.silence.learn(fileAt(task, output)),
  });
  /** The files of these entries, in their order. */
  const filesOf = async (entries: unknown) => {
    const files = await Promise.all(
      checkRefs(entries).map(async ({ id, output }) => {
        const task = await find(id);
        return task && fileAt(task, output);
      }),
    );
    return files.filter(file => file !== undefined);
  };
  const handlers: Handlers<GalleryRequests> = {
    gallery: ({ query, after }) => reader.page(query, after),
    galleryFacets: async () => {
      host.allow(await history.folders());
      return reader.facets();
    },
    entryDetail: ref => reader.detail(ref),
    star: async ({ entries, isStarred }) => {
      await stars.set(checkRefs(entries), isStarred === true);
      return undefined;
    },
    trash: ({ entries }) => trash.trash(checkRefs(entries)),
    undoTrash: ({ undo }) => trash.undo(String(undo)),
    moveEntries: async ({ entries }) => {
      const done = await moveEntries(tasks, checkRefs(entries));
      if (done === undefined) throw new CancelledError();
      host.allow(await history.folders());
      return done;
    },
    insertEntries: async ({ entries }) => {
      const files = await filesOf(entries);
      if (files.length > 0) await insertOutputs(services, files, host.lastOrigin());
      return undefined;
    },
    copyPaths: async ({ entries }) => {
      const files = await filesOf(entries);
      const refs = checkRefs(entries).map(({ id, output }) => ({ task: id, output }));
      // As text they are paths; pasted into a document, what fits it.
      await services.copied.copy(files.map(file => pathOf(file.uri)).join('\n'), refs);
      return undefined;
    },
    openOutside: async ref => {
      const [file] = await filesOf([ref]);
      if (file !== undefined) await openOutside(vscode.Uri.parse(file.uri));
      return undefined;
    },
  };
  return { handlers, dispose: () => services.background(trash.dispose()) };
}
