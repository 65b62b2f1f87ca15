/** Answers as people read, copy and insert them: nothing in them that is not seen. */
import { hiddenSigns } from '../../../core/hiddenSigns.ts';

/** Joins emoji and letters of some scripts; it reorders nothing. */
const joiners = new Set(['\u200c', '\u200d']);

/** Text of several lines without what hides or reorders it; what is shown is what is copied. */
export function readable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(hiddenSigns, signs =>
      [...signs].filter(sign => sign === '\n' || sign === '\t' || joiners.has(sign)).join(''),
    );
}
