/** Elements from plain data. Text goes in as text nodes alone, so nothing that comes from outside can become markup. */

type Child = Node | string | undefined | false;

/** Properties are set as properties, `aria-…`, `role`, `for`, `list` and `data-…` as attributes, `on…` as listeners. */
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

/** Sets the attribute, or removes it where there is no value. */
export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Sets the text where it is another one: screen readers and selections are left alone otherwise. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets a text field's value where it is another one, so that the caret stays where it is. */
export function setValue(input: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  if (input.value !== value) input.value = value;
}

/** Makes `parent`'s children these, in this order, moving only what has to move; the focus stays where it is. */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  const focused = document.activeElement;
  const keep = new Set<Element>(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((element, at) => {
    if (parent.children[at] !== element) parent.insertBefore(element, parent.children[at] ?? null);
  });
  if (focused instanceof HTMLElement && focused !== document.activeElement && parent.contains(focused))
    focused.focus({ preventScroll: true });
}

/** Whether the focus is in `element`. */
export function hasFocus(element: Element): boolean {
  return element.contains(document.activeElement);
}
