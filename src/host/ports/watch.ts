/** Tells listeners that something changed: at once where the others ring, else by looking now and then. */
import { type FSWatcher, mkdirSync, utimesSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorText } from '../../core/errors.ts';
import { type Disposable, Emitter, toDisposable } from '../../core/lifecycle.ts';
import type { Clock, Log } from '../../core/ports.ts';

/** Where nothing can be heard (network drives, the system's limit of watches) people wait this long, and no longer. */
const lookEveryMs = 500;

export interface WatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Path of the folder that is shared; the bell is a file `changed` in it, without content. */
  readonly folder: string;
}

/**
 * A database writes its log before others can see what is in it, and closes it when it likes: no good to watch. So
 * who has written touches a file, which every system tells of at once. Nothing is looked at while nobody listens.
 */
export class Watch implements Disposable {
  readonly #options: WatchOptions;
  readonly #bell: string;
  readonly #emitter: Emitter<void>;
  readonly #hasChanged: () => boolean;
  #timer: Disposable | undefined;
  #ear: FSWatcher | undefined;
  #isToldDeaf = false;

  /** `hasChanged` says whether something changed since it was last asked. */
  constructor(options: WatchOptions, hasChanged: () => boolean) {
    this.#options = options;
    this.#bell = path.join(options.folder, 'changed');
    this.#emitter = new Emitter(e => options.log.error('ledger: a listener failed', e));
    this.#hasChanged = hasChanged;
  }

  add(listener: () => void): Disposable {
    if (this.#timer === undefined) {
      // What happened before anybody listened is not news.
      this.#hasChanged();
      this.#listen();
      this.#lookLater();
    }
    const listening = this.#emitter.event(listener);
    return toDisposable(() => {
      listening.dispose();
      if (this.#emitter.listenerCount === 0) this.dispose();
    });
  }

  /** Tells the other windows. Call it when they can read what was written. Never throws. */
  ring(): void {
    try {
      this.#touch();
    } catch (e) {
      this.#options.log.debug(`ledger: other windows hear of this later: ${errorText(e)}`);
    }
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#deafen();
    this.#emitter.dispose();
  }

  #touch(): void {
    try {
      utimesSync(this.#bell, new Date(), new Date());
    } catch {
      mkdirSync(this.#options.folder, { recursive: true });
      writeFileSync(this.#bell, '');
    }
  }

  #listen(): void {
    if (this.#ear !== undefined) return;
    try {
      this.#touch();
      this.#ear = watch(this.#bell, { persistent: false }, event => {
        // Somebody has removed the file: this ear hears nothing any more.
        if (event === 'rename') this.#deafen();
        this.#look();
      });
      this.#ear.on('error', () => this.#deafen());
    } catch (e) {
      if (!this.#isToldDeaf)
        this.#options.log.debug(`ledger: looking in place of listening: ${errorText(e)}`);
      this.#isToldDeaf = true;
    }
  }

  #deafen(): void {
    this.#ear?.close();
    this.#ear = undefined;
  }

  #look(): void {
    if (this.#timer !== undefined && this.#hasChanged()) this.#emitter.fire();
  }

  #lookLater(): void {
    this.#timer = this.#options.clock.setTimer(lookEveryMs, () => {
      this.#lookLater();
      this.#listen();
      this.#look();
    });
  }
}
