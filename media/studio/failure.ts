/** A failure where the person is: its words, and buttons for what can be done about it. */
import { h, setText } from './dom.ts';

/** What a button beside a failure does. */
export interface Step {
  readonly title: string;
  take(): void;
}

/** The button of a step. */
export function stepButton({ title, take }: Step, id: string): HTMLElement {
  return h('button', { type: 'button', className: 'secondary', id, onclick: take }, title);
}

/** Puts it into `element`; an empty text takes it away. */
export function showFailure(element: HTMLElement, text: string, steps: readonly Step[]): void {
  if (steps.length === 0) {
    setText(element, text);
    return;
  }
  const buttons = steps.map((step, at) => stepButton(step, `${element.id}-step-${at}`));
  element.replaceChildren(text, h('span', { className: 'steps' }, ...buttons));
}
