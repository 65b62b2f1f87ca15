/** Requests with one reply each, and events, over any pipe that carries plain objects. */

/** A failure as it crosses the pipe: words for people. */
export interface ErrorView {
  readonly message: string;
  readonly field?: string;
}

export type Message =
  | { readonly type: 'request'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly value?: unknown; readonly error?: ErrorView }
  | { readonly type: 'event'; readonly name: string; readonly value: unknown };

export type Requests<T> = { [K in keyof T]: readonly [params: unknown, result: unknown] };

export type Handlers<T extends Requests<T>> = { [K in keyof T]: (params: T[K][0]) => Promise<T[K][1]> };

/** An error that came over the pipe. */
export class RemoteError extends Error {
  readonly field: string | undefined;
  constructor(view: ErrorView) {
    super(view.message);
    this.name = 'RemoteError';
    this.field = view.field;
  }
}

/** A message, if `value` is one: what comes from the other side is checked before it is used. */
export function toMessage(value: unknown): Message | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const { type } = value;
  const hasId = 'id' in value && typeof value.id === 'number';
  const hasName = 'name' in value && typeof value.name === 'string';
  const isMessage =
    (type === 'request' && hasId && hasName) || (type === 'reply' && hasId) || (type === 'event' && hasName);
  return isMessage ? (value as Message) : undefined;
}

/**
 * Answers requests: always exactly one reply, a value or an error. `toErrorView` words what a handler threw.
 * Unknown names are answered with an error.
 */
export function answerRequests<T extends Requests<T>>(
  handlers: Handlers<T>,
  post: (message: Message) => void,
  toErrorView: (e: unknown) => ErrorView,
): (message: Message) => Promise<void> {
  return async message => {
    if (message.type !== 'request') return;
    const { id, name, params } = message;
    try {
      if (!Object.hasOwn(handlers, name)) throw new Error(`no handler for ${name}`);
      post({ type: 'reply', id, value: await handlers[name as keyof T](params as T[keyof T][0]) });
    } catch (e) {
      post({ type: 'reply', id, error: toErrorView(e) });
    }
  };
}

export interface Timer {
  /** Calls `fn` after `ms`; the result cancels it. */
  after(ms: number, fn: () => void): () => void;
}

export interface Client<T extends Requests<T>> {
  call<K extends keyof T & string>(name: K, params: T[K][0]): Promise<T[K][1]>;
  /** Feed every reply in. */
  onMessage(message: Message): void;
  /** Rejects what is pending. */
  dispose(): void;
}

/** Asks. Each call ends: by its reply, after `limitMs`, or when the client is disposed. */
export function createClient<T extends Requests<T>>(
  post: (message: Message) => void,
  timer: Timer,
  limitMs: number,
): Client<T> {
  let nextId = 1;
  const pending = new Map<
    number,
    { resolve(value: unknown): void; reject(e: Error): void; stopTimer(): void }
  >();
  const take = (id: number): ReturnType<typeof pending.get> => {
    const call = pending.get(id);
    pending.delete(id);
    call?.stopTimer();
    return call;
  };
  return {
    call: (name, params) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        const stopTimer = timer.after(limitMs, () =>
          take(id)?.reject(new RemoteError({ message: `no answer to ${name}` })),
        );
        pending.set(id, { resolve: value => resolve(value as never), reject, stopTimer });
        post({ type: 'request', id, name, params });
      }),
    onMessage(message) {
      if (message.type !== 'reply') return;
      const call = take(message.id);
      if (message.error === undefined) call?.resolve(message.value);
      else call?.reject(new RemoteError(message.error));
    },
    dispose() {
      for (const id of [...pending.keys()]) take(id)?.reject(new RemoteError({ message: 'closed' }));
    },
  };
}
