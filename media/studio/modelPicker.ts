/** Which model: a list whose rows say what each is good at and what it costs. */
import type { FormView, ModelView } from '../../src/shared/protocol.ts';
import type { Word } from './controls/control.ts';
import { h, setText } from './dom.ts';

export interface ModelPicker {
  readonly element: HTMLElement;
  update(view: FormView): void;
}

function option(model: ModelView, hasDescription: boolean): HTMLOptionElement {
  return h(
    'option',
    { value: model.name },
    h('span', { className: 'model-name' }, model.label),
    // Browsers that draw a plain list show the parts in one line.
    h('span', { className: 'model-dash' }, model.price === '' ? '' : ' – '),
    h('span', { className: 'model-price' }, model.price),
    hasDescription && h('span', { className: 'model-description' }, ` ${model.description ?? ''}`),
  );
}

/** Makes the picker. */
export function createModelPicker(word: Word, choose: (model: string) => void): ModelPicker {
  const select = h('select', { id: 'model', onchange: () => choose(select.value) });
  const label = h('label', { className: 'label', for: 'model' });
  const description = h('p', { className: 'hint' });
  const element = h(
    'div',
    { className: 'field model' },
    h('div', { className: 'field-head' }, label),
    h('div', { className: 'select' }, select),
    description,
  );
  // The browser shows the chosen option's content in it, where it can.
  const chosen = document.createElement('selectedcontent');
  chosen.className = 'chosen-model';
  let drawn = '';
  return {
    element,
    update(view) {
      setText(label, word('Model'));
      const wanted = JSON.stringify(view.models);
      if (wanted !== drawn) {
        drawn = wanted;
        // Variants of one model share its description: it is said with the first of them.
        const options = view.models.map((model, at) =>
          option(model, model.description !== view.models[at - 1]?.description),
        );
        select.replaceChildren(h('button', { type: 'button' }, chosen), ...options);
      }
      if (select.value !== view.model) select.value = view.model;
      setText(description, view.models.find(m => m.name === view.model)?.description ?? '');
    },
  };
}
