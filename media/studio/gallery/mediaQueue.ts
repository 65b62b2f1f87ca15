/** Loads pictures and films a few at a time: the editor serves at most 32 files at once. What is wanted last comes first. */

const most = 24;
/** While things move past, what would be gone before it is there is not begun. */
const mostWhileMoving = 4;

type MediaElement = HTMLImageElement | HTMLVideoElement;

export class MediaQueue {
  readonly #waiting = new Map<MediaElement, string>();
  readonly #loading = new Set<MediaElement>();
  #isMoving = false;

  /** Gives `element` its source when its turn comes. */
  add(element: MediaElement, src: string): void {
    this.#waiting.set(element, src);
    this.#pump();
  }

  /** The element is not shown any more. */
  drop(element: MediaElement): void {
    this.#waiting.delete(element);
    // Loaded or not: a film holds its connection and its frames as long as it has a source.
    element.removeAttribute('src');
    if (element instanceof HTMLVideoElement) element.load();
    if (this.#loading.delete(element)) this.#pump();
  }

  setMoving(isMoving: boolean): void {
    this.#isMoving = isMoving;
    this.#pump();
  }

  #pump(): void {
    const limit = this.#isMoving ? mostWhileMoving : most;
    while (this.#loading.size < limit) {
      const latest = [...this.#waiting].at(-1);
      if (latest === undefined) return;
      this.#begin(...latest);
    }
  }

  #begin(element: MediaElement, src: string): void {
    this.#waiting.delete(element);
    this.#loading.add(element);
    const done = (): void => {
      if (this.#loading.delete(element)) this.#pump();
    };
    for (const event of ['load', 'loadeddata', 'error'])
      element.addEventListener(event, done, { once: true });
    element.src = src;
  }
}
