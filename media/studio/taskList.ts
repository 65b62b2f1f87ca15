/**
 * Running work and results. Cards of tasks that did not change stay the same elements, so that nothing that is looked
 * at, played or focused moves.
 */
import type { StudioSnapshot, TaskView } from '../../src/shared/protocol.ts';
import { type CardContext, createCard, tickCard } from './card.ts';
import { updateCard } from './cardUpdate.ts';
import { arrange, h, hasFocus, setText } from './dom.ts';
import { createEmptyState, type IdeaContext } from './emptyState.ts';
import { whenReleased } from './press.ts';

export interface TaskList {
  readonly element: HTMLElement;
  update(snapshot: StudioSnapshot): void;
  /** Brings times up to date. */
  tick(): void;
  /** To what can be done with the newest. */
  focus(): void;
  /** Brings the newest into view. */
  scrollToTop(): void;
}

interface Shown {
  readonly view: TaskView;
  readonly key: string;
  readonly card: HTMLElement;
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

  /** The latest, to draw again once a menu is closed. */
  let latest: StudioSnapshot | undefined;

  const show = (view: TaskView): HTMLElement => {
    const known = shown.get(view.id);
    const key = JSON.stringify(view);
    if (known !== undefined && known.key === key) return known.card;
    const card = known?.card ?? createCard(view, context);
    const isWhole = known === undefined || updateCard(card, known.view, view, context);
    shown.set(view.id, { view, key: isWhole ? key : '', card });
    return card;
  };
  /** Where the focus was in a card that is gone, the one that took its place has it. */
  const drawCards = (tasks: readonly TaskView[]): void => {
    const cards = tasks.map(show);
    const at = [...list.children].findIndex(hasFocus);
    arrange(list, cards);
    if (at < 0 || hasFocus(list)) return;
    const next = cards[Math.min(at, cards.length - 1)];
    next?.querySelector<HTMLElement>('.actions button')?.focus({ preventScroll: true });
  };
  const draw = (snapshot: StudioSnapshot): void => {
    latest = snapshot;
    ({ language } = snapshot);
    const ids = new Set(snapshot.tasks.map(t => t.id));
    for (const id of shown.keys()) if (!ids.has(id)) shown.delete(id);
    drawCards(snapshot.tasks);
    const count = snapshot.running;
    setText(heading, word('Results'));
    setText(running, count === 0 ? '' : word('{0} running', String(count)));
    list.setAttribute('aria-label', word('Running and results'));
    list.hidden = snapshot.tasks.length === 0;
    empty.update(snapshot);
    tick();
  };
  list.addEventListener(
    'toggle',
    e => {
      if (e instanceof ToggleEvent && e.newState === 'closed' && latest !== undefined) draw(latest);
    },
    true,
  );
  const tick = (): void => {
    for (const { view, card } of shown.values()) tickCard(card, view, { now: Date.now(), language, word });
  };
  return {
    element,
    tick,
    update: snapshot => whenReleased(list, () => draw(snapshot)),
    focus: () => list.querySelector<HTMLElement>('.actions button')?.focus({ preventScroll: true }),
    scrollToTop: () => list.firstElementChild?.scrollIntoView({ block: 'nearest' }),
  };
}
