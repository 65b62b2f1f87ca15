/** A better prompt, asked for, shown as what would change, and taken or dropped. */
import type { Kind } from '../../../src/shared/views.ts';
import type { Word } from '../controls/control.ts';
import { h, hasFocus, setText } from '../dom.ts';
import type { Host } from '../host.ts';
import { type IconName, icon } from '../icons.ts';
import { wordDiff } from './wordDiff.ts';

export interface ImproveContext {
  readonly host: Pick<Host, 'call'>;
  readonly word: Word;
  prompt(): { readonly kind: Kind; readonly text: string };
  take(text: string): void;
  fail(e: unknown): void;
  /** Said aloud. */
  announce(text: string): void;
}

export interface Improve {
  readonly button: HTMLButtonElement;
  /** What would change; empty while nothing was asked. */
  readonly element: HTMLElement;
  setWords(): void;
  /** The form may hold another text now, or be another one: a suggestion stays one for what is there. */
  follow(): void;
}

/** Whether half of the words of `asked` are in `now`: else it is another prompt, which nobody has improved. */
function isStillMeant(asked: string, now: string): boolean {
  const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const words = new Set(wordsOf(now));
  const known = wordsOf(asked);
  return known.filter(w => words.has(w)).length * 2 >= known.length;
}

interface Suggestion {
  readonly kind: Kind;
  /** What was asked about. */
  readonly asked: string;
  readonly text: string;
  readonly credits: string | undefined;
}

/** Makes the button and the place of the answer. */
export function createImprove(context: ImproveContext): Improve {
  const { host, word, prompt, take, fail, announce } = context;
  const label = h('span', {});
  const button = h('button', { type: 'button', className: 'quiet', id: 'improve' }, icon('spark'), label);
  const diff = h('p', { className: 'diff', dir: 'auto' });
  const credits = h('span', { className: 'fact' });
  const choice = (
    id: string,
    sign: IconName,
    onclick: () => void,
  ): { button: HTMLElement; text: HTMLElement } => {
    const text = h('span', {});
    return {
      text,
      button: h('button', { type: 'button', className: 'secondary', id, onclick }, icon(sign), text),
    };
  };
  const accept = choice('improve-take', 'check', () => {
    const text = suggestion?.text;
    close();
    if (text !== undefined) take(text);
  });
  const drop = choice('improve-drop', 'close', () => close());
  const actions = h('div', { className: 'actions' }, accept.button, drop.button, credits);
  const element = h('section', { className: 'improved', hidden: true }, diff, actions);
  let isAsking = false;
  let suggestion: Suggestion | undefined;
  let drawnFor: string | undefined;

  const close = (): void => {
    const hadFocus = hasFocus(element);
    suggestion = undefined;
    element.hidden = true;
    if (hadFocus) button.focus();
  };
  const draw = (): void => {
    if (suggestion === undefined) return;
    const now = prompt();
    if (now.kind !== suggestion.kind || !isStillMeant(suggestion.asked, now.text)) {
      close();
      return;
    }
    if (!element.hidden && now.text === drawnFor) return;
    drawnFor = now.text;
    const tags = { same: 'span', added: 'ins', removed: 'del' } as const;
    diff.replaceChildren(
      ...wordDiff(now.text, suggestion.text).map(({ type, text }) => h(tags[type], {}, text)),
    );
    element.hidden = false;
  };
  const show = (answer: Suggestion): void => {
    suggestion = answer;
    drawnFor = undefined;
    element.setAttribute('aria-label', word('Suggested prompt'));
    setText(accept.text, word('Use It'));
    setText(drop.text, word('Drop It'));
    setText(credits, answer.credits ?? '');
    draw();
    if (element.hidden) return;
    announce(word('Suggested prompt'));
    // Who writes on meanwhile goes on writing; who waits at the button is led to the answer.
    if (document.activeElement === button) accept.button.focus();
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
      show({ kind: before.kind, asked: before.text, ...(await host.call('improvePrompt', before)) });
    } catch (e) {
      fail(e);
    } finally {
      isAsking = false;
      setWords();
    }
  };
  button.addEventListener('click', () => void ask());
  return { button, element, setWords, follow: draw };
}
