/**
 * Brings a card up to date in place: what did not change stays the same element, so that a film plays on, an open menu
 * stays open and the focus stays where it is.
 */
import type { TaskView } from '../../src/shared/protocol.ts';
import { type CardContext, createCard } from './card.ts';
import { arrange, hasFocus } from './dom.ts';

/** What a part of the card is drawn from. */
const parts: Readonly<Record<'stage' | 'bar' | 'actions', (task: TaskView) => unknown>> = {
  stage: ({ outputs, kind, title, isSandbox, isActive, ratio }) => [
    ...[outputs.map(({ isSilentHere: _, ...output }) => output), kind, title],
    // The place of a result that is still to come.
    outputs.length > 0 || [isActive, ratio],
    isSandbox,
  ],
  bar: ({ isActive }) => isActive,
  actions: ({ actions }) => actions,
};

const isOpen = (actions: Element): boolean => actions.querySelector(':popover-open') !== null;

/** The parts of `card`, with those of `fresh` in the place of what has changed. */
function partsOf(card: HTMLElement, fresh: HTMLElement, isSame: (part: keyof typeof parts) => boolean) {
  const names = Object.keys(parts) as (keyof typeof parts)[];
  const kept = new Map<Element, Element>();
  for (const name of names) {
    const [old, next] = [card.querySelector(`.${name}`), fresh.querySelector(`.${name}`)];
    if (old !== null && next !== null && (isSame(name) || isOpen(old))) kept.set(next, old);
  }
  return (element: Element): readonly Element[] =>
    [...element.children].map(child => kept.get(child) ?? child);
}

/** Whether all of it is up to date: a menu that is open keeps its entries. */
export function updateCard(
  card: HTMLElement,
  before: TaskView,
  task: TaskView,
  context: CardContext,
): boolean {
  const fresh = createCard(task, context);
  const isSame = (part: keyof typeof parts): boolean =>
    JSON.stringify(parts[part](before)) === JSON.stringify(parts[part](task));
  const focused = hasFocus(card) ? document.activeElement?.id : undefined;
  const childrenOf = partsOf(card, fresh, isSame);
  const [body, freshBody] = [card.querySelector('.card-body'), fresh.querySelector('.card-body')];
  if (body === null || freshBody === null) return true;
  const actions = card.querySelector('.actions');
  const isHeldOpen = actions !== null && isOpen(actions) && !isSame('actions');
  const outer = childrenOf(fresh).map(child => (child === freshBody ? body : child));
  arrange(body, childrenOf(freshBody));
  arrange(card, outer);
  card.className = fresh.className;
  restoreFocus(card, focused);
  return !isHeldOpen;
}

function restoreFocus(card: HTMLElement, id: string | undefined): void {
  if (id === undefined || hasFocus(card)) return;
  const same = id === '' ? null : card.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  same?.focus({ preventScroll: true });
  // It may be gone, or wait in the menu now.
  if (!hasFocus(card)) card.querySelector<HTMLElement>('.actions button')?.focus({ preventScroll: true });
}
