/** What a waiting task waits for, in words short enough for a row. */
import { l10n } from 'vscode';
import type { Waiting } from '../../core/tasks/line.ts';
import type { Task } from '../../core/tasks/task.ts';

export function waitingText(waiting: Waiting): string {
  switch (waiting.reason) {
    case 'paused':
      return l10n.t('paused');
    case 'denied':
      return l10n.t('waits for a valid key');
    case 'offline':
      return l10n.t('waits for the network');
    case 'broken':
      return l10n.t('the service has trouble');
    case 'limited':
      return l10n.t('waits for the request limit');
    case 'kind':
      return l10n.t('waits: {0} at a time', waiting.limit);
    case 'turn':
      return waiting.place === 1 ? l10n.t('next in line') : l10n.t('number {0} in line', waiting.place);
  }
}

/** How a task stands, beside what it knows itself. */
export interface Standing {
  /** What people call its model. */
  readonly modelLabel: string;
  /** What it waits for, in words; undefined where it does not wait in the line. */
  readonly waiting: string | undefined;
}

export interface StandingParts {
  readonly waitingOf: (task: Task) => Waiting | undefined;
  readonly modelLabel: (slug: string) => string;
}

export function standingOf(task: Task, { waitingOf, modelLabel }: StandingParts): Standing {
  const waiting = waitingOf(task);
  return { modelLabel: modelLabel(task.model), waiting: waiting && waitingText(waiting) };
}
