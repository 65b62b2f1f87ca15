import type { Budget, Priority } from '../api/types.ts';
import { defer } from '../async.ts';
import { CancelledError } from '../errors.ts';
import { type Disposable, MutableDisposable } from '../lifecycle.ts';
import type { Clock, Log } from '../ports.ts';
import { type AllowanceState, claim, freshAllowance, paceFor, slowDown } from './allowance.ts';

/** Where the allowance is kept: in memory for one window, in a row of a database for all of them. */
export interface BudgetStore {
  /**
   * One step that nobody can come between: reads the state (undefined at first), keeps what `step` returns. `step`
   * is pure and may be called more than once. The state is plain JSON.
   */
  change(step: (state: AllowanceState | undefined) => AllowanceState): Promise<AllowanceState>;
}

/** A budget of this window alone. */
export function createMemoryBudgetStore(): BudgetStore {
  let state: AllowanceState | undefined;
  return {
    change: step => {
      state = step(state);
      return Promise.resolve(state);
    },
  };
}

/**
 * A store that comes later, with the ledger. What asks before waits for it: what it took from a budget of its own, no
 * other window would know of. `use` without a store: this window shares nothing.
 */
export function createLateBudgetStore(): { store: BudgetStore; use(store?: BudgetStore): void } {
  const { promise, resolve } = defer<BudgetStore>();
  return {
    store: { change: async step => (await promise).change(step) },
    use: store => resolve(store ?? createMemoryBudgetStore()),
  };
}

/** The budget as the engine needs it: `Budget` for the API client, and a way to pay before it is decided for what. */
export interface RequestBudget extends Budget, Disposable {
  /** The next `take` with this very signal has been paid by a `take` before. */
  prepay(signal: AbortSignal): void;
}

export interface BudgetParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: BudgetStore;
  /** Asked for each request, so that a changed setting counts at once. */
  readonly requestsPerMinute: () => number;
  /** Tells the windows of a shared store apart. */
  readonly window?: string;
}

interface Waiter {
  /** Wall clock. */
  readonly sinceMs: number;
  readonly grant: () => void;
  readonly reject: (e: unknown) => void;
}

/** Who is served first. */
const priorities: readonly Priority[] = ['person', 'urgentPoll', 'poll'];

/** A store that fails must not stop the work: look again after this long. */
const storeRetryMs = 1000;

/**
 * The shared allowance of requests. People's requests come before polls, each in order of arrival; waiting ends at
 * once on abort. One timer at most. Disposing rejects who waits with CancelledError.
 */
export function createBudget(parts: BudgetParts): RequestBudget {
  const { clock, log, store, requestsPerMinute, window = '' } = parts;
  const lines: Readonly<Record<Priority, Waiter[]>> = { person: [], urgentPoll: [], poll: [] };
  const timer = new MutableDisposable<Disposable>();
  const prepaid = new WeakSet<AbortSignal>();
  let isPumping = false;
  let isStale = false;
  let isDisposed = false;

  const next = (): Priority | undefined => priorities.find(priority => lines[priority].length > 0);

  /** Takes a token for `priority`, or says how long it takes until there is one. */
  async function reserve(priority: Priority): Promise<number> {
    let waitMs = 0;
    const sinceMs = lines[priority][0]?.sinceMs ?? clock.now();
    await store.change(state => {
      const pace = paceFor(requestsPerMinute());
      const asking = { window, priority, sinceMs };
      const claimed = claim(state ?? freshAllowance, pace, clock.now(), asking);
      waitMs = claimed.waitMs;
      return claimed.state;
    });
    return waitMs;
  }

  /** Serves who can be served; sets the timer for the rest. */
  async function serve(): Promise<void> {
    for (let priority = next(); priority !== undefined; priority = next()) {
      isStale = false;
      const waitMs = await reserve(priority);
      // Somebody more urgent may have come, or the one in front may have gone, while the store was asked.
      const first = lines[next() ?? priority];
      if (waitMs === 0) first.shift()?.grant();
      else if (!isStale && !isDisposed) {
        timer.value = clock.setTimer(waitMs, pump);
        return;
      }
    }
  }

  function pump(): void {
    isStale = true;
    if (isPumping || isDisposed) return;
    isPumping = true;
    timer.value = undefined;
    serve()
      .catch((e: unknown) => {
        log.error('the request budget could not be read', e);
        if (!isDisposed) timer.value = clock.setTimer(storeRetryMs, pump);
      })
      .finally(() => {
        isPumping = false;
        if (timer.value === undefined && next() !== undefined) pump();
      });
  }

  async function wait(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = defer<void>();
    const waiter: Waiter = { sinceMs: clock.now(), grant: resolve, reject };
    const line = lines[priority];
    const onAbort = (): void => {
      const at = line.indexOf(waiter);
      if (at < 0) return;
      line.splice(at, 1);
      reject(new CancelledError('cancelled while waiting for the request limit', signal?.reason));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    line.push(waiter);
    pump();
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      if (next() === undefined) timer.value = undefined;
    }
  }

  return {
    async take(priority, signal) {
      if (isDisposed || signal?.aborted) throw new CancelledError();
      if (signal !== undefined && prepaid.delete(signal)) return;
      await wait(priority, signal);
    },
    prepay: signal => void prepaid.add(signal),
    refused(retryAfterMs) {
      const step = (state: AllowanceState | undefined): AllowanceState =>
        slowDown(state ?? freshAllowance, paceFor(requestsPerMinute()), clock.now(), retryAfterMs);
      store.change(step).then(pump, (e: unknown) => log.error('the request budget could not be written', e));
    },
    dispose() {
      isDisposed = true;
      timer.dispose();
      const waiting = priorities.flatMap(priority => lines[priority].splice(0));
      for (const { reject } of waiting) reject(new CancelledError('disposed'));
    },
  };
}
