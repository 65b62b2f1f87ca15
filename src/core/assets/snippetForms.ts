/** How each language brings in media: one small function a family of languages. */
/** Literal text, or a tab stop with the text that stands there until somebody types. */
export type SnippetPart = { readonly text: string } | { readonly placeholder: string };

export interface Insertion {
  readonly parts: readonly SnippetPart[];
  /** A line for the top of the module that the parts refer to. */
  readonly importLine?: string | undefined;
}

export interface FormInput {
  readonly media: 'image' | 'video' | 'audio';
  /** POSIX path as people read it. */
  readonly path: string;
  /** The same percent-encoded: safe inside quotes, parentheses and angle brackets. */
  readonly url: string;
  /** True where `url` begins at a public root. */
  readonly isServed: boolean;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

interface LanguageForm {
  /** Whether pages of the language are served, so that `/…` leads to the public root. */
  readonly isServed: boolean;
  readonly insert: (input: FormInput) => Insertion;
}

const altText: SnippetPart = { placeholder: 'alt text' };
const linkText: SnippetPart = { placeholder: 'link text' };

/** The form for an editor's language id; languages nobody listed get the path alone. */
export function languageForms(languageId: string): LanguageForm {
  return forms.get(languageId) ?? { isServed: false, insert: plain };
}

const forms: ReadonlyMap<string, LanguageForm> = new Map([
  ...family(['markdown', 'quarto', 'rmd'], { isServed: false, insert: markdown }),
  ...family(['mdx', 'javascriptreact', 'typescriptreact'], { isServed: true, insert: jsx }),
  ...family(
    [
      'html',
      'php',
      'vue',
      'vue-html',
      'svelte',
      'astro',
      'handlebars',
      'razor',
      'twig',
      'erb',
      'liquid',
      'blade',
    ],
    { isServed: true, insert: html },
  ),
  ...family(['css', 'scss', 'sass', 'less', 'stylus', 'postcss', 'tailwindcss'], {
    isServed: true,
    insert: css,
  }),
  ...family(['latex', 'tex'], { isServed: false, insert: latex }),
  ...family(['asciidoc'], { isServed: false, insert: asciidoc }),
  ...family(['restructuredtext'], { isServed: false, insert: restructuredText }),
]);

function family(ids: readonly string[], form: LanguageForm): readonly (readonly [string, LanguageForm])[] {
  return ids.map(id => [id, form] as const);
}

function plain(input: FormInput): Insertion {
  return { parts: [{ text: input.path }] };
}

/** Markdown has no players of its own; viewers take HTML for them. */
function markdown(input: FormInput): Insertion {
  if (input.media !== 'image') return html(input);
  return { parts: [{ text: '![' }, altText, { text: `](${input.url})` }] };
}

function html(input: FormInput): Insertion {
  const src = `src="${input.url}"`;
  if (input.media === 'audio') return { parts: [{ text: `<audio controls ${src}></audio>` }] };
  const size = sizeOf(input, value => `"${value}"`);
  if (input.media === 'video') return { parts: [{ text: `<video controls ${src}${size}></video>` }] };
  return { parts: [{ text: `<img ${src} alt="` }, altText, { text: `"${size}>` }] };
}

/** A served file by its address; any other through the bundler, which needs an import. */
function jsx(input: FormInput): Insertion {
  const name = importName(input.path);
  const importLine = input.isServed ? undefined : `import ${name} from '${modulePath(input)}';`;
  const src = input.isServed ? `src="${input.url}"` : `src={${name}}`;
  const size = sizeOf(input, value => `{${value}}`);
  if (input.media === 'audio') return { importLine, parts: [{ text: `<audio controls ${src} />` }] };
  if (input.media === 'video') return { importLine, parts: [{ text: `<video controls ${src}${size} />` }] };
  return { importLine, parts: [{ text: `<img ${src} alt="` }, altText, { text: `"${size} />` }] };
}

/** Import paths are file paths, not addresses: nothing is percent-encoded, and a bare name would be a package. */
function modulePath({ path }: FormInput): string {
  const dotted = path.startsWith('../') || path.includes(':') ? path : `./${path}`;
  return dotted.replace(/[\\']/g, '\\$&');
}

/** `my-hero 2.png` → `myHero2`. */
function importName(path: string): string {
  const stem = (path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '');
  const words = stem.split(/[^a-zA-Z0-9]+/).filter(word => word !== '');
  const name = words.map((word, at) => (at === 0 ? lowerFirst(word) : upperFirst(word))).join('');
  return /^[a-z]/i.test(name) ? `${name}Url` : `asset${upperFirst(name)}Url`;
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function css(input: FormInput): Insertion {
  return { parts: [{ text: `url("${input.url}")` }] };
}

/** `\detokenize` takes names with `_`, `#` and `&` as they are; media without a package becomes a link. */
function latex(input: FormInput): Insertion {
  const path = /[_#&~^$ ]/.test(input.path) ? `\\detokenize{${input.path}}` : input.path;
  if (input.media === 'image') return { parts: [{ text: `\\includegraphics[width=\\linewidth]{${path}}` }] };
  return { parts: [{ text: `\\href{run:${path}}{` }, linkText, { text: '}' }] };
}

function asciidoc(input: FormInput): Insertion {
  if (input.media !== 'image') return { parts: [{ text: `${input.media}::${input.url}[]` }] };
  const size =
    input.width === undefined || input.height === undefined ? '' : `,${input.width},${input.height}`;
  return { parts: [{ text: `image::${input.url}[` }, altText, { text: `${size}]` }] };
}

/** Directive arguments are paths in which a space must be escaped; there is no directive for players. */
function restructuredText(input: FormInput): Insertion {
  if (input.media !== 'image') {
    return { parts: [{ text: '.. raw:: html\n\n   ' }, ...html(input).parts, { text: '\n' }] };
  }
  return {
    parts: [{ text: `.. image:: ${input.path.replace(/ /g, '\\ ')}\n   :alt: ` }, altText, { text: '\n' }],
  };
}

function sizeOf(input: FormInput, quote: (value: number) => string): string {
  if (input.width === undefined || input.height === undefined) return '';
  return ` width=${quote(input.width)} height=${quote(input.height)}`;
}
