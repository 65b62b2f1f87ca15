/** What can be done with a task in the panel, and the commands behind it. */
import { l10n } from 'vscode';
import type { Task } from '../../core/tasks/task.ts';
import { isWaitingForProject } from '../../core/tasks/taskError.ts';
import type { TaskAction } from '../../shared/protocol.ts';
import type { Status } from '../../shared/views.ts';
import type { CommandId } from '../contributions.ts';
import { savedUris } from '../tree/taskItem.ts';
import { unconfirmedWords } from '../wordsOfUnconfirmed.ts';

/** The command of each action; those left out need the panel: its form, or the editor that was active before it. */
export const actionCommands: Readonly<Record<Exclude<TaskAction, 'useAsInput' | 'insert'>, CommandId>> = {
  open: 'apiInOne.tasks.open',
  rerun: 'apiInOne.tasks.rerun',
  remix: 'apiInOne.tasks.remix',
  edit: 'apiInOne.tasks.editInStudio',
  reveal: 'apiInOne.tasks.reveal',
  stopWatching: 'apiInOne.tasks.stopWatching',
  resume: 'apiInOne.tasks.resume',
  retry: 'apiInOne.tasks.retry',
  saveTo: 'apiInOne.tasks.saveTo',
  trackUnconfirmed: 'apiInOne.tasks.trackUnconfirmed',
  sendAgain: 'apiInOne.tasks.sendAgain',
  details: 'apiInOne.tasks.showDetails',
  remove: 'apiInOne.tasks.remove',
};

/** By status, the likeliest first. What needs a saved file is left out where there is none. */
const byStatus: Readonly<Record<Status, readonly TaskAction[]>> = {
  queued: ['stopWatching', 'edit', 'details'],
  submitting: ['details'],
  running: ['stopWatching', 'edit', 'details'],
  saving: ['details'],
  saved: ['insert', 'open', 'useAsInput', 'rerun', 'remix', 'edit', 'reveal', 'details', 'remove'],
  failed: ['retry', 'edit', 'details', 'remove'],
  unconfirmed: ['trackUnconfirmed', 'sendAgain', 'details', 'remove'],
  unsaved: ['retry', 'saveTo', 'open', 'insert', 'edit', 'details', 'remove'],
  lost: ['retry', 'edit', 'details', 'remove'],
  unwatched: ['resume', 'edit', 'details', 'remove'],
};

const withFile: ReadonlySet<TaskAction> = new Set(['insert', 'open', 'useAsInput', 'reveal']);

function labelOf(action: TaskAction, status: Status): string {
  switch (action) {
    case 'open':
      return l10n.t('Open');
    case 'insert':
      return l10n.t('Insert');
    case 'useAsInput':
      return l10n.t('Use as Input');
    case 'rerun':
      return l10n.t('Run Again');
    case 'remix':
      return l10n.t('Remix');
    case 'edit':
      return l10n.t('Edit in Form');
    case 'reveal':
      return l10n.t('Reveal in Explorer');
    case 'stopWatching':
      return status === 'queued' ? l10n.t('Cancel') : l10n.t('Stop Watching');
    case 'resume':
      return l10n.t('Resume Watching');
    case 'retry':
      return l10n.t('Try Again');
    case 'saveTo':
      return l10n.t('Save to…');
    case 'trackUnconfirmed':
      return unconfirmedWords.track();
    case 'sendAgain':
      return unconfirmedWords.sendAgain();
    case 'details':
      return l10n.t('Show Details');
    case 'remove':
      return status === 'unconfirmed' ? unconfirmedWords.forget() : l10n.t('Remove from List');
  }
}

/** The actions that fit the task's state, with their words. */
export function actionsOf(task: Task): readonly { action: TaskAction; label: string }[] {
  const { status } = task.state;
  const hasFile = savedUris(task).length > 0;
  return byStatus[status]
    .filter(action => hasFile || !withFile.has(action))
    .filter(action => action !== 'retry' || !isWaitingForProject(task.state))
    .map(action => ({ action, label: labelOf(action, status) }));
}
