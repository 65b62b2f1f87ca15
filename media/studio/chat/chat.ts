/** The chat: a conversation with Gemini, kept over a reload; the answer grows as it comes. */
import type { ChatAnswerView, ChatText, ChatTurn } from '../../../src/shared/chatProtocol.ts';
import type { UrlsView } from '../../../src/shared/fieldView.ts';
import type { ControlContext, Word } from '../controls/control.ts';
import { urlsControl } from '../controls/urlsControl.ts';
import { arrange, h, setAttribute, setText, setValue } from '../dom.ts';
import { type Step, showFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import { icon } from '../icons.ts';
import { type Conversation, noConversation, type ShownTurn, shortened, takenBack } from './conversation.ts';
import { createGrowingTurn, createTurn, type GrowingTurn } from './turns.ts';

export interface ChatContext
  extends Pick<ControlContext, 'results' | 'addressOf' | 'chooseFile' | 'shownAt'> {
  readonly host: Pick<Host, 'call'>;
  readonly word: Word;
  /** Said aloud. */
  announce(text: string): void;
  tell(text: string): void;
  /** Shows what went wrong, by way of `setError`. */
  fail(e: unknown): void;
  orFail<T>(work: Promise<T>): Promise<T | undefined>;
  keep(conversation: Conversation): void;
}

const mostMedia = 10;
const longestSaid = 1000;
/** Whoever is so near to the end wants to see what comes, px. */
const nearEndPx = 60;

export class Chat {
  readonly element: HTMLElement;
  readonly #context: ChatContext;
  readonly #list = h('ol', { className: 'turns' });
  readonly #log: HTMLElement;
  readonly #welcome = h('div', { className: 'chat-welcome' });
  readonly #error = h('p', { className: 'run-error', id: 'chat-error', role: 'alert' });
  readonly #question: HTMLTextAreaElement;
  readonly #mediaLabel = h('span', {});
  readonly #media;
  readonly #ask = h('button', { type: 'button', className: 'primary', id: 'chat-ask' });
  readonly #clear = h('button', { type: 'button', className: 'quiet', id: 'chat-clear' });
  readonly #price = h('span', { className: 'fact' });
  #conversation: Conversation;
  #growing: GrowingTurn | undefined;
  /** What has come so far of the answer that is awaited. */
  #grown = '';
  /** Turns stay the same elements: nobody loses the focus or what they have marked when another one comes. */
  readonly #drawn = new WeakMap<ShownTurn, HTMLElement>();

  constructor(context: ChatContext, kept: Conversation) {
    this.#context = context;
    this.#conversation = kept;
    this.#question = h('textarea', {
      id: 'chat-question',
      rows: 3,
      oninput: () => this.#keep({ question: this.#question.value }),
      onkeydown: (e: KeyboardEvent) => {
        if (e.key !== 'Enter' || e.shiftKey || e.altKey || e.isComposing) return;
        e.preventDefault();
        // With Ctrl or Cmd as well, as in the forms; nothing else is to take it for its own.
        e.stopPropagation();
        if (!e.repeat) void this.ask();
      },
    });
    this.#media = urlsControl(this.#mediaView([]), {
      ...context,
      id: 'chat-media',
      change: value => this.#keep({ media: Array.isArray(value) ? value.map(String) : [] }),
    });
    this.#ask.addEventListener('click', () => void (this.isAnswering ? this.#stop() : this.ask()));
    this.#clear.addEventListener('click', () => this.#startAnew());
    this.#log = h('div', { className: 'chat-log' }, this.#welcome, this.#list);
    const media = h(
      'details',
      { id: 'chat-files' },
      h('summary', {}, icon('down'), this.#mediaLabel),
      this.#media.element,
    );
    const buttons = h('div', { className: 'chat-buttons' }, this.#ask, this.#price, this.#clear);
    const ask = h('div', { className: 'chat-ask' }, this.#error, this.#question, media, buttons);
    const panel = { className: 'chat', id: 'chat', role: 'tabpanel', 'aria-labelledby': 'tab-chat' };
    this.element = h('section', { ...panel, hidden: true }, this.#log, ask);
  }

  get isAnswering(): boolean {
    return this.#conversation.awaited !== undefined;
  }

  /** The panel's words and the price may be other ones. */
  update(price: string): void {
    const { word } = this.#context;
    this.#question.placeholder = word('Enter asks, Shift+Enter begins a new line');
    this.#question.setAttribute('aria-label', word('Question'));
    this.#list.setAttribute('aria-label', word('Conversation'));
    setText(this.#mediaLabel, word('Pictures, films, sound or PDFs'));
    this.#media.update(this.#mediaView(this.#conversation.media), false);
    this.#clear.replaceChildren(icon('add'), word('New Conversation'));
    setText(this.#price, price);
    this.#welcome.replaceChildren(
      icon('chat'),
      h('h2', {}, word('Ask about a text, an idea or a picture')),
      h(
        'p',
        {},
        word(
          'Answers come as text that you can copy or insert where the cursor was. The conversation stays here until you begin a new one; each question sends all of it.',
        ),
      ),
    );
    this.#drawButtons();
  }

  /** What was kept is drawn, and an answer that was on its way is awaited again. */
  resume(): void {
    const { awaited, media } = this.#conversation;
    setValue(this.#question, this.#conversation.question);
    this.#media.update(this.#mediaView(media), true);
    this.#drawTurns();
    if (awaited === undefined) return;
    void this.#await(awaited, this.#context.host.call('awaitChat', { id: awaited }));
  }

  focus(): void {
    this.#question.focus();
  }

  setError(text: string, steps: readonly Step[] = []): void {
    showFailure(this.#error, text, steps);
  }

  /** More of an answer has come. */
  grow({ id, text }: ChatText): void {
    if (id !== this.#conversation.awaited || this.#growing === undefined) return;
    const growing = this.#growing;
    this.#atEnd(() => growing.show(text));
    this.#grown = text;
  }

  /** Sends the question with all that was said before; nothing where nothing is written. */
  async ask(): Promise<void> {
    const { question, media, turns } = this.#conversation;
    if (this.isAnswering || question.trim() === '') return;
    const own: ShownTurn = { role: 'user', text: question.trim(), ...(media.length === 0 ? {} : { media }) };
    const id = crypto.getRandomValues(new Uint32Array(3)).join('-');
    this.setError('');
    this.#keep({ turns: shortened([...turns, own]), question: '', media: [], awaited: id });
    setValue(this.#question, '');
    this.#media.update(this.#mediaView([]), true);
    this.#drawTurns();
    this.#context.announce(this.#context.word('Thinking…'));
    const sent = this.#conversation.turns.map(({ role, text, media: urls }): ChatTurn => {
      return { role, text, ...(urls === undefined ? {} : { media: urls }) };
    });
    await this.#await(id, this.#context.host.call('askChat', { id, turns: sent }));
  }

  async #await(id: string, answer: Promise<ChatAnswerView | undefined>): Promise<void> {
    try {
      this.#end(id, await answer);
    } catch (e) {
      this.#end(id, undefined);
      this.#context.fail(e);
    }
  }

  /** The answer is there, or none will come. */
  #end(id: string, answer: ChatAnswerView | undefined): void {
    // Of a conversation that was put away meanwhile nobody wants to hear.
    if (id !== this.#conversation.awaited) return;
    const text = answer?.text ?? this.#grown;
    this.#grown = '';
    if (text === '') this.#takeBack();
    else {
      const credits = answer?.credits;
      const turn: ShownTurn = {
        ...{ role: 'assistant', text, ending: answer?.ending ?? 'broken' },
        ...(credits === undefined ? {} : { credits }),
      };
      this.#keep({ turns: [...this.#conversation.turns, turn], awaited: undefined });
      this.#context.announce(this.#context.word('Gemini answers: {0}', text.slice(0, longestSaid)));
    }
    this.#atEnd(() => this.#drawTurns());
  }

  /** The question stands in the box again: asking once more is for the person to decide. */
  #takeBack(): void {
    this.#conversation = takenBack(this.#conversation);
    this.#keep({});
    setValue(this.#question, this.#conversation.question);
    this.#media.update(this.#mediaView(this.#conversation.media), true);
  }

  async #stop(): Promise<void> {
    const { awaited } = this.#conversation;
    if (awaited !== undefined)
      await this.#context.orFail(this.#context.host.call('stopChat', { id: awaited }));
  }

  #startAnew(): void {
    void this.#stop();
    this.#conversation = noConversation;
    this.#grown = '';
    this.#keep({});
    this.setError('');
    this.resume();
    this.focus();
  }

  #keep(part: Partial<Conversation>): void {
    this.#conversation = { ...this.#conversation, ...part };
    this.#context.keep(this.#conversation);
    this.#drawButtons();
  }

  #drawTurns(): void {
    const { word, host, orFail, tell } = this.#context;
    const { turns, awaited } = this.#conversation;
    const copy = async (text: string): Promise<void> => {
      await orFail(host.call('copyText', { text }).then(() => tell(word('Answer copied'))));
    };
    const insert = (text: string): void => void orFail(host.call('insertText', { text }));
    const context = { word, insert, copy: (text: string) => void copy(text) };
    this.#growing = awaited === undefined ? undefined : createGrowingTurn(word);
    const growing = this.#growing === undefined ? [] : [this.#growing.element];
    const elementOf = (turn: ShownTurn): HTMLElement => {
      const element = this.#drawn.get(turn) ?? createTurn(turn, context);
      this.#drawn.set(turn, element);
      return element;
    };
    arrange(this.#list, [...turns.map(elementOf), ...growing]);
    this.#growing?.show(this.#grown);
    this.#welcome.hidden = turns.length > 0;
    this.#list.hidden = turns.length === 0;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#drawButtons();
  }

  #drawButtons(): void {
    const { word } = this.#context;
    const wanted = this.isAnswering ? 'Stop' : 'Ask Gemini';
    if (this.#ask.dataset['says'] !== word(wanted))
      this.#ask.replaceChildren(icon(this.isAnswering ? 'stopWatching' : 'sendAgain'), word(wanted));
    this.#ask.dataset['says'] = word(wanted);
    const isIdle = !this.isAnswering && this.#conversation.question.trim() === '';
    setAttribute(this.#ask, 'aria-disabled', isIdle ? 'true' : undefined);
    this.#clear.hidden = this.#conversation.turns.length === 0;
  }

  /** Keeps the end in view for who is there; who reads further up is left alone. */
  #atEnd(work: () => void): void {
    const log = this.#log;
    const before = log.scrollTop;
    const isNear = log.scrollHeight - log.clientHeight - before < nearEndPx;
    work();
    log.scrollTop = isNear ? log.scrollHeight : before;
  }

  #mediaView(value: readonly string[]): UrlsView {
    const label = this.#context.word('Pictures, films, sound or PDFs');
    const common = { name: 'media', isRequired: false, isPrimary: false, isPrompt: false };
    return { type: 'urls', ...common, label, value, isList: true, maxItems: mostMedia, media: 'any' };
  }
}
