/** JSON. Half-typed it is kept as text, which breaks the field's rule: that says so beside the field. */
import type { JsonView } from '../../../src/shared/fieldView.ts';
import { h, setAttribute, setValue } from '../dom.ts';
import { type Control, type ControlContext, requirement } from './control.ts';

function parsed(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Makes the control. */
export function jsonControl(_first: JsonView, context: ControlContext): Control<JsonView> {
  const oninput = (): void => context.change(parsed(input.value));
  const input = h('textarea', { id: context.id, className: 'code', rows: 4, spellcheck: false, oninput });
  return {
    element: input,
    isGroup: false,
    update(view, writes) {
      setAttribute(input, 'aria-required', requirement(view));
      if (writes) setValue(input, view.value);
    },
    describe(describedBy, problem) {
      setAttribute(input, 'aria-describedby', describedBy);
      setAttribute(input, 'aria-invalid', problem && 'true');
    },
    focus: () => input.focus(),
  };
}
