/** One of several: shapes for aspect ratios, a row of buttons for a few, a list for many. */
import type { ChoiceView, OptionView } from '../../../src/shared/fieldView.ts';
import { h, hasFocus, setAttribute } from '../dom.ts';
import { type Control, type ControlContext, requirement } from './control.ts';

const shapeSize = 20;
const shortRow = { options: 5, characters: 34 } as const;
const mostShapes = 14;

/** How a choice is drawn. */
export function choiceStyle(view: ChoiceView): 'shapes' | 'row' | 'list' {
  if (view.isAspectRatio && view.options.length <= mostShapes) return 'shapes';
  const characters = view.options.reduce((sum, o) => sum + o.label.length + 2, view.canBeEmpty ? 11 : 0);
  const isShort = view.options.length <= shortRow.options && characters <= shortRow.characters;
  return isShort ? 'row' : 'list';
}

/** A little frame of the ratio's shape; a dashed one where the ratio is not a number. */
function ratioShape(value: string): HTMLElement {
  const [, w, height] = /^(\d{1,3}):(\d{1,3})$/.exec(value) ?? [];
  const [x, y] = [Number(w ?? 1), Number(height ?? 1)];
  const scale = shapeSize / Math.max(x, y, 1);
  const shape = h('span', { className: w === undefined ? 'shape open' : 'shape' });
  shape.style.width = `${Math.max(5, x * scale)}px`;
  shape.style.height = `${Math.max(5, y * scale)}px`;
  return h('span', { className: 'shape-box', 'aria-hidden': 'true' }, shape);
}

type Option = Omit<OptionView, 'value'> & { readonly value: OptionView['value'] | undefined };

function optionsOf(view: ChoiceView, context: ControlContext): readonly Option[] {
  const none: Option[] = view.canBeEmpty ? [{ value: undefined, label: context.word('Automatic') }] : [];
  return [...none, ...view.options];
}

/** Radio buttons that look like `style`. */
export function radioControl(first: ChoiceView, context: ControlContext): Control<ChoiceView> {
  const isShapes = choiceStyle(first) === 'shapes';
  const element = h('div', {
    id: context.id,
    className: isShapes ? 'shapes' : 'segments',
    role: 'radiogroup',
  });
  let drawn = '';
  let inputs: readonly HTMLInputElement[] = [];
  let options: readonly Option[] = [];
  const draw = (): void => {
    const focused = inputs.findIndex(hasFocus);
    const checked = inputs.findIndex(input => input.checked);
    inputs = options.map((option, at) =>
      h('input', {
        type: 'radio',
        id: `${context.id}-${at}`,
        name: context.id,
        checked: at === checked,
        onchange: () => context.change(option.value),
      }),
    );
    element.replaceChildren(
      ...options.map((option, at) =>
        h(
          'label',
          {},
          inputs[at],
          isShapes && ratioShape(String(option.value ?? '')),
          h('span', { className: 'option' }, option.label),
        ),
      ),
    );
    if (focused >= 0) inputs[Math.min(focused, inputs.length - 1)]?.focus({ preventScroll: true });
  };
  return {
    element,
    isGroup: true,
    update(view, writes) {
      options = optionsOf(view, context);
      const wanted = JSON.stringify(options);
      const isNew = wanted !== drawn;
      if (isNew) draw();
      drawn = wanted;
      if (writes || isNew)
        inputs.forEach((input, at) => {
          input.checked = options[at]?.value === view.value;
        });
      setAttribute(element, 'aria-required', requirement(view));
    },
    describe(describedBy, problem) {
      setAttribute(element, 'aria-describedby', describedBy);
      setAttribute(element, 'aria-invalid', problem && 'true');
    },
    focus: () => (inputs.find(input => input.checked) ?? inputs[0])?.focus(),
  };
}

/** A drop-down list. */
export function selectControl(_first: ChoiceView, context: ControlContext): Control<ChoiceView> {
  let options: readonly Option[] = [];
  let drawn = '';
  const onchange = (): void => context.change(options[select.selectedIndex]?.value);
  const select = h('select', { id: context.id, onchange });
  return {
    element: h('div', { className: 'select' }, select),
    isGroup: false,
    update(view, writes) {
      options = optionsOf(view, context);
      const wanted = JSON.stringify(options);
      const isNew = wanted !== drawn;
      drawn = wanted;
      if (isNew) select.replaceChildren(...options.map(o => h('option', {}, o.label)));
      // An open list would jump.
      if (isNew || (writes && !hasFocus(select)))
        select.selectedIndex = options.findIndex(o => o.value === view.value);
      setAttribute(select, 'aria-required', requirement(view));
    },
    describe(describedBy, problem) {
      setAttribute(select, 'aria-describedby', describedBy);
      setAttribute(select, 'aria-invalid', problem && 'true');
    },
    focus: () => select.focus(),
  };
}
