/** What a waiting task waits for, in words short enough for a row. */
import { env, l10n } from 'vscode';
import type { DownloadProgress } from '../../core/assets/progress.ts';
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

/** Below ten with one decimal: a slow download of little is on its way, too. */
function megabytes(bytes: number): string {
  const count = bytes / 1_000_000;
  return count.toLocaleString(env.language, { maximumFractionDigits: count < 10 ? 1 : 0 });
}

export function progressText({ bytes, length }: DownloadProgress): string {
  return length === undefined
    ? l10n.t('Saving… {0} MB', megabytes(bytes))
    : l10n.t('Saving… {0} of {1} MB', megabytes(bytes), megabytes(length));
}

/** How a task stands, beside what it knows itself. */
export interface Standing {
  /** What people call its model. */
  readonly modelLabel: string;
  /** What it waits for in the line, or how far its download is, in words; undefined where there is no such thing. */
  readonly waiting: string | undefined;
}

export interface StandingParts {
  readonly waitingOf: (task: Task) => Waiting | undefined;
  /** Left out where it would not be kept current. */
  readonly downloadOf?: (id: string) => DownloadProgress | undefined;
  readonly modelLabel: (slug: string) => string;
}

export function standingOf(task: Task, { waitingOf, downloadOf, modelLabel }: StandingParts): Standing {
  const waiting = waitingOf(task);
  const download = task.state.status === 'saving' ? downloadOf?.(task.id) : undefined;
  return {
    modelLabel: modelLabel(task.model),
    waiting: download === undefined ? waiting && waitingText(waiting) : progressText(download),
  };
}
