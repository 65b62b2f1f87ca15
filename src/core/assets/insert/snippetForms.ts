/** How each language brings in media: one small function a family of languages. */
import {
  altPart,
  attributeText,
  entityOf,
  type FormInput,
  type Insertion,
  type SnippetPart,
  sizeOf,
} from './formParts.ts';
import type { Surface } from './frameworks.ts';
import type { LinkPath } from './linkPath.ts';
import { astro, jsx, svelte } from './moduleForms.ts';
import { yamlLanguages, yamlScalar } from './yamlText.ts';

interface LanguageForm {
  /** Where its addresses are written; undefined for languages that no server knows of. */
  readonly surface?: Surface;
  readonly insert: (input: FormInput) => Insertion;
  /** How several are put one after the other. */
  readonly separator?: string;
}

const linkText: SnippetPart = { placeholder: 'link text' };

/** The form for an editor's language id; languages nobody listed get the path alone. */
export function languageForms(languageId: string): LanguageForm {
  return forms.get(languageId) ?? { insert: plain };
}

const markup = [
  ...['html', 'php', 'vue-html', 'handlebars', 'twig', 'erb', 'liquid'],
  ...['django-html', 'jinja', 'jinja-html', 'nunjucks', 'njk', 'ejs'],
];
const styles = ['css', 'scss', 'sass', 'less', 'stylus', 'postcss', 'tailwindcss'];

const forms: ReadonlyMap<string, LanguageForm> = new Map([
  ...family(['markdown', 'quarto', 'rmd'], { surface: 'prose', insert: markdown }),
  ...family(['mdx', 'javascriptreact', 'typescriptreact'], { surface: 'module', insert: jsx }),
  ...family(markup, { surface: 'page', insert: html }),
  ...family(['razor', 'blade'], { surface: 'page', insert: serverPage }),
  ...family(['vue'], { surface: 'page', insert: vue }),
  ...family(['svelte'], { surface: 'module', insert: svelte }),
  ...family(['astro'], { surface: 'module', insert: astro }),
  ...family(styles, { surface: 'style', insert: css, separator: ', ' }),
  ...family(['latex', 'tex'], { insert: latex }),
  ...family(['asciidoc'], { insert: asciidoc }),
  ...family(['restructuredtext'], { insert: restructuredText }),
  ...family(yamlLanguages, { insert: yaml }),
]);

function family(ids: readonly string[], form: LanguageForm): readonly (readonly [string, LanguageForm])[] {
  return ids.map(id => [id, form] as const);
}

function plain(input: FormInput): Insertion {
  return { parts: [{ text: input.path }] };
}

function yaml({ path }: FormInput): Insertion {
  return { parts: [{ text: yamlScalar(path) }] };
}

/** Markdown has no players of its own; viewers take HTML for them. */
function markdown(input: FormInput): Insertion {
  if (input.media !== 'image') return html(input);
  return { parts: [{ text: '![' }, altPart(input, markdownText), { text: `](${input.url})` }] };
}

/** Words that are no code, markup or entity, for whatever reads the page before Markdown does, too. */
function markdownText(text: string): string {
  return text.replace(/&(?=#?\w{1,30};)|<(?=[a-z/!?])|[`{}]/gi, entityOf).replace(/[[\]\\]/g, '\\$&');
}

function html(input: FormInput): Insertion {
  const src = `src="${input.url}"`;
  if (input.media === 'audio') return { parts: [{ text: `<audio controls ${src}></audio>` }] };
  const size = sizeOf(input, value => `"${value}"`);
  const poster = input.poster === undefined ? '' : ` poster="${input.poster.url}"`;
  if (input.media === 'video')
    return { parts: [{ text: `<video controls ${src}${poster}${size}></video>` }] };
  const alt = altPart(input, attributeText);
  return { parts: [{ text: `<img ${src} alt="` }, alt, { text: `"${size} loading="lazy">` }] };
}

/** In templates of servers an `@` is code, in addresses as well. */
function serverPage(input: FormInput): Insertion {
  const inert = <T extends LinkPath>(link: T): T => ({ ...link, url: link.url.replace(/@/g, '%40') });
  return html({ ...inert(input), poster: input.poster && inert(input.poster) });
}

/** The template compiler imports what begins with a dot or an alias, and leaves bare names to the server. */
function vue(input: FormInput): Insertion {
  const compiled = <T extends LinkPath>(link: T): T => ({ ...link, url: compiledUrl(link) });
  return html({ ...compiled(input), poster: input.poster && compiled(input.poster) });
}

const compiledUrl = (link: LinkPath): string => (link.isServed ? link.url : moduleUrl(link));

/** The address alone, as the value of an attribute in this language. */
export function addressIn(languageId: string, link: LinkPath): string {
  return languageId === 'vue' ? compiledUrl(link) : link.url;
}

const moduleUrl = ({ module }: LinkPath): string =>
  encodeURI(module)
    .replace(/[#?"'()]/g, letter => `%${letter.charCodeAt(0).toString(16)}`)
    // Percent-encoded it would stay so for the bundler.
    .replace(/&/g, '&amp;');

function css(input: FormInput): Insertion {
  return { parts: [{ text: `url("${input.url}")` }] };
}

/** Media without a package becomes a link. */
function latex(input: FormInput): Insertion {
  const path = latexPath(input.path);
  if (input.media === 'image') return { parts: [{ text: `\\includegraphics[width=\\linewidth]{${path}}` }] };
  return { parts: [{ text: `\\href{run:${path}}{` }, linkText, { text: '}' }] };
}

/** Begin a comment and name a parameter before any command is read; the kernel has both under names. */
const latexSigns: Readonly<Record<string, string>> = {
  '%': '\\csname @percentchar\\endcsname ',
  '#': '\\csname c_hash_str\\endcsname ',
};

/**
 * `\detokenize` takes the other signs as they are. Braces, backslashes and `^^` would be read before it, as commands of
 * whoever named the file: without them no file is found, and nothing is run.
 */
export function latexPath(path: string): string {
  return path
    .replace(/[{}\\]|\^{2,}/g, '')
    .split(/([%#])/)
    .map(part => latexSigns[part] ?? (/[_&~^$ ]/.test(part) ? `\\detokenize{${part}}` : part))
    .join('');
}

function asciidoc(input: FormInput): Insertion {
  const poster = input.poster === undefined ? '' : `poster=${input.poster.url}`;
  if (input.media !== 'image') return { parts: [{ text: `${input.media}::${input.url}[${poster}]` }] };
  const size =
    input.width === undefined || input.height === undefined ? '' : `,${input.width},${input.height}`;
  const alt = altPart(input, text => `"${asciidocText(text)}"`);
  return { parts: [{ text: `image::${input.url}[` }, alt, { text: `${size}]` }] };
}

/** Between quotes, which a backslash would keep open; a brace would name an attribute. */
function asciidocText(text: string): string {
  return text.replace(/\\/g, ' ').replace(/["{]/g, '\\$&');
}

/** Directive arguments are paths in which a space must be escaped; there is no directive for players. */
function restructuredText(input: FormInput): Insertion {
  if (input.media !== 'image') {
    return { parts: [{ text: '.. raw:: html\n\n   ' }, ...html(input).parts, { text: '\n' }] };
  }
  const start = `.. image:: ${input.path.replace(/ /g, '\\ ')}\n   :alt: `;
  return { parts: [{ text: start }, altPart(input, text => text.replace(/\\/g, '\\\\')), { text: '\n' }] };
}
