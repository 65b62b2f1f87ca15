/** Asks for a field that takes media: a file of this computer, an earlier result or a web address. */
import type { FormField } from '../../core/catalogue/form.ts';
import { askSource } from '../inputs/chooseInput.ts';
import { inputUrlOf } from '../inputUrl.ts';
import type { Answer } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { askField, type FieldStep } from './fieldSteps.ts';

/** The value for any field; `back` from an address that is typed leads to the choice of where the input comes from. */
export async function askFieldOrInput(
  services: Services,
  form: FormField,
  step: FieldStep,
): Promise<Answer<unknown>> {
  const { spec } = form;
  if (spec.type !== 'url' && spec.type !== 'urls') return askField(form, step);
  const { current: _typed, ...sourceStep } = step;
  for (;;) {
    const source = await askSource(services, spec.media, sourceStep);
    if (source.type !== 'value') return source;
    if (source.value === 'address') {
      const typed = await askField(form, { ...step, canGoBack: true });
      if (typed.type !== 'back') return typed;
      continue;
    }
    const url = await inputUrlOf(services, source.value);
    if (url !== undefined) return { type: 'value', value: spec.type === 'urls' ? [url] : url };
  }
}
