/** Names of models: for people, and for asking again. */
import type { ModelChoice } from '../core/catalogue/types.ts';
import { translate } from './translate.ts';

/** The name by which a choice is found again. */
export function choiceName(choice: ModelChoice): string {
  return choice.variant?.value ?? choice.spec.slug;
}

/** The name that people read: model, and variant where there are several. */
export function choiceLabel({ spec, variant }: ModelChoice): string {
  const hasVariants = spec.variants.length > 1 && variant !== undefined;
  return hasVariants ? `${translate(spec.label)} ${translate(variant.label)}` : translate(spec.label);
}
