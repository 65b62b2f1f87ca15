/** What the forms of all languages are made of. */
import type { LinkPath } from './linkPath.ts';

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
  /** What an import names. */
  readonly module: string;
  /** True where `url` begins at a public root. */
  readonly isServed: boolean;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** What is to be seen, where that is known; else it is a tab stop. */
  readonly alt: string | undefined;
  /** The way to a picture that stands for a video until it plays. */
  readonly poster: LinkPath | undefined;
  /** The module that it is put into. */
  readonly script: ScriptFacts;
}

/** What a form must know of the module it writes for. */
export interface ScriptFacts {
  /** Files are imported; else they are named by their paths. */
  readonly isImporting: boolean;
  /** Imports of pictures give an object with the address in `src`. */
  readonly importsAreObjects: boolean;
  /** Imports of videos and sounds break the build. */
  readonly importsPicturesOnly: boolean;
  /** The framework's own picture element, where the module has it. */
  readonly pictureElement: string | undefined;
  /** The name under which a module is imported, or is to be. */
  nameOf(module: string): { readonly name: string; readonly isThere: boolean };
}

/** Where the alternative text is to be written. The word is VS Code's own for it. */
export const altStop: { readonly placeholder: string } = { placeholder: 'alt text' };

export function isAltStop(part: SnippetPart): boolean {
  return 'placeholder' in part && part.placeholder === altStop.placeholder;
}

/** The alternative text: what was given, made safe by `quote`, else a tab stop. */
export function altPart({ alt }: FormInput, quote: (text: string) => string): SnippetPart {
  return alt === undefined ? altStop : { text: quote(alt.replace(/\s+/g, ' ').trim()) };
}

/** Text for an attribute in double quotes, in HTML and JSX alike. */
export function attributeText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/"/g, '&quot;')
    .replace(/</g, '&lt;')
    .replace(/[{}@]/g, entityOf);
}

/** Braces, `@` and backticks begin code in templates of many kinds; an entity begins nothing. */
export function entityOf(sign: string): string {
  return `&#${sign.charCodeAt(0)};`;
}

/** ` width=… height=…`, each as `quote` writes it; nothing where the size is not known. */
export function sizeOf({ width, height }: FormInput, quote: (value: number) => string): string {
  if (width === undefined || height === undefined) return '';
  return ` width=${quote(width)} height=${quote(height)}`;
}
