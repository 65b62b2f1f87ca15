/**
 * What follows when files that documents name have been made: where they came in another format, they get the one that
 * is named, or the documents name them as they are.
 */
import * as vscode from 'vscode';
import type { Task } from '../../../core/tasks/task.ts';
import { nameOf } from '../../fileFacts.ts';
import type { Filling } from '../../origin.ts';
import { plain, showMessage } from '../../present.ts';
import type { Services } from '../../services.ts';
import { type Conversion, conversionTo } from './conversion.ts';
import { type ChangedReferences, mendReferences, tellChanged } from './mendReferences.ts';

const formatNames = { png: 'PNG', jpg: 'JPEG', webp: 'WebP' } as const;

/** Few documents need it. */
async function convertedTo(services: Services, target: vscode.Uri, task: Task): Promise<Task | undefined> {
  const room = await import('./convertOutput.ts');
  return room.convertedTo(services, target, task);
}

/** A JPEG keeps less than was made and paid for: the person decides, and the document follows where they do not. */
async function askAndFill(
  services: Services,
  [filling, task]: readonly [Filling, Task],
  { from }: Conversion,
): Promise<void> {
  const { l10n } = vscode;
  const convert = l10n.t('Convert to JPEG');
  const text = l10n.t('"{0}" was made as {1}.', plain(nameOf(filling.target), 80), formatNames[from]);
  const buttons = [convert, l10n.t('Change the Document')];
  const chosen = await showMessage('info', text, { buttons });
  if (chosen === convert && (await convertedTo(services, filling.target, task)) !== undefined) return;
  // Much may have happened to it while the question was open.
  const now = (await services.tasks.find(task.id)) ?? task;
  tellChanged(services, await mendReferences(filling, now));
}

export interface FillOptions {
  /** Whether somebody can be asked. */
  readonly mayAsk: boolean;
  /** Whether the files were made just now: older ones are named by other documents already, and stay what they are. */
  readonly isNew: boolean;
}

/**
 * Changes what must be changed, and tells of it once. What loses something by it is asked about where `mayAsk`, without
 * holding up the rest. The tasks as they are then, in the same order. Never rejects: the files are there, whatever
 * becomes of the pages.
 */
export async function fill(
  services: Services,
  made: readonly (readonly [Filling, Task])[],
  { mayAsk, isNew }: FillOptions,
): Promise<readonly Task[]> {
  const changed: ChangedReferences[] = [];
  const tasks: Task[] = [];
  const fillOne = async ([filling, task]: readonly [Filling, Task]): Promise<void> => {
    const conversion = isNew ? conversionTo(filling.target, task) : undefined;
    const isQuestion = conversion?.isLossless === false && mayAsk;
    if (isQuestion) services.background(askAndFill(services, [filling, task], conversion));
    const converted =
      conversion?.isLossless === true ? await convertedTo(services, filling.target, task) : undefined;
    tasks.push(converted ?? task);
    if (!isQuestion && converted === undefined) changed.push(...(await mendReferences(filling, task)));
  };
  for (const one of made) {
    const failed = (e: unknown): void => services.log.error('a page could not follow its file', e);
    await fillOne(one).catch(failed);
  }
  tellChanged(services, changed);
  return tasks;
}
