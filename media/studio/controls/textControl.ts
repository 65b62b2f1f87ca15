/** Text: one line, or a box that grows with it; how much of what is allowed is used stands above it. */
import type { TextView } from '../../../src/shared/fieldView.ts';
import { h, setAttribute, setValue } from '../dom.ts';
import { type Control, type ControlContext, requirement } from './control.ts';
import { createSuggestions } from './suggestions.ts';

/** Makes the control. */
export function textControl(first: TextView, context: ControlContext): Control<TextView> {
  const oninput = (): void => context.change(input.value);
  const input = first.isMultiline
    ? h('textarea', { id: context.id, rows: first.isPrompt ? 5 : 3, spellcheck: true, dir: 'auto', oninput })
    : h('input', { id: context.id, type: 'text', autocomplete: 'off', dir: 'auto', oninput });
  const suggestions = createSuggestions(`${context.id}-list`);
  if (first.suggestions !== undefined) input.setAttribute('list', suggestions.id);
  return {
    element: h('div', { className: 'text' }, input, first.suggestions !== undefined && suggestions.element),
    isGroup: false,
    update(view, writes) {
      setAttribute(input, 'aria-required', requirement(view));
      suggestions.update(view.suggestions ?? []);
      if (writes) setValue(input, view.value);
    },
    describe(describedBy, problem) {
      setAttribute(input, 'aria-describedby', describedBy);
      setAttribute(input, 'aria-invalid', problem && 'true');
    },
    focus: () => input.focus(),
  };
}

/** Unicode code points, as the service counts characters. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
