/**
 * What follows when files that documents name have been made: where they came in another format, they get the one that
 * is named, or the documents name them as they are.
 */
import * as vscode from 'vscode';
import type { Task } from '../../../core/tasks/task.ts';
import { nameOf } from '../../inputs/readInput.ts';
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
  tellChanged(services, await mendReferences(filling, task));
}

/**
 * Changes what must be changed, and tells of it once. What loses something by it is asked about where `mayAsk`, without
 * holding up the rest. The tasks as they are then, in the same order.
 */
export async function fill(
  services: Services,
  made: readonly (readonly [Filling, Task])[],
  mayAsk: boolean,
): Promise<readonly Task[]> {
  const changed: ChangedReferences[] = [];
  const tasks: Task[] = [];
  for (const [filling, task] of made) {
    const conversion = conversionTo(filling.target, task);
    const isQuestion = conversion?.isLossless === false && mayAsk;
    if (isQuestion) services.background(askAndFill(services, [filling, task], conversion));
    const converted =
      conversion?.isLossless === true ? await convertedTo(services, filling.target, task) : undefined;
    tasks.push(converted ?? task);
    if (!isQuestion && converted === undefined) changed.push(...(await mendReferences(filling, task)));
  }
  tellChanged(services, changed);
  return tasks;
}
