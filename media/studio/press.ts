/**
 * Holds back what moves things on the page while a button of the mouse is down: a click is lost when its target moves
 * away between press and release.
 */

let isPressed = false;
const waiting = new Map<object, () => void>();

function release(): void {
  if (!isPressed) return;
  isPressed = false;
  // The click comes after the release.
  setTimeout(() => {
    const held = [...waiting.values()];
    waiting.clear();
    for (const work of held) work();
  });
}

/** Begins to watch; once a page. */
export function watchPresses(): void {
  document.addEventListener('pointerdown', () => (isPressed = true), true);
  for (const end of ['pointerup', 'pointercancel', 'dragend']) document.addEventListener(end, release, true);
  window.addEventListener('blur', release);
}

/** Follows the pointer from a press on `element` until it is released. */
export function whileDragged(element: HTMLElement, move: (e: PointerEvent) => void): void {
  const drag = new AbortController();
  const { signal } = drag;
  element.addEventListener('pointermove', move, { signal });
  for (const end of ['pointerup', 'pointercancel'])
    element.addEventListener(end, () => drag.abort(), { signal });
}

/** Does the work now, or after the release; of what `owner` has waiting then, the latest alone. */
export function whenReleased(owner: object, work: () => void): void {
  if (isPressed) waiting.set(owner, work);
  else work();
}
