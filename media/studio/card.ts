/** One task: what it made or is making, what it is, and what can be done with it. */
import type { TaskAction, TaskView } from '../../src/shared/protocol.ts';
import type { Status } from '../../src/shared/views.ts';
import { gallery, placeholder } from './cardMedia.ts';
import type { Word } from './controls/control.ts';
import { h, setText } from './dom.ts';
import { type IconName, icon } from './icons.ts';
import { createSilence } from './silence.ts';

export interface CardContext {
  readonly word: Word;
  act(id: string, action: TaskAction): void;
  /** In the system's own player. */
  openOutside(id: string, output: number): void;
}

const statusIcons: Readonly<Partial<Record<Status, IconName>>> = {
  queued: 'clock',
  saved: 'check',
  failed: 'warning',
  unconfirmed: 'warning',
  unsaved: 'warning',
  lost: 'warning',
};

/** So many of a task's actions have their words; so many more are signs; the others wait in a menu. */
const worded = 2;
const signs = 2;

function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

function roughly(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** How far it may be, in percent: near the end it slows down, for nobody knows. */
function progress(task: TaskView, now: number): number {
  const part = Math.max(0, now - task.startedAt) / Math.max(1, task.typicalMs);
  return Math.round((1 - Math.exp(-1.6 * part)) * 95);
}

type ActionView = TaskView['actions'][number];

function actionButton(
  task: TaskView,
  { action, label }: ActionView,
  at: number,
  context: CardContext,
): HTMLElement {
  const onclick = (): void => context.act(task.id, action);
  const common = { type: 'button', id: `${action}-${task.id}`, onclick };
  return at < worded && action !== 'details'
    ? h('button', { ...common, className: at === 0 ? 'secondary first' : 'secondary' }, icon(action), label)
    : h('button', { ...common, className: 'icon-button', title: label, 'aria-label': label }, icon(action));
}

/** The actions that are seldom needed, behind a button. */
function menu(task: TaskView, views: readonly ActionView[], context: CardContext): readonly HTMLElement[] {
  const id = `menu-${task.id}`;
  const items = views.map(({ action, label }, at) =>
    h(
      'button',
      {
        type: 'button',
        className: 'menu-item',
        id: `${action}-${task.id}`,
        autofocus: at === 0,
        onclick: () => {
          box.hidePopover();
          context.act(task.id, action);
        },
      },
      icon(action),
      label,
    ),
  );
  const box = h('div', { className: 'menu', id, popover: 'auto' }, ...items);
  const label = context.word('More actions');
  const button = h(
    'button',
    { type: 'button', className: 'icon-button', id: `more-${task.id}`, title: label, 'aria-label': label },
    icon('more'),
  );
  button.popoverTargetElement = box;
  return [button, box];
}

function actions(task: TaskView, context: CardContext): HTMLElement {
  const shown = task.actions.length <= worded + signs + 1 ? task.actions.length : worded + signs;
  const buttons = task.actions.slice(0, shown).map((view, at) => actionButton(task, view, at, context));
  const rest = task.actions.slice(shown);
  return h(
    'div',
    { className: 'actions' },
    ...buttons,
    ...(rest.length === 0 ? [] : menu(task, rest, context)),
  );
}

function facts(task: TaskView): HTMLElement {
  const sign = statusIcons[task.status];
  const status = h(
    'span',
    { className: 'status' },
    task.isActive && sign === undefined
      ? h('span', { className: 'spinner', 'aria-hidden': 'true' })
      : icon(sign ?? 'clock'),
    task.statusLabel,
  );
  const parts = [task.model, task.credits ?? ''].filter(part => part !== '');
  const time = h('span', { className: 'time', 'data-task': task.id });
  return h(
    'p',
    { className: 'facts' },
    status,
    ...parts.map(part => h('span', { className: 'fact' }, part)),
    time,
  );
}

/** One hint is enough for all of a task's films. */
function silence({ id, outputs }: TaskView, { word, openOutside }: CardContext): HTMLElement | false {
  const silent = outputs.find(output => output.isSilentHere);
  return silent !== undefined && createSilence(word, `outside-${id}`, () => openOutside(id, silent.index));
}

/** The card of a task; what changes with time is left to `tickCard`. */
export function createCard(task: TaskView, context: CardContext): HTMLElement {
  const hasFiles = task.outputs.length > 0;
  const bar = h('div', { className: 'bar', 'aria-hidden': 'true' }, h('span', {}));
  return h(
    'li',
    { className: `card ${task.status} ${task.kind} ${task.isActive ? 'active' : ''}`, 'data-id': task.id },
    h(
      'div',
      { className: 'stage' },
      task.isSandbox && h('span', { className: 'badge' }, 'SANDBOX'),
      hasFiles ? gallery(task, context.word) : task.isActive && placeholder(task),
    ),
    task.isActive && bar,
    h(
      'div',
      { className: 'card-body' },
      h('p', { className: 'title', dir: 'auto', title: task.title }, task.title),
      facts(task),
      task.error !== undefined && h('p', { className: 'trouble' }, task.error),
      silence(task, context),
      actions(task, context),
    ),
  );
}

function age(ms: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return format.format(0, 'minute');
  if (minutes < 60) return format.format(-minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? format.format(-hours, 'hour') : format.format(-Math.floor(hours / 24), 'day');
}

/** Brings a card's times up to date. */
export function tickCard(
  card: HTMLElement,
  task: TaskView,
  clock: { now: number; language: string; word: Word },
): void {
  const time = card.querySelector('.time');
  if (time === null) return;
  if (!task.isActive) {
    setText(time, age(clock.now - task.updatedAt, clock.language));
    return;
  }
  const usual = clock.word('usually {0}', roughly(task.typicalMs));
  setText(time, task.status === 'queued' ? '' : `${elapsed(clock.now - task.startedAt)} · ${usual}`);
  const bar = card.querySelector<HTMLElement>('.bar > span');
  if (bar !== null) bar.style.width = `${task.status === 'queued' ? 0 : progress(task, clock.now)}%`;
}
