import type { ChoiceOption } from './types.ts';

/** Options without labels of their own: the wire values say enough (`16:9`, `720p`). */
export function options<const V extends string | number>(
  ...values: readonly V[]
): readonly (ChoiceOption & { readonly value: V })[] {
  return values.map(value => ({ value }));
}
