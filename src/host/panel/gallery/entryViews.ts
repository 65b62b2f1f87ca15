/** Tasks as the gallery's entries: one for each file, or one for a task that came to none. */
import { l10n } from 'vscode';
import type { ModelSpec } from '../../../core/catalogue/types.ts';
import type { Task } from '../../../core/tasks/task.ts';
import type {
  EntryDetail,
  EntryMedia,
  EntryRef,
  EntryView,
  FactView,
} from '../../../shared/galleryProtocol.ts';
import type { OutputSnapshot } from '../../../shared/views.ts';
import { plain } from '../../present.ts';
import { failureText } from '../../taskError.ts';
import { translate } from '../../translate.ts';
import { creditsOf, taskIdOf } from '../../tree/taskItem.ts';
import { creditsText, elapsedText, kindLabel, statusLabel } from '../../words.ts';
import { optional } from '../optional.ts';
import { actionsOf } from '../taskActions.ts';
import type { Stars } from './marks.ts';

export interface EntryParts {
  readonly models: readonly ModelSpec[];
  readonly stars: Pick<Stars, 'has'>;
  srcOf(uri: string): string | undefined;
  /** A file's path as people write it. */
  pathOf(uri: string): string;
}

const titleLength = 300;
const valueLength = 4000;
const soundKinds = new Set<Task['kind']>(['music', 'speech']);
const filmKinds = new Set<Task['kind']>(['video', 'removeVideoBackground']);

function mediaOf(task: Task, output: OutputSnapshot | undefined): EntryMedia {
  if (output === undefined) return 'none';
  const type = output.mime?.split('/')[0];
  if (type === 'image' || type === 'video' || type === 'audio') return type;
  if (soundKinds.has(task.kind)) return 'audio';
  return filmKinds.has(task.kind) ? 'video' : 'image';
}

/** The task's saved file at a place; undefined where there is none. */
export function fileAt(
  { state }: Task,
  output: number,
): (OutputSnapshot & { readonly uri: string }) | undefined {
  const found = 'outputs' in state ? state.outputs[output] : undefined;
  return found?.uri === undefined ? undefined : { ...found, uri: found.uri };
}

function modelLabel(task: Task, models: readonly ModelSpec[]): string {
  return plain(models.find(m => m.slug === task.model)?.label ?? task.model, 80);
}

/** One entry; all text in it is plain text of a bounded length. */
export function toEntryView(task: Task, output: number, parts: EntryParts): EntryView {
  const file = fileAt(task, output);
  const credits = creditsOf(task);
  const ref: EntryRef = { id: task.id, output };
  return {
    ...ref,
    kind: task.kind,
    media: mediaOf(task, file),
    title: plain(task.title, titleLength),
    model: modelLabel(task, parts.models),
    status: task.state.status,
    statusLabel: statusLabel(task.state.status),
    madeAt: task.createdAt,
    isStarred: parts.stars.has(ref),
    isSandbox: task.service === 'sandbox',
    ...optional('src', file && parts.srcOf(file.uri)),
    ...optional('width', file?.width),
    ...optional('height', file?.height),
    ...optional('durationMs', file?.durationMs),
    ...optional('credits', credits === undefined ? undefined : creditsText(credits)),
    ...optional('error', failureText(task)),
  };
}

/** The entries of a task, in the order of its files. */
export function entriesOf(task: Task): readonly EntryRef[] {
  const outputs = 'outputs' in task.state ? task.state.outputs : [];
  const files = outputs.flatMap((output, at) =>
    output?.uri === undefined ? [] : [{ id: task.id, output: at }],
  );
  return files.length === 0 ? [{ id: task.id, output: -1 }] : files;
}

const sizeText = (bytes: number): string =>
  bytes < 1_000_000
    ? l10n.t('{0} kB', Math.max(1, Math.round(bytes / 1000)))
    : l10n.t('{0} MB', (bytes / 1_000_000).toFixed(1));

function fileFacts(file: OutputSnapshot & { readonly uri: string }, parts: EntryParts): readonly FactView[] {
  const { width, height, durationMs, bytes } = file;
  const rows: (readonly [string, string | undefined])[] = [
    [l10n.t('File'), plain(parts.pathOf(file.uri), 400)],
    [l10n.t('Size'), width === undefined || height === undefined ? undefined : `${width} × ${height}`],
    [l10n.t('Length'), durationMs === undefined ? undefined : elapsedText(durationMs)],
    [l10n.t('File size'), bytes === undefined ? undefined : sizeText(bytes)],
  ];
  return toFacts(rows);
}

const toFacts = (rows: readonly (readonly [string, string | undefined])[]): readonly FactView[] =>
  rows.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));

function taskFacts(task: Task, parts: EntryParts): readonly FactView[] {
  const { state } = task;
  const credits = creditsOf(task);
  const taskId = taskIdOf(task);
  const submitted = 'submittedAt' in state ? state.submittedAt : undefined;
  const finished = 'finishedAt' in state ? state.finishedAt : undefined;
  return toFacts([
    [l10n.t('Status'), statusLabel(state.status)],
    [l10n.t('Kind'), kindLabel(task.kind)],
    [l10n.t('Model'), modelLabel(task, parts.models)],
    [l10n.t('Service'), task.service === 'sandbox' ? l10n.t('Sandbox') : l10n.t('API in One')],
    [l10n.t('Credits'), credits === undefined ? undefined : creditsText(credits)],
    [l10n.t('Created'), new Date(task.createdAt).toLocaleString()],
    [
      l10n.t('Took'),
      submitted === undefined || finished === undefined ? undefined : elapsedText(finished - submitted),
    ],
    [l10n.t('Task id'), taskId === undefined ? undefined : plain(taskId, 120)],
  ]);
}

function paramFacts(task: Task, models: readonly ModelSpec[]): readonly FactView[] {
  const fields = models.find(m => m.slug === task.model)?.fields ?? [];
  return Object.entries(task.request).map(([name, value]) => {
    const spec = fields.find(f => f.name === name);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return {
      label: spec === undefined ? plain(name, 60) : translate(spec.label),
      // Kept in its lines: it is shown as text, and copied from.
      value: text.toWellFormed().slice(0, valueLength),
    };
  });
}

/** All that is known of an entry. */
export function toEntryDetail(
  task: Task,
  output: number,
  context: EntryParts & { readonly parent: Task | undefined; readonly isSilentHere: boolean },
): EntryDetail {
  const file = fileAt(task, output);
  const { parent } = context;
  const [ref] = parent === undefined ? [] : entriesOf(parent);
  return {
    entry: toEntryView(task, output, context),
    facts: [...taskFacts(task, context), ...(file === undefined ? [] : fileFacts(file, context))],
    params: paramFacts(task, context.models),
    parent:
      parent === undefined || ref === undefined
        ? undefined
        : { ref, title: plain(parent.title, titleLength) },
    actions: actionsOf(task),
    isSilentHere: context.isSilentHere,
  };
}
