/** A number: with a slider where both ends are known, and a way back to "automatic" where it need not have a value. */
import type { NumberView } from '../../../src/shared/fieldView.ts';
import { h, setAttribute, setText, setValue } from '../dom.ts';
import { type Control, type ControlContext, requirement } from './control.ts';

/** Whether a slider fits. */
export function hasSlider(view: NumberView): boolean {
  return view.minimum !== undefined && view.maximum !== undefined;
}

function setLimits(input: HTMLInputElement, view: NumberView): void {
  setAttribute(input, 'min', view.minimum?.toString());
  setAttribute(input, 'max', view.maximum?.toString());
  setAttribute(input, 'step', view.step.toString());
}

/** How far the slider is drawn as filled, in percent. */
function fill(slider: HTMLInputElement, view: NumberView, text: string): void {
  const { minimum = 0, maximum = 1 } = view;
  const part = text === '' ? 0 : (Number(text) - minimum) / (maximum - minimum || 1);
  slider.style.setProperty('--fill', `${Math.round(Math.min(1, Math.max(0, part)) * 100)}%`);
  slider.classList.toggle('unset', text === '');
}

/** Makes the control. */
export function numberControl(first: NumberView, context: ControlContext): Control<NumberView> {
  let view = first;
  const report = (text: string): void => {
    if (slider !== undefined) fill(slider, view, text);
    context.change(text === '' ? undefined : Number(text));
  };
  const oninput = (): void => {
    if (slider !== undefined && input.value !== '') setValue(slider, input.value);
    // Half-typed numbers read as empty: they are not "automatic".
    if (!input.validity.badInput) report(input.value);
  };
  const input = h('input', { id: context.id, type: 'number', oninput });
  const onslide = (): void => {
    if (slider === undefined) return;
    setValue(input, slider.value);
    report(slider.value);
  };
  const slider = hasSlider(first)
    ? h('input', { id: `${context.id}-slider`, type: 'range', oninput: onslide })
    : undefined;
  const unit = h('span', { className: 'unit' });
  const show = (value: number | undefined): void => {
    const text = value === undefined ? '' : String(value);
    setValue(input, text);
    if (slider === undefined) return;
    const { minimum = 0, maximum = 1 } = view;
    setValue(slider, text === '' ? String((minimum + maximum) / 2) : text);
    fill(slider, view, text);
  };
  return {
    element: h('div', { className: 'number' }, slider, h('div', { className: 'figure' }, input, unit)),
    isGroup: false,
    update(next, writes) {
      view = next;
      setLimits(input, view);
      setText(unit, view.unit ?? '');
      setAttribute(input, 'aria-required', requirement(view));
      setAttribute(input, 'placeholder', context.word('Automatic'));
      if (slider !== undefined) {
        setLimits(slider, view);
        slider.setAttribute('aria-label', view.label);
      }
      if (writes) show(view.value);
    },
    describe(describedBy, problem) {
      setAttribute(input, 'aria-describedby', describedBy);
      setAttribute(input, 'aria-invalid', problem && 'true');
    },
    focus: () => input.focus(),
  };
}
