/**
 * What the gallery shows, in order. The first page comes at once, the others while the person looks; nothing that is
 * shown goes away until what takes its place is there.
 */
import type { EntryRef, EntryView, GalleryQuery } from '../../../src/shared/galleryProtocol.ts';
import type { HostRequests } from '../../../src/shared/protocol.ts';
import type { Client } from '../../../src/shared/rpc.ts';

/** More are read on only when somebody scrolls near the end. */
const readAhead = 20_000;

export const keyOf = ({ id, output }: EntryRef): string => `${id}/${output}`;

export interface StoreListener {
  changed(): void;
  fail(e: unknown): void;
}

/** Between two readings of everything while results keep coming. */
const restMs = 1000;

interface AskHost {
  readonly call: Client<HostRequests>['call'];
}

export class EntryStore {
  readonly #host: AskHost;
  readonly #listener: StoreListener;
  #query: GalleryQuery | undefined;
  #next: string | undefined;
  /** Of the query; an answer to a former one is thrown away. */
  #version = 0;
  /** Of the list; a page that was read on for a former one is thrown away. */
  #round = 0;
  #isReadingOn = false;
  /** All of it is being read, for this version. */
  #reading: { readonly version: number; readonly done: Promise<void> } | undefined;
  /** Something has changed since that began. */
  #isStale = false;
  entries: readonly EntryView[] = [];
  /** Nothing has come yet. */
  isNew = true;

  constructor(host: AskHost, listener: StoreListener) {
    this.#host = host;
    this.#listener = listener;
  }

  /** Whether there is more than `entries`. */
  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  /** Shows what `query` asks for. */
  async load(query: GalleryQuery): Promise<void> {
    this.#query = query;
    this.#version += 1;
    // The mark is the former query's.
    this.#next = undefined;
    await this.#readAll(query, 0);
  }

  /** Takes in what is new or has changed among the newest, mostly without reading all of it again. */
  async refresh(): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    if (this.#isReadingAll()) return this.reload();
    const version = this.#version;
    const round = this.#round;
    const page = await this.#host.call('gallery', { query }).catch(() => undefined);
    if (page === undefined || version !== this.#version || round !== this.#round) return;
    const last = page.entries.at(-1);
    const at = last === undefined ? -1 : this.entries.findIndex(entry => keyOf(entry) === keyOf(last));
    if (page.next === undefined) this.#take(page.entries, undefined);
    else if (query.sort === 'newest' && at >= 0)
      this.#take([...page.entries, ...this.entries.slice(at + 1)], this.#next);
    else await this.reload();
  }

  /**
   * Reads anew as much as is shown, and shows it in one go: the list does not shrink under who looks at it. What is
   * being read already is shown first, however much changes meanwhile: else a long batch would keep the page empty.
   */
  async reload(): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    if (this.#isReadingAll()) {
      this.#isStale = true;
      await this.#reading?.done;
    } else await this.#readAll(query, this.entries.length);
  }

  #isReadingAll(): boolean {
    return this.#reading?.version === this.#version;
  }

  async #readAll(query: GalleryQuery, wanted: number): Promise<void> {
    const version = this.#version;
    const reading = { version, done: this.#readWhileStale(query, wanted) };
    this.#reading = reading;
    await reading.done;
    if (this.#reading === reading) this.#reading = undefined;
    if (version === this.#version) await this.readOn();
  }

  async #readWhileStale(query: GalleryQuery, wanted: number): Promise<void> {
    const version = this.#version;
    try {
      await this.#readOnce(query, wanted);
      while (version === this.#version && this.#isStale) {
        await new Promise(resolve => setTimeout(resolve, restMs));
        if (version === this.#version) await this.#readOnce(query, this.entries.length);
      }
    } catch (e) {
      if (version === this.#version) this.#listener.fail(e);
    }
  }

  async #readOnce(query: GalleryQuery, wanted: number): Promise<void> {
    const version = this.#version;
    this.#isStale = false;
    // Nobody reads on from the old mark meanwhile.
    const mark = this.#next;
    this.#next = undefined;
    this.#round += 1;
    let read: readonly EntryView[] = [];
    let after: string | undefined;
    try {
      do {
        const page = await this.#host.call('gallery', after === undefined ? { query } : { query, after });
        if (version !== this.#version) return;
        read = [...read, ...page.entries];
        after = page.next;
      } while (after !== undefined && read.length < wanted);
    } catch (e) {
      // What is shown goes on as before.
      if (version === this.#version) this.#next = mark;
      throw e;
    }
    this.#take(read, after);
  }

  /** Reads the pages that follow. `isNear`: the person is close to the end. */
  async readOn(isNear = false): Promise<void> {
    const query = this.#query;
    if (this.#isReadingOn || query === undefined) return;
    const round = this.#round;
    this.#isReadingOn = true;
    try {
      let wantsMore = isNear;
      while (this.#next !== undefined && (wantsMore || this.entries.length < readAhead)) {
        const page = await this.#host.call('gallery', { query, after: this.#next });
        if (round !== this.#round) return;
        wantsMore = false;
        this.#take([...this.entries, ...page.entries], page.next);
      }
    } catch (e) {
      if (round === this.#round) this.#listener.fail(e);
    } finally {
      this.#isReadingOn = false;
      // Another list came while this one was read.
      if (round !== this.#round && !this.isNew) void this.readOn();
    }
  }

  /** Takes entries out. */
  drop(refs: readonly EntryRef[]): void {
    this.#isStale = true;
    const gone = new Set(refs.map(keyOf));
    this.entries = this.entries.filter(entry => !gone.has(keyOf(entry)));
    this.#listener.changed();
  }

  /** Shows stars at once: the host keeps them. */
  star(refs: readonly EntryRef[], isStarred: boolean): void {
    this.#isStale = true;
    const meant = new Set(refs.map(keyOf));
    this.entries = this.entries.map(entry => (meant.has(keyOf(entry)) ? { ...entry, isStarred } : entry));
    this.#listener.changed();
  }

  #take(entries: readonly EntryView[], next: string | undefined): void {
    this.entries = entries;
    this.#next = next;
    this.isNew = false;
    this.#listener.changed();
  }
}
