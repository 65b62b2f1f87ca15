/**
 * What the gallery shows, in order. The first page comes at once, the others while the person looks; nothing that is
 * shown goes away until what takes its place is there.
 */
import type { EntryRef, EntryView, GalleryQuery } from '../../../src/shared/galleryProtocol.ts';
import type { Host } from '../host.ts';

/** More are read on only when somebody scrolls near the end. */
const readAhead = 20_000;

export const keyOf = ({ id, output }: EntryRef): string => `${id}/${output}`;

export interface StoreListener {
  changed(): void;
  fail(e: unknown): void;
}

export class EntryStore {
  readonly #host: Pick<Host, 'call'>;
  readonly #listener: StoreListener;
  #query: GalleryQuery | undefined;
  #next: string | undefined;
  #version = 0;
  #isReading = false;
  entries: readonly EntryView[] = [];
  /** Nothing has come yet. */
  isNew = true;

  constructor(host: Pick<Host, 'call'>, listener: StoreListener) {
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
    const version = this.#version;
    try {
      const page = await this.#host.call('gallery', { query });
      if (version !== this.#version) return;
      this.#take(page.entries, page.next);
      await this.readOn();
    } catch (e) {
      if (version === this.#version) this.#listener.fail(e);
    }
  }

  /** Takes in what is new or has changed among the newest, mostly without reading all of it again. */
  async refresh(): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    const version = this.#version;
    const page = await this.#host.call('gallery', { query }).catch(() => undefined);
    if (page === undefined || version !== this.#version) return;
    const last = page.entries.at(-1);
    const at = last === undefined ? -1 : this.entries.findIndex(entry => keyOf(entry) === keyOf(last));
    if (page.next === undefined) this.#take(page.entries, undefined);
    else if (query.sort === 'newest' && at >= 0)
      this.#take([...page.entries, ...this.entries.slice(at + 1)], this.#next);
    else await this.reload();
  }

  /** Reads anew as much as is shown, and shows it in one go: the list does not shrink under who looks at it. */
  async reload(): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    this.#version += 1;
    // Nobody reads on from the old mark meanwhile.
    this.#next = undefined;
    const version = this.#version;
    const wanted = this.entries.length;
    let read: readonly EntryView[] = [];
    let after: string | undefined;
    try {
      do {
        const page = await this.#host.call('gallery', after === undefined ? { query } : { query, after });
        if (version !== this.#version) return;
        read = [...read, ...page.entries];
        after = page.next;
      } while (after !== undefined && read.length < wanted);
      this.#take(read, after);
      await this.readOn();
    } catch (e) {
      if (version === this.#version) this.#listener.fail(e);
    }
  }

  /** Reads the pages that follow. `isNear`: the person is close to the end. */
  async readOn(isNear = false): Promise<void> {
    const query = this.#query;
    if (this.#isReading || query === undefined) return;
    const version = this.#version;
    this.#isReading = true;
    try {
      let wantsMore = isNear;
      while (this.#next !== undefined && (wantsMore || this.entries.length < readAhead)) {
        const page = await this.#host.call('gallery', { query, after: this.#next });
        if (version !== this.#version) return;
        wantsMore = false;
        this.#take([...this.entries, ...page.entries], page.next);
      }
    } catch (e) {
      if (version === this.#version) this.#listener.fail(e);
    } finally {
      this.#isReading = false;
      // Another query came while this one was read.
      if (version !== this.#version && !this.isNew) void this.readOn();
    }
  }

  /** Takes entries out. */
  drop(refs: readonly EntryRef[]): void {
    const gone = new Set(refs.map(keyOf));
    this.entries = this.entries.filter(entry => !gone.has(keyOf(entry)));
    this.#listener.changed();
  }

  /** Shows stars at once: the host keeps them. */
  star(refs: readonly EntryRef[], isStarred: boolean): void {
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
