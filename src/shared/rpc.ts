/** Requests with one reply each, and events, over any pipe that carries plain objects. */

/** A failure as it crosses the pipe: words for people. */
export interface ErrorView {
  readonly message: string;
  /** The field that the failure is about. */
  readonly field?: string;
  /** What can be done about it: words of buttons, in their order. `ref` names the failure to who does it. */
  readonly steps?: readonly string[];
  readonly ref?: string;
  /** `cancelled`: by the person, nothing to show. `timeout` and `closed`: there was no answer. */
  readonly kind?: 'cancelled' | 'timeout' | 'closed';
}

export type Message =
  | { readonly type: 'request'; readonly id: string; readonly name: string; readonly params: unknown }
  | { readonly type: 'reply'; readonly id: string; readonly value?: unknown; readonly error?: ErrorView }
  | { readonly type: 'event'; readonly name: string; readonly value: unknown };

export type Requests<T> = { [K in keyof T]: readonly [params: unknown, result: unknown] };

export type Handlers<T extends Requests<T>> = { [K in keyof T]: (params: T[K][0]) => Promise<T[K][1]> };

/** An error that came over the pipe, or that says why none will come. */
export class RemoteError extends Error {
  readonly field: string | undefined;
  readonly kind: ErrorView['kind'];
  readonly steps: readonly string[];
  readonly ref: string | undefined;
  constructor(view: ErrorView) {
    super(view.message);
    this.name = 'RemoteError';
    this.field = view.field;
    this.kind = view.kind;
    this.steps = view.steps ?? [];
    this.ref = view.ref;
  }
}

function isErrorView(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
  );
}

/** A message, if `value` is one: what comes from the other side is checked before it is used. */
export function toMessage(value: unknown): Message | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const hasId = 'id' in value && typeof value.id === 'string';
  const hasName = 'name' in value && typeof value.name === 'string';
  const hasGoodError = !('error' in value) || value.error === undefined || isErrorView(value.error);
  const isMessage =
    (value.type === 'request' && hasId && hasName) ||
    (value.type === 'reply' && hasId && hasGoodError) ||
    (value.type === 'event' && hasName);
  return isMessage ? (value as Message) : undefined;
}

/**
 * Answers requests: always exactly one reply, a value or an error. `toErrorView` words what a handler threw.
 * Unknown names are answered with an error. A value that the pipe refuses is answered with an error too.
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
      const value = await handlers[name as keyof T](params as T[keyof T][0]);
      post({ type: 'reply', id, value });
    } catch (e) {
      post({ type: 'reply', id, error: worded(e, toErrorView) });
    }
  };
}

/** No failure in the wording of a failure may cost the reply. */
function worded(e: unknown, toErrorView: (e: unknown) => ErrorView): ErrorView {
  try {
    return toErrorView(e);
  } catch {
    return { message: String(e) };
  }
}

export interface Timer {
  /** Calls `fn` after `ms`; the result cancels it. */
  after(ms: number, fn: () => void): () => void;
}

export interface ClientOptions<T extends Requests<T>> {
  readonly timer: Timer;
  /** Tells this client's requests from those of one before it on the same pipe, whose replies may still come. */
  readonly session: string;
  /** How long a call may take; those that wait for a person take their time. */
  limitMs(name: keyof T & string): number;
}

export interface Client<T extends Requests<T>> {
  /** Rejects with a RemoteError. */
  call<K extends keyof T & string>(name: K, params: T[K][0]): Promise<T[K][1]>;
  /** Feed every message in; only replies to own requests count, and each once. */
  onMessage(message: Message): void;
  /** Rejects what is pending, and every call after it. */
  dispose(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(e: Error): void;
  stopTimer(): void;
}

/** Asks. Each call ends: by its reply, after its limit, or when the client is disposed. */
export function createClient<T extends Requests<T>>(
  post: (message: Message) => void,
  options: ClientOptions<T>,
): Client<T> {
  const { timer, session, limitMs } = options;
  const pending = new Map<string, Pending>();
  let count = 0;
  let isDisposed = false;
  const take = (id: string): Pending | undefined => {
    const call = pending.get(id);
    pending.delete(id);
    call?.stopTimer();
    return call;
  };
  const closed = (): RemoteError => new RemoteError({ message: 'closed', kind: 'closed' });
  return {
    call: (name, params) =>
      new Promise((resolve, reject) => {
        if (isDisposed) return reject(closed());
        count += 1;
        const id = `${session}-${count}`;
        const stopTimer = timer.after(limitMs(name), () =>
          take(id)?.reject(new RemoteError({ message: `no answer to ${name}`, kind: 'timeout' })),
        );
        pending.set(id, { resolve: value => resolve(value as never), reject, stopTimer });
        try {
          post({ type: 'request', id, name, params });
        } catch (e) {
          take(id)?.reject(new RemoteError({ message: String(e) }));
        }
      }),
    onMessage(message) {
      if (message.type !== 'reply') return;
      const call = take(message.id);
      if (message.error === undefined) call?.resolve(message.value);
      else call?.reject(new RemoteError(message.error));
    },
    dispose() {
      isDisposed = true;
      for (const id of [...pending.keys()]) take(id)?.reject(closed());
    },
  };
}
