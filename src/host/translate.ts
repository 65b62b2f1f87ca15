/**
 * The catalogue's English texts in the person's language. Not through `l10n.t`: it warns in the log about each text
 * without a translation, and names of models and figures have none.
 */
import { l10n } from 'vscode';

/** The translation of a label or description of the catalogue; itself where there is none (a person's own model). */
export function translate(text: string): string {
  const { bundle } = l10n;
  return bundle !== undefined && Object.hasOwn(bundle, text) ? (bundle[text] ?? text) : text;
}
