/** Answers what the page asks. A page can be gone before its answer is there; nobody else is told of a failure then. */
import { byPerson, type HostRequests } from '../../shared/protocol.ts';
import { answerRequests, type ErrorView, type Handlers, type Message, toMessage } from '../../shared/rpc.ts';

export interface PageAnswersParts {
  readonly handlers: Handlers<HostRequests>;
  /** Resolves once the message is on its way. */
  post(message: Message): PromiseLike<unknown>;
  toView(e: unknown): ErrorView;
  /** Tells the person what the page that asked can no longer show. */
  show(e: unknown): void;
  /** All that was asked has its answer. */
  answered(): void;
}

/** A page that comes back asks for its answer again. */
const keepsAnswer: ReadonlySet<string> = new Set<keyof HostRequests>(['askChat', 'awaitChat']);

export class PageAnswers {
  readonly #parts: PageAnswersParts;
  #page = 0;
  #open = 0;

  constructor(parts: PageAnswersParts) {
    this.#parts = parts;
  }

  /** Somebody waits for an answer. */
  get isBusy(): boolean {
    return this.#open > 0;
  }

  /** From now on another page is there, or none. */
  pageIsGone(): void {
    this.#page += 1;
  }

  /** Answers `value` where it is a request; whatever else a page posts is passed over. */
  async take(value: unknown): Promise<void> {
    const message = toMessage(value);
    if (message?.type !== 'request') return;
    const page = this.#page;
    const isAwaited = byPerson.has(message.name) && !keepsAnswer.has(message.name);
    const { handlers, post, toView, show, answered } = this.#parts;
    let sent: PromiseLike<unknown> | undefined;
    this.#open += 1;
    try {
      await answerRequests<HostRequests>(
        handlers,
        reply => {
          sent = post(reply);
        },
        e => {
          if (page !== this.#page && isAwaited) show(e);
          return toView(e);
        },
      )(message);
      await sent;
    } finally {
      this.#open -= 1;
      if (this.#open === 0) answered();
    }
  }
}
