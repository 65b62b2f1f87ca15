/** Elements from plain data. Text goes in as text nodes alone, so nothing that comes from outside can become markup. */

type Child = Node | string | undefined | false;

/** Properties are set as properties, `aria-…`, `role`, `for` and `data-…` as attributes, `on…` as listeners. */
export type Props = Readonly<Record<string, unknown>>;

const isAttribute = (name: string): boolean => /^(aria-|data-|role$|for$|list$)/.test(name);

/** Makes an element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined) continue;
    if (name.startsWith('on') && typeof value === 'function')
      element.addEventListener(name.slice(2).toLowerCase(), value as EventListener);
    else if (isAttribute(name)) element.setAttribute(name, String(value));
    else Object.assign(element, { [name]: value });
  }
  element.append(...children.filter(c => c !== undefined && c !== false));
  return element;
}

/** Replaces the children of `parent`, keeping focus and caret where the focused control is still there by its id. */
export function replaceKeepingFocus(parent: HTMLElement, ...children: Node[]): void {
  const focused = document.activeElement;
  const id = parent.contains(focused) ? focused?.id : undefined;
  const caret =
    focused instanceof HTMLTextAreaElement || focused instanceof HTMLInputElement
      ? readCaret(focused)
      : undefined;
  parent.replaceChildren(...children);
  if (!id) return;
  const next = document.getElementById(id);
  next?.focus({ preventScroll: true });
  if (caret !== undefined && (next instanceof HTMLTextAreaElement || next instanceof HTMLInputElement))
    writeCaret(next, caret);
}

type Caret = readonly [start: number, end: number];

function readCaret(input: HTMLTextAreaElement | HTMLInputElement): Caret | undefined {
  // Number inputs have no selection: reading it gives null.
  return input.selectionStart === null || input.selectionEnd === null
    ? undefined
    : [input.selectionStart, input.selectionEnd];
}

function writeCaret(input: HTMLTextAreaElement | HTMLInputElement, [start, end]: Caret): void {
  if (input.selectionStart !== null) input.setSelectionRange(start, end);
}
