/** A person's own form for a language, from the setting `apiInOne.insert.templates`. Pure. */
import { altStop, type FormInput, type Insertion, type SnippetPart } from './formParts.ts';

/** By language id, or by language id and medium: `markdown`, `html.video`. */
export type SnippetTemplates = Readonly<Record<string, string>>;

/** The template that counts for this language and medium. */
export function templateFor(
  templates: SnippetTemplates | undefined,
  languageId: string,
  media: FormInput['media'],
): string | undefined {
  return [`${languageId}.${media}`, languageId]
    .map(key => (templates !== undefined && Object.hasOwn(templates, key) ? templates[key] : undefined))
    .find(text => typeof text === 'string');
}

const token = /\$\{(url|path|module|alt|width|height|name|poster)\}/g;

/** Fills `${url}`, `${path}`, `${module}`, `${alt}`, `${width}`, `${height}`, `${name}` and `${poster}`. */
export function fillSnippet(template: string, input: FormInput): Insertion {
  const parts: SnippetPart[] = [];
  let end = 0;
  for (const match of template.matchAll(token)) {
    const part = tokenPart(match[1] ?? '', input);
    parts.push(
      { text: template.slice(end, match.index) },
      within(openQuote(template.slice(0, match.index)), part),
    );
    end = match.index + match[0].length;
  }
  return { parts: [...parts, { text: template.slice(end) }] };
}

/** The quote that is open at the end of `before`; empty where none is. */
function openQuote(before: string): string {
  let open = '';
  for (const sign of before) {
    if (sign === '\n' || sign === open) open = '';
    else if (open === '' && (sign === '"' || sign === "'" || sign === '`')) open = sign;
  }
  return open;
}

/** A file's name may hold the very quote that the template puts around it: encoded it ends nothing. */
function within(quote: string, part: SnippetPart): SnippetPart {
  if (quote === '' || !('text' in part)) return part;
  return { text: part.text.replaceAll(quote, `%${quote.charCodeAt(0).toString(16)}`) };
}

function tokenPart(name: string, input: FormInput): SnippetPart {
  switch (name) {
    case 'alt':
      return input.alt === undefined ? altStop : { text: plainWords(input.alt) };
    case 'width':
    case 'height':
      return { text: String(input[name] ?? '') };
    case 'name':
      return { text: plainWords((input.path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '')) };
    case 'poster':
      return { text: input.poster?.url ?? '' };
    default:
      return { text: input[name as 'url' | 'path' | 'module'] };
  }
}

/** Nobody knows what the template is made of: what could end a string or begin markup is left out. */
function plainWords(text: string): string {
  return text
    .replace(/[<>[\]{}\\`$@]/g, ' ')
    .replace(/["']/g, '\u2019')
    .replace(/\s+/g, ' ')
    .trim();
}
