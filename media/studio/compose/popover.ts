/** A button that opens a box below it, filled anew each time. The browser closes it by Escape and by a press elsewhere. */
import type { Word } from '../controls/control.ts';
import { h, setText } from '../dom.ts';
import { type IconName, icon } from '../icons.ts';

export interface Popover {
  readonly button: HTMLButtonElement;
  readonly box: HTMLElement;
  setWords(): void;
  close(): void;
}

/** Makes both; `opened` fills the box. */
export function createPopover(
  word: Word,
  look: { readonly id: string; readonly icon: IconName; readonly text: string },
  opened: () => void,
): Popover {
  const box = h('div', { className: 'menu pop', id: `${look.id}-box`, popover: 'auto' });
  const label = h('span', {});
  const button = h('button', { type: 'button', className: 'quiet', id: look.id }, icon(look.icon), label);
  button.popoverTargetElement = box;
  box.addEventListener('beforetoggle', e => {
    if (e instanceof ToggleEvent && e.newState === 'open') opened();
  });
  return {
    button,
    box,
    setWords() {
      setText(label, word(look.text));
      box.setAttribute('aria-label', word(look.text));
    },
    close: () => box.hidePopover(),
  };
}
