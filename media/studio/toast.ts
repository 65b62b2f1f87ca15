/** A line at the bottom that says what was done, with a way back where there is one. */
import type { Word } from './controls/control.ts';
import { h, setText } from './dom.ts';
import { type Step, stepButton } from './failure.ts';
import { icon } from './icons.ts';

export interface Toast {
  readonly element: HTMLElement;
  /** Stays until it is closed or another one comes. `undo`: the way back; `steps`: what else can be done. */
  show(
    text: string,
    ways?: { readonly undo?: (() => void) | undefined; readonly steps?: readonly Step[] },
  ): void;
  /** Takes back what the line tells of, if it can be. */
  undo(): boolean;
  hide(): void;
}

/** Makes the line. */
export function createToast(word: Word): Toast {
  let takeBack: (() => void) | undefined;
  const text = h('span', { role: 'status' });
  const undoButton = h('button', {
    type: 'button',
    className: 'link',
    id: 'undo',
    onclick: () => toast.undo(),
  });
  const close = h(
    'button',
    { type: 'button', className: 'icon-button', onclick: () => toast.hide() },
    icon('close'),
  );
  const steps = h('span', { className: 'steps' });
  const element = h('div', { className: 'toast', hidden: true }, text, undoButton, steps, close);
  const toast: Toast = {
    element,
    show(words, { undo, steps: offered = [] } = {}) {
      takeBack = undo;
      steps.replaceChildren(...offered.map((step, at) => stepButton(step, `toast-step-${at}`)));
      element.hidden = false;
      setText(text, words);
      setText(undoButton, word('Undo'));
      undoButton.hidden = undo === undefined;
      close.title = word('Close');
      close.setAttribute('aria-label', close.title);
    },
    undo() {
      const work = takeBack;
      toast.hide();
      work?.();
      return work !== undefined;
    },
    hide() {
      takeBack = undefined;
      element.hidden = true;
      setText(text, '');
    },
  };
  return toast;
}
