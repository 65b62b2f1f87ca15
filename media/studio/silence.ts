/** Says that a film has sound which this editor cannot play, and offers the system's player. */
import type { Word } from './controls/control.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';

/** `id` is the button's. */
export function createSilence(word: Word, id: string, open: () => void): HTMLElement {
  const text = word(
    'This file has AAC sound, which VS Code on the desktop cannot play: it is silent here, not in the file.',
  );
  const props = { type: 'button', className: 'secondary', id, onclick: open };
  const button = h('button', props, icon('outside'), word('Open in the System Player'));
  return h('div', { className: 'silence' }, icon('warning'), h('div', {}, h('p', {}, text), button));
}
