/** The turns of a conversation as elements. Whatever was said is text. */
import type { Word } from '../controls/control.ts';
import { h, setText } from '../dom.ts';
import { icon } from '../icons.ts';
import type { ShownTurn, TurnEnding } from './conversation.ts';

export interface TurnContext {
  readonly word: Word;
  copy(text: string): void;
  insert(text: string): void;
}

const notes: Readonly<Record<TurnEnding, string>> = {
  whole: '',
  stopped: 'Stopped here. It may be paid for all the same.',
  cut: 'The answer was too long and ends here.',
  broken: 'It broke off here. It may be paid for all the same.',
};

function actions(
  text: string,
  { word, copy, insert }: TurnContext,
  credits: string | undefined,
): HTMLElement {
  const props = { type: 'button', className: 'quiet' };
  return h(
    'div',
    { className: 'actions' },
    h('button', { ...props, onclick: () => copy(text) }, icon('copy'), word('Copy')),
    h('button', { ...props, onclick: () => insert(text) }, icon('insert'), word('Insert')),
    h('span', { className: 'fact credits' }, credits ?? ''),
  );
}

/** One turn. */
export function createTurn(turn: ShownTurn, context: TurnContext): HTMLElement {
  const { word } = context;
  const isAnswer = turn.role === 'assistant';
  const note = turn.ending === undefined ? '' : notes[turn.ending];
  const media = (turn.media ?? []).map(url => h('li', {}, url));
  return h(
    'li',
    { className: `turn ${turn.role}` },
    h('p', { className: 'turn-who' }, isAnswer ? 'Gemini' : word('You')),
    h('div', { className: 'turn-text', dir: 'auto' }, turn.text),
    media.length > 0 && h('ul', { className: 'turn-media' }, ...media),
    note !== '' && h('p', { className: 'hint' }, word(note)),
    isAnswer && turn.text !== '' && actions(turn.text, context, turn.credits),
  );
}

export interface GrowingTurn {
  readonly element: HTMLElement;
  /** All that has come so far; empty while nothing has. */
  show(text: string): void;
}

/** The answer that is on its way. */
export function createGrowingTurn(word: Word): GrowingTurn {
  const text = h('div', { className: 'turn-text', dir: 'auto' });
  const thinking = h(
    'p',
    { className: 'turn-thinking' },
    h('span', { className: 'spinner', 'aria-hidden': 'true' }),
    word('Thinking…'),
  );
  const who = h('p', { className: 'turn-who' }, 'Gemini');
  return {
    element: h('li', { className: 'turn assistant growing', 'aria-busy': 'true' }, who, text, thinking),
    show(whole) {
      setText(text, whole);
      thinking.hidden = whole !== '';
    },
  };
}
