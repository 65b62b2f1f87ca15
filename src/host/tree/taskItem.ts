/** How one task looks in the tree. */
import * as vscode from 'vscode';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import { isWaitingForProject } from '../../core/tasks/taskError.ts';
import type { Status } from '../../shared/views.ts';
import { nameOf } from '../fileFacts.ts';
import { plain } from '../present.ts';
import { awaitedHost, awaitedProject, restText } from '../resting.ts';
import { failureText } from '../taskError.ts';
import { ageText, creditsText, elapsedText, kindIcons, kindLabel, statusLabel } from '../words.ts';
import type { Standing } from './waitingText.ts';

const icons: Readonly<Record<Status, readonly [icon: string, color?: string]>> = {
  queued: ['clock'],
  submitting: ['loading~spin'],
  running: ['loading~spin'],
  saving: ['sync~spin'],
  saved: ['pass-filled', 'testing.iconPassed'],
  failed: ['error', 'list.errorForeground'],
  unconfirmed: ['question', 'list.warningForeground'],
  unsaved: ['warning', 'list.warningForeground'],
  lost: ['warning', 'list.warningForeground'],
  unwatched: ['eye-closed'],
};

/** Credits that the task took, where known. What the sandbox makes costs nothing, whatever it pretends. */
export function creditsOf(task: Task): number | undefined {
  return task.service === 'live' && 'credits' in task.state ? task.state.credits : undefined;
}

/** The service's id, where known. */
export function taskIdOf(task: Task): string | undefined {
  return 'taskId' in task.state ? task.state.taskId : undefined;
}

/** A list of tasks may come from elsewhere: what is no place for files is neither opened nor loaded. */
const noFiles: ReadonlySet<string> = new Set(['http', 'https', 'data', 'command', 'javascript', 'vscode']);

/** Where a file lies, by the list; undefined where that is no place of files. */
export function fileUri(uri: string | undefined): vscode.Uri | undefined {
  if (uri === undefined) return undefined;
  const parsed = vscode.Uri.parse(uri);
  return noFiles.has(parsed.scheme.toLowerCase()) ? undefined : parsed;
}

/** URIs of the files on disk. */
export function savedUris(task: Task): readonly vscode.Uri[] {
  if (!('outputs' in task.state)) return [];
  return task.state.outputs.flatMap(o => fileUri(o?.uri) ?? []);
}

function sinceMs(task: Task): number {
  return 'submittedAt' in task.state ? (task.state.submittedAt ?? task.createdAt) : task.createdAt;
}

// A row shows its label whole and cuts the rest: a long prompt would push out what the row is there to say.
const labelLength = 26;

/** The beginning of the title, cut between words. */
function shortTitle(title: string): string {
  const line = plain(title, 200);
  if ([...line].length <= labelLength) return line;
  const cut = [...line].slice(0, labelLength).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > labelLength / 2 ? cut.slice(0, space) : cut).replace(/[\s,.;:]+$/, '')}…`;
}

/** A file that was asked for under its name is known by that: prompts of one page's files begin alike. */
function rowTitle(task: Task): string {
  const { output, title } = task;
  if (output?.exactName === undefined) return shortTitle(title);
  // It may have come in another format.
  const [saved] = savedUris(task);
  return shortTitle(saved === undefined ? output.exactName : nameOf(saved));
}

/** What the row says beside what the task itself knows. */
export interface RowFacts extends Standing {
  readonly nowMs: number;
}

/** What matters most comes first: a narrow side bar cuts the rest. */
function rowDescription(task: Task, { nowMs, modelLabel, waiting }: RowFacts): string {
  const { status } = task.state;
  const credits = creditsOf(task);
  const host = awaitedHost(task);
  const project = awaitedProject(task);
  const stands =
    project === undefined ? statusLabel(status) : vscode.l10n.t('not saved: {0} is not open', project);
  const parts = [
    host === undefined ? undefined : vscode.l10n.t('waits for {0}', host),
    status === 'running' || status === 'submitting' ? elapsedText(nowMs - sinceMs(task)) : undefined,
    status === 'running' || status === 'saved' ? undefined : (waiting ?? stands),
    task.service === 'sandbox' ? 'SANDBOX' : undefined,
    modelLabel,
    credits === undefined ? undefined : creditsText(credits),
    status === 'saved' ? ageText(nowMs - task.updatedAt) : undefined,
  ];
  return parts.filter(part => part !== undefined).join(' · ');
}

const savedMime = ({ state }: Task): string =>
  ('outputs' in state ? state.outputs.find(o => o?.uri !== undefined)?.mime : undefined) ?? '';

/** What its first file is, as far as it can be made something else of. */
function mediaWords(task: Task): readonly string[] {
  const mime = savedMime(task);
  if (mime.startsWith('image/')) return ['picture'];
  return mime.startsWith('video/') ? ['film'] : [];
}

/** Words that menus' `when` clauses look for in `viewItem`. */
function contextValue(task: Task): string {
  const words = ['task', task.state.status, task.kind];
  // Only then may it be taken off the list: what still runs is paid for, and the list alone knows it. What may have
  // arrived is not taken off but forgotten, by a command of that name.
  if (!activeStatuses.has(task.state.status) && task.state.status !== 'unconfirmed') words.push('atRest');
  if (savedUris(task).length > 0) words.push('savedFile', ...mediaWords(task));
  if (taskIdOf(task) !== undefined) words.push('hasTaskId');
  const isUnsaved = task.state.status === 'unsaved' && !isWaitingForProject(task.state);
  if (isUnsaved || task.state.status === 'lost') words.push('canRetry');
  // The first order may have been accepted: a second one is its own, warned of command.
  if (task.state.status !== 'unconfirmed') words.push('canRepeat');
  if (task.service === 'sandbox') words.push('sandbox');
  return ` ${words.join(' ')} `;
}

/** The row; its tooltip comes later, when somebody asks for it. */
export function createTaskItem(task: Task, row: RowFacts): vscode.TreeItem {
  const item = new vscode.TreeItem(rowTitle(task));
  const description = rowDescription(task, row);
  const [icon, color] =
    task.state.status === 'saved' ? [kindIcons[task.kind], 'charts.green'] : icons[task.state.status];
  item.id = task.id;
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = contextValue(task);
  item.accessibilityInformation = {
    label: [kindLabel(task.kind), plain(task.title, 120), statusLabel(task.state.status), description].join(
      ', ',
    ),
  };
  if (task.state.status === 'saved')
    item.command = {
      command: 'apiInOne.tasks.open',
      title: vscode.l10n.t('Open'),
      arguments: [{ type: 'task', id: task.id }],
    };
  else
    item.command = {
      command: 'apiInOne.tasks.showDetails',
      title: vscode.l10n.t('Details'),
      arguments: [{ type: 'task', id: task.id }],
    };
  return item;
}

const isPicture = (mime: string | undefined): boolean => mime?.startsWith('image/') === true;

/** Beyond VS Code's own escapes: addresses become links without any brackets, and `<` opens one. */
function appendWords(md: vscode.MarkdownString, text: string): void {
  const joined = new vscode.MarkdownString('', true).appendText(text).value;
  // They stand in place of all spaces, and a line without any is cut off where it does not fit. Some are kept: at the
  // beginning, in a row and behind `1.` a space would be markup.
  const escaped = joined.replace(/(?<!^|^\d+\.|&nbsp;)&nbsp;(?!&nbsp;)/gm, ' ');
  md.value += escaped.replace(/[<@]|(?<=:)\/\/|(?<=\bwww)\./gi, found => found.replace(/./g, '\\$&'));
}

/** Prompt, parameters, outcome and a picture. All text goes in as text: nothing in it can become a link or a command. */
export function createTooltip(task: Task, { modelLabel, waiting }: Standing): vscode.MarkdownString {
  const md = new vscode.MarkdownString('', true);
  const picture = 'outputs' in task.state ? task.state.outputs.find(o => isPicture(o?.mime)) : undefined;
  // `toString` encodes what would end the address; encoding the ledger's text once more would name another file.
  const address = fileUri(picture?.uri);
  if (address !== undefined) md.appendMarkdown(`![](${address.toString()}|width=260)\n\n`);
  appendWords(md, plain(task.title, 400));
  md.appendMarkdown(`\n\n$(${kindIcons[task.kind]}) `);
  appendWords(
    md,
    [kindLabel(task.kind), plain(modelLabel, 80), waiting ?? statusLabel(task.state.status)].join(' · '),
  );
  const credits = creditsOf(task);
  if (credits !== undefined) appendWords(md, ` · ${creditsText(credits)}`);
  if (task.service === 'sandbox') appendWords(md, ` · ${vscode.l10n.t('Sandbox')}`);
  const failure = restText(task) ?? failureText(task);
  if (failure !== undefined) {
    md.appendMarkdown('\n\n');
    appendWords(md, failure);
  }
  const rows = Object.entries(task.request).filter(([name]) => name !== 'prompt');
  if (rows.length > 0)
    md.appendCodeblock(
      rows
        .map(
          ([name, value]) =>
            `${plain(name, 60)}: ${plain(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), 120)}`,
        )
        .join('\n'),
      'yaml',
    );
  return md;
}
