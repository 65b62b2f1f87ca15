/** The forms of languages whose files are modules: they import a file, and name it by what was imported. */
import { altPart, attributeText, type FormInput, type Insertion, sizeOf } from './formParts.ts';

interface Source {
  /** The attribute's value, braces or quotes included. */
  readonly value: string;
  /** The imported name, where there is one. */
  readonly name?: string;
  readonly importLine?: string;
}

/**
 * What the bundler cannot import: a name that it would read as a query or a fragment, and in Next anything but a
 * picture, without a loader that it does not have by itself.
 */
const isImportable = ({ path, media, script }: FormInput): boolean =>
  !/[#?]/.test(path) && (media === 'image' || !script.importsPicturesOnly);

/** A served file by its address; any other through the bundler where the module imports. */
function sourceOf(input: FormInput, other: (url: string) => string): Source {
  const { isServed, module, url, media, script } = input;
  if (isServed || !script.isImporting) return { value: `"${url}"` };
  if (!isImportable(input)) return { value: other(url) };
  const { name, isThere } = script.nameOf(module);
  const isObject = media === 'image' && script.importsAreObjects;
  const value = `{${name}${isObject ? '.src' : ''}}`;
  if (isThere) return { value, name };
  return { value, name, importLine: `import ${name} from '${module.replace(/[\\']/g, '\\$&')}';` };
}

/**
 * Webpack and Next emit the file and give its address; Vite leaves the expression as it is, so that the module is built
 * at least, and finds the file while developing. An import of the same would break the build of both.
 */
const fromModule = (url: string): string =>
  `{new URL('${url.startsWith('.') ? url : `./${url}`}', import.meta.url).href}`;

/** Components that a server renders would tell where they lie on its disk. */
const asItIs = (url: string): string => `"${url}"`;

/** An address that leads there once it is built: one that would have to be imported too is left out. */
function posterOf({ poster, script }: FormInput): string {
  return poster === undefined || !(poster.isServed || !script.isImporting) ? '' : ` poster="${poster.url}"`;
}

export function jsx(input: FormInput): Insertion {
  const { value, name, importLine } = sourceOf(input, fromModule);
  const size = sizeOf(input, number => `{${number}}`);
  if (input.media === 'audio') return { importLine, parts: [{ text: `<audio controls src=${value} />` }] };
  const poster = posterOf(input);
  if (input.media === 'video')
    return { importLine, parts: [{ text: `<video controls src=${value}${poster}${size} />` }] };
  const alt = altPart(input, attributeText);
  const { pictureElement } = input.script;
  // The framework's own element takes the imported object, with its size.
  if (pictureElement !== undefined && name !== undefined)
    return { importLine, parts: [{ text: `<${pictureElement} src={${name}} alt="` }, alt, { text: '" />' }] };
  return {
    importLine,
    parts: [{ text: `<img src=${value} alt="` }, alt, { text: `"${size} loading="lazy" />` }],
  };
}

/** In HTML's spelling, for templates in which `{…}` is an expression. */
export function svelte(input: FormInput): Insertion {
  const { value, importLine } = sourceOf(input, asItIs);
  const size = sizeOf(input, number => `"${number}"`);
  if (input.media === 'audio')
    return { importLine, parts: [{ text: `<audio controls src=${value}></audio>` }] };
  const poster = posterOf(input);
  if (input.media === 'video')
    return { importLine, parts: [{ text: `<video controls src=${value}${poster}${size}></video>` }] };
  const alt = altPart(input, attributeText);
  return {
    importLine,
    parts: [{ text: `<img src=${value} alt="` }, alt, { text: `"${size} loading="lazy" />` }],
  };
}

/** Astro's own pictures are JSX in this respect; its players are HTML. */
export function astro(input: FormInput): Insertion {
  const own = { ...input, script: { ...input.script, importsAreObjects: true } };
  return input.media === 'image' && input.script.pictureElement !== undefined ? jsx(own) : svelte(own);
}
