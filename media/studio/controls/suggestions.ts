/** Values offered while one types; any text is taken. */
import { h } from '../dom.ts';

export interface Suggestions {
  readonly id: string;
  readonly element: HTMLElement;
  update(values: readonly string[]): void;
}

/** Makes the list; a field refers to it by `list`. */
export function createSuggestions(id: string): Suggestions {
  const element = h('datalist', { id });
  let shown = '';
  return {
    id,
    element,
    update(values) {
      const wanted = values.join('\n');
      if (wanted === shown) return;
      shown = wanted;
      element.replaceChildren(...values.map(value => h('option', { value })));
    },
  };
}
