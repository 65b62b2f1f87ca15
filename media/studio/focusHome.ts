/** Where the focus goes when what has it is taken away. Left alone, it falls to the very beginning of the page. */

/** A part of the page with a place that the focus can fall back to. */
export interface FocusHome {
  readonly within: HTMLElement;
  focus(): void;
}

const isShown = (element: HTMLElement): boolean => element.isConnected && element.getClientRects().length > 0;

/** Watches until the page goes; `homes` from the inside to the outside. */
export function keepFocus(homes: readonly FocusHome[]): void {
  let holder: HTMLElement | undefined;
  let around: readonly FocusHome[] = [];
  document.addEventListener('focusin', e => {
    holder = e.target instanceof HTMLElement ? e.target : undefined;
    around = homes.filter(({ within }) => holder !== undefined && within.contains(holder));
  });
  document.addEventListener('focusout', () => {
    const left = holder;
    // One that is about to be taken away loses it before it goes. One that is still there was left by its person.
    queueMicrotask(() => {
      if (left !== undefined && left === holder && isShown(left) && document.activeElement !== left)
        holder = undefined;
    });
  });
  const look = (): void => {
    const active = document.activeElement;
    const isLost = active === null || active === document.body || active === holder;
    // In a window that is not in use nothing may call for the focus.
    if (holder === undefined || !isLost || !document.hasFocus() || isShown(holder)) return;
    holder = undefined;
    const before = document.activeElement;
    for (const home of around) {
      home.focus();
      const now = document.activeElement;
      if (now !== before && now instanceof HTMLElement && isShown(now)) return;
    }
  };
  const what = { childList: true, subtree: true, attributes: true, attributeFilter: ['hidden', 'class'] };
  new MutationObserver(look).observe(document.body, what);
}
