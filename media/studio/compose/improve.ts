/** A better prompt, asked for, shown as what would change, and taken or dropped. */
import type { Kind } from '../../../src/shared/views.ts';
import type { Word } from '../controls/control.ts';
import { h, setText } from '../dom.ts';
import type { Host } from '../host.ts';
import { icon } from '../icons.ts';
import { wordDiff } from './wordDiff.ts';

export interface ImproveContext {
  readonly host: Pick<Host, 'call'>;
  readonly word: Word;
  prompt(): { readonly kind: Kind; readonly text: string };
  take(text: string): void;
  fail(e: unknown): void;
}

export interface Improve {
  readonly button: HTMLButtonElement;
  /** What would change; empty while nothing was asked. */
  readonly element: HTMLElement;
  setWords(): void;
}

/** Makes the button and the place of the answer. */
export function createImprove({ host, word, prompt, take, fail }: ImproveContext): Improve {
  const label = h('span', {});
  const button = h('button', { type: 'button', className: 'quiet', id: 'improve' }, icon('spark'), label);
  const element = h('section', { className: 'improved', hidden: true });
  let isAsking = false;

  const close = (): void => {
    element.hidden = true;
    element.replaceChildren();
    button.focus();
  };
  const show = (
    before: string,
    answer: { readonly text: string; readonly credits: string | undefined },
  ): void => {
    const tags = { same: 'span', added: 'ins', removed: 'del' } as const;
    const parts = wordDiff(before, answer.text).map(({ type, text }) => h(tags[type], {}, text));
    const accept = h(
      'button',
      { type: 'button', className: 'secondary', id: 'improve-take' },
      icon('check'),
      word('Use It'),
    );
    const drop = h(
      'button',
      { type: 'button', className: 'secondary', id: 'improve-drop' },
      icon('close'),
      word('Drop It'),
    );
    accept.addEventListener('click', () => {
      close();
      take(answer.text);
    });
    drop.addEventListener('click', close);
    element.setAttribute('aria-label', word('Suggested prompt'));
    element.replaceChildren(
      h('p', { className: 'diff' }, ...parts),
      h(
        'div',
        { className: 'actions' },
        accept,
        drop,
        h('span', { className: 'fact' }, answer.credits ?? ''),
      ),
    );
    element.hidden = false;
    accept.focus();
  };
  const setWords = (): void => {
    setText(label, word(isAsking ? 'Asking Gemini…' : 'Improve Prompt'));
    button.title = word('Asks Gemini: one request, and credits as for a chat.');
    button.setAttribute('aria-disabled', String(isAsking));
  };
  const ask = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    setWords();
    const before = prompt();
    try {
      show(before.text, await host.call('improvePrompt', before));
    } catch (e) {
      fail(e);
    } finally {
      isAsking = false;
      setWords();
    }
  };
  button.addEventListener('click', () => void ask());
  return { button, element, setWords };
}
