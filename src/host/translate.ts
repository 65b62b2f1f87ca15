/** The catalogue's English texts in the person's language. The only place where `l10n.t` takes a variable. */
import { l10n } from 'vscode';

/** The translation of a label or description of the catalogue; itself where there is none (a person's own model). */
export function translate(text: string): string {
  return l10n.t(text);
}
