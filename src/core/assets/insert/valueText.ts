/** The address alone, as the place that it is put into wants it. Pure. */
import { restOf } from './begunPath.ts';
import type { LinkPath } from './linkPath.ts';
import { addressIn, latexPath } from './snippetForms.ts';
import { isListItem, quoteOf, type ValueContext } from './valueContext.ts';
import { quotedText, yamlScalar, yamlSeparator } from './yamlText.ts';

interface Place {
  readonly languageId: string;
  readonly isFrontMatter: boolean;
  /** The text before the cursor on its line. */
  readonly before: string;
}

/** The address of `link` where `context` is open, without what stands there already. */
export function valueText(link: LinkPath, { kind, begun }: ValueContext, place: Place): string {
  const path = restOf(place.isFrontMatter && begun === '' ? fromPage(link.path) : link.path, begun);
  switch (kind) {
    case 'json':
      return quotedText(path).slice(1, -1);
    case 'json5':
      return quotedText(path).slice(1, -1).replace(/'/g, "\\'").replace(/\\"/g, '"');
    case 'jsonString':
      return quotedText(path);
    case 'quoted':
      return path.replace(/'/g, "''");
    case 'yaml':
      return yamlScalar(path);
    case 'module':
      return restOf(link.module, begun).replace(/[\\'"]/g, '\\$&');
    case 'path':
      return path;
    case 'latex':
      return latexPath(path);
    case 'styleUrl':
      return restOf(link.url, begun);
    case 'url':
      return restOf(addressIn(place.languageId, link), begun);
  }
}

/** What reads front matter takes bare names for names of something else: a file beside the page begins with a dot. */
const fromPage = (path: string): string =>
  /^(?:\.{0,2}\/|[a-z][a-z0-9+.-]*:)/i.test(path) ? path : `./${path}`;

/** Between several values: in a list of strings each is a string of its own. */
export function valueSeparator({ kind }: ValueContext, before: string): string {
  if (kind === 'yaml') return yamlSeparator(before);
  const quote = quoteOf(kind);
  return quote !== '' && isListItem(before) ? `${quote}, ${quote}` : ', ';
}
