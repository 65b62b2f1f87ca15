/** Yes or no. */
import type { BooleanView } from '../../../src/shared/fieldView.ts';
import { h, setAttribute } from '../dom.ts';
import type { Control, ControlContext } from './control.ts';

/** Makes the control. */
export function switchControl(_first: BooleanView, context: ControlContext): Control<BooleanView> {
  const onchange = (): void => context.change(input.checked);
  const input = h('input', {
    id: context.id,
    type: 'checkbox',
    className: 'switch',
    role: 'switch',
    onchange,
  });
  return {
    element: input,
    isGroup: false,
    update(view, writes) {
      if (writes) input.checked = view.value;
    },
    describe(describedBy, problem) {
      setAttribute(input, 'aria-describedby', describedBy);
      setAttribute(input, 'aria-invalid', problem && 'true');
    },
    focus: () => input.focus(),
  };
}
