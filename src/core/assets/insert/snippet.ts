/** Text that brings saved assets into a document, as data; the host makes an editor snippet of it. */
import { fromBegun } from './begunPath.ts';
import { type FormInput, type Insertion, isAltStop, type SnippetPart } from './formParts.ts';
import type { Surface } from './frameworks.ts';
import { type LinkFrom, type LinkPath, linkPath } from './linkPath.ts';
import { scriptFacts } from './scriptFacts.ts';
import { languageForms } from './snippetForms.ts';
import { fillSnippet, type SnippetTemplates, templateFor } from './snippetTemplates.ts';
import { isInFrontMatter, type ValueKind, valueContext } from './valueContext.ts';
import { valueSeparator, valueText } from './valueText.ts';
import { isYaml, yamlSeparator } from './yamlText.ts';

export interface SnippetAsset {
  /** URI of the file. */
  readonly uri: string;
  readonly mime: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** What is to be seen, in a person's words; never the prompt, which says what was asked for. */
  readonly alt?: string | undefined;
  /** URI of a picture that stands for a video until it plays. */
  readonly poster?: string | undefined;
}

export interface SnippetDocument extends LinkFrom {
  /** The editor's language id. */
  readonly languageId: string;
  /** The document's text, as far as its imports go; decides between import and path. */
  readonly text?: string | undefined;
  /** The index of the cursor's line in that text. */
  readonly line?: number | undefined;
  /** The text before the cursor on its line. */
  readonly before?: string | undefined;
  readonly templates?: SnippetTemplates | undefined;
}

/** Several assets in one place. */
export interface Insertions {
  readonly parts: readonly SnippetPart[];
  /** Lines for the top of the module that the parts refer to. */
  readonly importLines: readonly string[];
}

/** What to insert for one asset; see `insertionsFor`. */
export function insertionFor(asset: SnippetAsset, document: SnippetDocument): Insertion {
  const { parts, importLines } = insertionsFor([asset], document);
  return { parts, importLine: importLines[0] };
}

/**
 * What to insert. The path is relative to the document, or from `/` where the file lies in a public root and the
 * language is one of the web's (Markdown keeps relative paths, for repositories show it without a server, unless the
 * project makes pages of it). In a place that takes an address alone, the address alone. The alt text is a tab stop unless it is given, never the prompt: a prompt
 * says what was asked for, not what is there to see.
 */
export function insertionsFor(assets: readonly SnippetAsset[], document: SnippetDocument): Insertions {
  const form = languageForms(document.languageId);
  const { text = '', before = '' } = document;
  const script = scriptFacts(text, document.project);
  const isFrontMatter = isInFrontMatter(text.split('\n'), document.line ?? 0, document.languageId);
  const context = valueContext(document.before, document.languageId, isFrontMatter);
  const surface = isFrontMatter ? 'data' : surfaceOf(document, context?.kind);
  const insertions = assets.map((asset, at): Insertion => {
    const media = mediaOf(asset.mime);
    const { poster: still, width, height, alt } = asset;
    // What has been typed is the beginning of the first alone.
    const begun = at === 0 ? (context?.begun ?? '') : '';
    const folder = fromBegun(document, begun);
    const linkTo = (uri: string): LinkPath =>
      folder === undefined
        ? asTag(linkPath(uri, document, surface), document)
        : linkPath(uri, folder, undefined);
    const poster = still === undefined ? undefined : linkTo(still);
    const link = linkTo(asset.uri);
    const input: FormInput = { ...link, media, width, height, alt, poster, script };
    if (context !== undefined) {
      const place = { languageId: document.languageId, isFrontMatter, before };
      return { parts: [{ text: valueText(input, { ...context, begun }, place) }] };
    }
    const template = templateFor(document.templates, document.languageId, media);
    return template === undefined ? form.insert(input) : fillSnippet(template, input);
  });
  const separator =
    context === undefined
      ? (itemSeparator(document) ?? form.separator ?? '\n')
      : valueSeparator(context, before);
  return {
    parts: insertions.flatMap(({ parts }, at) => (at === 0 ? parts : [{ text: separator }, ...parts])),
    importLines: [...new Set(insertions.flatMap(({ importLine }) => importLine ?? []))],
  };
}

/** Scripts hold styles as strings, which no bundler reads. */
const scripts = /^(?:mdx|(?:javascript|typescript)(?:react)?)$/;

function surfaceOf(document: SnippetDocument, context: ValueKind | undefined): Surface | undefined {
  const { languageId, project } = document;
  // Bundlers import what is served from `/`; those that make objects of pictures do not.
  if (context === 'module') return project?.importsAreObjects === true ? undefined : 'import';
  if (context === 'styleUrl' && !scripts.test(languageId)) return 'style';
  return languageForms(languageId).surface;
}

const loadsStatic = /\{%[ \t]*load[ \t]+(?:[\w.]+[ \t]+)*static(?:files)?\b/;

/** A template that has loaded Django's tag names served files by it: the settings may move them. */
function asTag(link: LinkPath, { text = '' }: SnippetDocument): LinkPath {
  if (!link.isServed || !link.path.startsWith('/static/') || !loadsStatic.test(text)) return link;
  const name = link.path.slice('/static/'.length).replace(/[\\']/g, '\\$&');
  return { ...link, url: `{% static '${name}' %}` };
}

/** In a list of YAML each is an item of its own. */
function itemSeparator({ languageId, before = '' }: SnippetDocument): string | undefined {
  return isYaml(languageId) ? yamlSeparator(before) : undefined;
}

/** The parts in the editor's snippet syntax, with `$`, `}` and `\` of the literal text escaped. */
export function toSnippetText(parts: readonly SnippetPart[]): string {
  let stop = 0;
  const escaped = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
  return parts
    .map(part => ('text' in part ? escaped(part.text) : `\${${++stop}:${escaped(part.placeholder)}}`))
    .join('');
}

/** The parts as plain text, placeholders as they stand. */
export function toPlainText(parts: readonly SnippetPart[]): string {
  return parts.map(part => ('text' in part ? part.text : part.placeholder)).join('');
}

/** For where nobody goes through the tab stops: alternative text is left empty, which checkers of pages find. */
export function withoutAltStops(parts: readonly SnippetPart[]): readonly SnippetPart[] {
  return parts.map(part => (isAltStop(part) ? { text: '' } : part));
}

/** What a file of this type is for a page. */
export function mediaOf(mime: string): FormInput['media'] {
  if (mime.startsWith('video/')) return 'video';
  return mime.startsWith('audio/') ? 'audio' : 'image';
}
