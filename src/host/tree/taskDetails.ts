/** Everything that is known of a task, as a document to read. */
import { env, l10n } from 'vscode';
import type { Task } from '../../core/tasks/task.ts';
import { plain } from '../present.ts';
import { restText } from '../resting.ts';
import { failureText } from '../taskError.ts';
import { creditsText, elapsedText, kindLabel, statusLabel } from '../words.ts';
import { shortUnconfirmedWords } from '../wordsOfUnconfirmed.ts';
import { creditsOf, taskIdOf } from './taskItem.ts';
import type { Standing } from './waitingText.ts';

const when = (ms: number): string => new Date(ms).toLocaleString(env.language);

/** A word of the service's as inline code: in the details nothing of it is a link, a picture or HTML. */
const word = (text: string): string => `\`${plain(text, 60).replaceAll('`', "'")}\``;

function facts(
  task: Task,
  { modelLabel, waiting }: Standing,
): readonly (readonly [label: string, value: string | undefined])[] {
  const { state } = task;
  const submitted = 'submittedAt' in state ? state.submittedAt : undefined;
  const finished = 'finishedAt' in state ? state.finishedAt : undefined;
  const credits = creditsOf(task);
  const taskId = taskIdOf(task);
  return [
    [
      l10n.t('Status'),
      waiting === undefined ? statusLabel(state.status) : `${statusLabel(state.status)} – ${waiting}`,
    ],
    [l10n.t('Kind'), kindLabel(task.kind)],
    [l10n.t('Model'), task.model === '' ? undefined : word(modelLabel)],
    [l10n.t('Service'), task.service === 'sandbox' ? l10n.t('Sandbox') : l10n.t('API in One')],
    [l10n.t('Task id'), taskId === undefined ? undefined : word(taskId)],
    [
      l10n.t("The service's status"),
      'apiStatus' in state && state.apiStatus ? word(state.apiStatus) : undefined,
    ],
    [l10n.t('Credits'), credits === undefined ? undefined : creditsText(credits)],
    [l10n.t('Created'), when(task.createdAt)],
    [l10n.t('Sent'), submitted === undefined ? undefined : when(submitted)],
    [l10n.t('Finished'), finished === undefined ? undefined : when(finished)],
    [
      l10n.t('Took'),
      submitted === undefined || finished === undefined ? undefined : elapsedText(finished - submitted),
    ],
  ];
}

/** Text that cannot close the code block it stands in. */
const fenced = (text: string, language: string): string =>
  `\`\`\`\`\`${language}\n${text.replaceAll('`````', "'''''")}\n\`\`\`\`\``;

/** Markdown. What came from outside stands in code blocks, where nothing of it is a link. */
export function detailsOf(task: Task, standing: Standing): string {
  const { state } = task;
  const rows = facts(task, standing).flatMap(([label, value]) =>
    value === undefined ? [] : [`| ${label} | ${value.replaceAll('|', '\\|')} |`],
  );
  const parts = [
    `# ${kindLabel(task.kind)}`,
    fenced(task.title, 'text'),
    ['| | |', '|---|---|', ...rows].join('\n'),
  ];
  const failure = restText(task) ?? failureText(task);
  const advice = state.status === 'unconfirmed' ? `\n${shortUnconfirmedWords.advice()}` : '';
  if (failure !== undefined)
    parts.push(`## ${l10n.t('What happened')}`, fenced(`${failure}${advice}`, 'text'));
  parts.push(`## ${l10n.t('Request')}`, fenced(JSON.stringify(task.request, null, 2), 'json'));
  const files = 'outputs' in state ? state.outputs.filter(o => o !== null) : [];
  if (files.length > 0) parts.push(`## ${l10n.t('Files')}`, fenced(JSON.stringify(files, null, 2), 'json'));
  return `${parts.join('\n\n')}\n`;
}
