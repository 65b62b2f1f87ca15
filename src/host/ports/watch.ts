/** Tells listeners that something changed, by looking now and then; does not look while nobody listens. */
import { type Disposable, Emitter, toDisposable } from '../../core/lifecycle.ts';
import type { Clock, Log } from '../../core/ports.ts';

/** People do not notice half a second in another window's tree; the processor does not notice two looks a second. */
const lookEveryMs = 500;

export class Watch implements Disposable {
  readonly #clock: Clock;
  readonly #emitter: Emitter<void>;
  readonly #hasChanged: () => boolean;
  #timer: Disposable | undefined;

  /** `hasChanged` says whether something changed since it was last asked. */
  constructor({ clock, log }: { clock: Clock; log: Log }, hasChanged: () => boolean) {
    this.#clock = clock;
    this.#emitter = new Emitter(e => log.error('ledger: a listener failed', e));
    this.#hasChanged = hasChanged;
  }

  add(listener: () => void): Disposable {
    if (this.#timer === undefined) {
      // What happened before anybody listened is not news.
      this.#hasChanged();
      this.#lookLater();
    }
    const listening = this.#emitter.event(listener);
    return toDisposable(() => {
      listening.dispose();
      if (this.#emitter.listenerCount === 0) this.dispose();
    });
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#emitter.dispose();
  }

  #lookLater(): void {
    this.#timer = this.#clock.setTimer(lookEveryMs, () => {
      this.#lookLater();
      if (this.#hasChanged()) this.#emitter.fire();
    });
  }
}
