/** Tasks as the panel's cards show them. */
import type { DownloadProgress } from '../../core/assets/progress.ts';
import type { ModelSpec } from '../../core/catalogue/types.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import type { OutputView, TaskView } from '../../shared/protocol.ts';
import type { OutputSnapshot } from '../../shared/views.ts';
import { plain } from '../present.ts';
import { restText } from '../resting.ts';
import { failureText } from '../taskError.ts';
import { creditsOf } from '../tree/taskItem.ts';
import { progressText } from '../tree/waitingText.ts';
import { creditsText, kindLabel, statusLabel } from '../words.ts';
import { actionsOf } from './taskActions.ts';

export interface TaskViewParts {
  readonly models: readonly ModelSpec[];
  readonly service: 'live' | 'sandbox';
  /** The address under which the panel loads a file; undefined where it may not. */
  srcOf(uri: string): string | undefined;
  /** How far its download is, where that is large or slow. */
  downloadOf(id: string): DownloadProgress | undefined;
  /** How long it takes, ms, as far as is known by now. */
  expectedMs(task: Task): number;
  /** Whether there is sound in a film that this editor cannot play, as far as is known by now. */
  isSilentHere(file: OutputSnapshot): boolean;
}

/** So many are in the list; the gallery has them all. */
export const shownTasks = 60;

const isUnderWay = ({ state }: Task): boolean =>
  activeStatuses.has(state.status) && state.status !== 'queued';

/** The tasks of the list, in the order of `tasks`: what is under way, of a large batch its oldest, then the first ones. */
export function listedTasks(tasks: readonly Task[]): readonly Task[] {
  if (tasks.length <= shownTasks) return tasks;
  const running = tasks.filter(isUnderWay).slice(-shownTasks);
  const others = tasks.filter(task => !running.includes(task)).slice(0, shownTasks - running.length);
  const listed = new Set([...running, ...others]);
  return tasks.filter(task => listed.has(task));
}
const titleLength = 400;

function outputViews(task: Task, parts: TaskViewParts): readonly OutputView[] {
  const outputs = 'outputs' in task.state ? task.state.outputs : [];
  return outputs.flatMap((output, index) => {
    if (output?.uri === undefined) return [];
    const { mime, width, height } = output;
    return {
      index,
      src: parts.srcOf(output.uri),
      isInput: output.url !== undefined && task.service === parts.service,
      isSilentHere: parts.isSilentHere(output),
      ...(mime === undefined ? {} : { mime }),
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
    };
  });
}

/** Width by height as the request says it: `16:9`. */
function ratioOf(task: Task, spec: ModelSpec | undefined): number | undefined {
  const field = spec?.fields.find(f => f.type === 'choice' && f.isAspectRatio === true);
  const value = field === undefined ? undefined : task.request[field.name];
  const [, width, height] = /^(\d{1,3}):(\d{1,3})$/.exec(String(value)) ?? [];
  const ratio = Number(width) / Number(height);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}

/** One task; all text in it is plain text of a bounded length. */
export function toTaskView(task: Task, parts: TaskViewParts): TaskView {
  const { state } = task;
  const spec = parts.models.find(m => m.slug === task.model);
  const credits = creditsOf(task);
  const ratio = ratioOf(task, spec);
  const download = state.status === 'saving' ? parts.downloadOf(task.id) : undefined;
  return {
    id: task.id,
    kind: task.kind,
    kindLabel: kindLabel(task.kind),
    title: plain(task.title, titleLength),
    model: plain(spec?.label ?? task.model, 80),
    status: state.status,
    statusLabel: download === undefined ? statusLabel(state.status) : progressText(download),
    startedAt: 'submittedAt' in state ? (state.submittedAt ?? task.createdAt) : task.createdAt,
    updatedAt: task.updatedAt,
    typicalMs: Math.round(parts.expectedMs(task)),
    ...(ratio === undefined ? {} : { ratio }),
    isActive: activeStatuses.has(state.status),
    isSandbox: task.service === 'sandbox',
    credits: credits === undefined ? undefined : creditsText(credits),
    error: restText(task) ?? failureText(task),
    outputs: outputViews(task, parts),
    actions: actionsOf(task),
  };
}
