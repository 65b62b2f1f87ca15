/** "What Made This File?": from a file back to the task, by content, so that a renamed file is found as well. */
import * as vscode from 'vscode';
import type { Task } from '../../core/tasks/task.ts';
import { contentHash } from '../contentHash.ts';
import { nameOf } from '../fileFacts.ts';
import { type JoinedFile, joinedFile } from '../joining/joinedFiles.ts';
import { plain, showMessage } from '../present.ts';
import { askPick } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { showTaskDocument } from '../tree/taskDocuments.ts';
import { ageText, kindIcons } from '../words.ts';
import { fileArgument } from './fileArgument.ts';
import type { HandlersOf } from './registerCommands.ts';

type Maker =
  /** `isChanged`: it made what lay there; the file was changed since. */
  | { readonly type: 'task'; readonly task: Task; readonly isChanged: boolean }
  /** Those of its parts that are in the list. */
  | { readonly type: 'joined'; readonly parts: readonly Task[] }
  | { readonly type: 'unknown' };

async function partsOf({ tasks }: Services, { parts }: JoinedFile): Promise<readonly Task[]> {
  const found = await Promise.all(parts.map(id => tasks.find(id)));
  return found.filter(task => task !== undefined);
}

/**
 * By content: the task whose result it is, or the recordings that it was joined of. By place, where that is new; what
 * is too large to be read is taken for what was put there.
 */
async function makerOf(services: Services, file: vscode.Uri): Promise<Maker> {
  const { tasks, context } = services;
  const sha256 = await contentHash(file);
  const byContent = sha256 && (await tasks.findNewest({ output: { sha256 } }));
  if (byContent) return { type: 'task', task: byContent, isChanged: false };
  const joined = sha256 && joinedFile(context.globalState, sha256);
  if (joined) return { type: 'joined', parts: await partsOf(services, joined) };
  const byPlace = await tasks.findNewest({ output: { uri: file.toString() } });
  return byPlace === undefined
    ? { type: 'unknown' }
    : { type: 'task', task: byPlace, isChanged: sha256 !== undefined };
}

/** For other code: the task, or those that a file was joined of. */
function answerOf(maker: Maker): unknown {
  if (maker.type === 'joined') return maker.parts.map(toTaskSnapshot);
  return maker.type === 'task' ? toTaskSnapshot(maker.task) : undefined;
}

/** The parts of a joined file; the one that is chosen is shown. */
async function showParts(services: Services, name: string, parts: readonly Task[]): Promise<void> {
  const { l10n } = vscode;
  if (parts.length === 0) {
    const text = l10n.t('Joined here of several recordings, which have left the list: {0}.', name);
    services.background(showMessage('info', text));
    return;
  }
  const answer = await askPick({
    title: l10n.t('API in One: What Made This File?'),
    placeholder: l10n.t('Joined here of several recordings: {0}. Which one is to be shown?', name),
    items: parts.map(task => ({
      label: `$(${kindIcons[task.kind]}) ${plain(task.title, 120)}`,
      description: ageText(Date.now() - task.updatedAt),
      task,
    })),
  });
  if (answer.type === 'value') await showTaskDocument(answer.value.task);
}

async function show(services: Services, name: string, maker: Maker): Promise<void> {
  const { l10n } = vscode;
  const say = (text: string): void => services.background(showMessage('info', text));
  if (maker.type === 'unknown') say(l10n.t('Not made here: no task in the list has {0}.', name));
  else if (maker.type === 'joined') await showParts(services, name, maker.parts);
  else {
    if (maker.isChanged) say(l10n.t('This task made {0}. The file has changed since.', name));
    await showTaskDocument(maker.task);
  }
}

export function provenanceCommand(services: Services): HandlersOf<'apiInOne.whatMadeThisFile'> {
  return {
    'apiInOne.whatMadeThisFile': async (arg: unknown) => {
      const file = fileArgument(services, arg);
      if (file === undefined) return undefined;
      const maker = await makerOf(services, file);
      if (typeof arg === 'string')
        return maker.type === 'task' && maker.isChanged ? undefined : answerOf(maker);
      const name = plain(nameOf(file), 80);
      await show(services, name, maker);
      return answerOf(maker);
    },
  };
}
