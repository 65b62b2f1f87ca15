/**
 * Running work and results. Cards of tasks that did not change stay the same elements, so that nothing that is looked
 * at, played or focused moves.
 */
import type { StudioSnapshot, TaskView } from '../../src/shared/protocol.ts';
import { type CardContext, createCard, tickCard } from './card.ts';
import { arrange, h, hasFocus, setText } from './dom.ts';
import { createEmptyState, type IdeaContext } from './emptyState.ts';

export interface TaskList {
  readonly element: HTMLElement;
  update(snapshot: StudioSnapshot): void;
  /** Brings times up to date. */
  tick(): void;
  /** Brings the newest into view. */
  scrollToTop(): void;
}

interface Shown {
  readonly view: TaskView;
  readonly key: string;
  readonly card: HTMLElement;
}

/** Puts a new card where an old one was, with the focus where it was. */
function replaceCard(old: HTMLElement, card: HTMLElement): void {
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
  old.replaceWith(card);
  if (focused === undefined) return;
  const same = focused === '' ? null : card.querySelector<HTMLElement>(`#${CSS.escape(focused)}`);
  same?.focus({ preventScroll: true });
  // It may be gone, or wait in the menu now.
  if (!hasFocus(card)) card.querySelector<HTMLElement>('.actions button')?.focus({ preventScroll: true });
}

/** Makes the list. */
export function createTaskList(context: CardContext & IdeaContext): TaskList {
  const { word } = context;
  const list = h('ul', { className: 'cards' });
  const heading = h('h2', {});
  const running = h('span', { className: 'running-count' });
  const empty = createEmptyState(context);
  const element = h(
    'section',
    { className: 'results', 'aria-labelledby': 'results-heading' },
    h('header', { className: 'results-head' }, heading, running),
    empty.element,
    list,
  );
  heading.id = 'results-heading';
  const shown = new Map<string, Shown>();
  let language = 'en';

  const show = (view: TaskView): HTMLElement => {
    const known = shown.get(view.id);
    const key = JSON.stringify(view);
    if (known !== undefined && known.key === key) return known.card;
    const card = createCard(view, context);
    if (known !== undefined) replaceCard(known.card, card);
    shown.set(view.id, { view, key, card });
    return card;
  };
  const tick = (): void => {
    for (const { view, card } of shown.values()) tickCard(card, view, { now: Date.now(), language, word });
  };
  return {
    element,
    tick,
    update(snapshot) {
      ({ language } = snapshot);
      const ids = new Set(snapshot.tasks.map(t => t.id));
      for (const id of shown.keys()) if (!ids.has(id)) shown.delete(id);
      arrange(list, snapshot.tasks.map(show));
      const count = snapshot.tasks.filter(t => t.isActive).length;
      setText(heading, word('Results'));
      setText(running, count === 0 ? '' : word('{0} running', String(count)));
      list.setAttribute('aria-label', word('Running and results'));
      list.hidden = snapshot.tasks.length === 0;
      empty.update(snapshot);
      tick();
    },
    scrollToTop: () => list.firstElementChild?.scrollIntoView({ block: 'nearest' }),
  };
}
