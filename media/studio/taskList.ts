/** Running work and results. */
import type { TaskAction, TaskView } from '../../src/shared/protocol.ts';
import { h } from './dom.ts';

export interface ListContext {
  readonly word: (text: string) => string;
  readonly act: (id: string, action: TaskAction) => void;
}

function elapsed(startedAt: number): string {
  const seconds = Math.max(0, Math.floor((Date.now() - startedAt) / 1000));
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
}

function media(task: TaskView, output: TaskView['outputs'][number]): HTMLElement {
  const type = output.mime?.split('/')[0];
  if (type === 'video')
    return h('video', {
      src: output.src,
      controls: true,
      muted: true,
      loop: true,
      preload: 'metadata',
      'aria-label': task.title,
    });
  if (type === 'audio')
    return h('audio', { src: output.src, controls: true, preload: 'metadata', 'aria-label': task.title });
  return h('img', {
    src: output.src,
    alt: task.title,
    loading: 'lazy',
    width: output.width,
    height: output.height,
  });
}

function actions(task: TaskView, context: ListContext): HTMLElement {
  const button = (label: string, action: TaskAction): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        className: 'secondary',
        id: `${action}-${task.id}`,
        onclick: () => context.act(task.id, action),
      },
      context.word(label),
    );
  const hasFile = task.outputs.length > 0;
  return h(
    'div',
    { className: 'actions' },
    hasFile && button('Open', 'open'),
    hasFile && button('Insert', 'insert'),
    task.isActive ? button('Stop Watching', 'stopWatching') : button('Run Again', 'rerun'),
    ['unsaved', 'failed', 'lost'].includes(task.status) && button('Try Again', 'retry'),
    button('Details', 'details'),
  );
}

function card(task: TaskView, context: ListContext): HTMLElement {
  const facts = [task.isSandbox ? 'SANDBOX' : '', task.model, task.credits ?? '']
    .filter(t => t !== '')
    .join(' · ');
  const time = task.isActive
    ? h('span', { className: 'elapsed', 'data-started': task.startedAt }, elapsed(task.startedAt))
    : undefined;
  return h(
    'li',
    { className: `card ${task.status}${task.isActive ? ' active' : ''}` },
    task.isActive && h('div', { className: 'placeholder', 'aria-hidden': 'true' }),
    ...task.outputs.map(o => media(task, o)),
    h('p', { className: 'title' }, task.title),
    h(
      'p',
      { className: 'facts' },
      h('span', { className: 'status' }, task.statusLabel),
      time,
      h('span', {}, facts),
    ),
    task.error === undefined ? undefined : h('p', { className: 'problem' }, task.error),
    actions(task, context),
  );
}

const sameCard = (a: TaskView, b: TaskView): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Keeps a list element current: cards of tasks that did not change stay the same elements, so that nothing that is
 * looked at, played or focused moves.
 */
export function createTaskList(
  list: HTMLElement,
  context: ListContext,
): (tasks: readonly TaskView[]) => void {
  const shown = new Map<string, { view: TaskView; element: HTMLElement }>();
  const show = (view: TaskView): HTMLElement => {
    const known = shown.get(view.id);
    if (known !== undefined && sameCard(known.view, view)) return known.element;
    const element = card(view, context);
    known?.element.replaceWith(element);
    shown.set(view.id, { view, element });
    return element;
  };
  return tasks => {
    const wanted = tasks.map(show);
    const ids = new Set(tasks.map(t => t.id));
    for (const [id, { element }] of shown)
      if (!ids.has(id)) {
        element.remove();
        shown.delete(id);
      }
    wanted.forEach((element, at) => {
      if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
    });
  };
}

/** Brings the running times up to date. */
export function tickElapsed(list: HTMLElement): void {
  for (const span of list.querySelectorAll<HTMLElement>('[data-started]'))
    span.textContent = elapsed(Number(span.dataset['started']));
}
