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
    parts.push({ text: template.slice(end, match.index) }, tokenPart(match[1] ?? '', input));
    end = match.index + match[0].length;
  }
  return { parts: [...parts, { text: template.slice(end) }] };
}

function tokenPart(name: string, input: FormInput): SnippetPart {
  switch (name) {
    case 'alt':
      return input.alt === undefined ? altStop : { text: plainAlt(input.alt) };
    case 'width':
    case 'height':
      return { text: String(input[name] ?? '') };
    case 'name':
      return { text: (input.path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '') };
    case 'poster':
      return { text: input.poster?.url ?? '' };
    default:
      return { text: input[name as 'url' | 'path' | 'module'] };
  }
}

/** Nobody knows what the template is made of: what could end a string or begin markup is left out. */
function plainAlt(alt: string): string {
  return alt
    .replace(/[<>[\]{}\\`]/g, ' ')
    .replace(/"/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}
