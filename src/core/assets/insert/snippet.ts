/** Text that brings saved assets into a document, as data; the host makes an editor snippet of it. */
import { type FormInput, type Insertion, isAltStop, type SnippetPart } from './formParts.ts';
import { type LinkFrom, linkPath } from './linkPath.ts';
import { scriptFacts } from './scriptFacts.ts';
import { languageForms } from './snippetForms.ts';
import { fillSnippet, type SnippetTemplates, templateFor } from './snippetTemplates.ts';
import { type ValueContext, valueContext } from './valueContext.ts';
import { isYaml, quotedText, yamlSeparator } from './yamlText.ts';

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
 * language is one of the web's (Markdown keeps relative paths: repositories show it without a server). In a place that
 * takes an address alone, the address alone. The alt text is a tab stop unless it is given, never the prompt: a prompt
 * says what was asked for, not what is there to see.
 */
export function insertionsFor(assets: readonly SnippetAsset[], document: SnippetDocument): Insertions {
  const form = languageForms(document.languageId);
  const script = scriptFacts(document.text ?? '', document.project?.importsAreObjects === true);
  const context = valueContext(document.before, document.languageId);
  const insertions = assets.map((asset): Insertion => {
    const media = mediaOf(asset.mime);
    const { poster: still, width, height, alt } = asset;
    const poster = still === undefined ? undefined : linkPath(still, document, form.isServed);
    const link = linkPath(asset.uri, document, form.isServed || context === 'module');
    const input: FormInput = { ...link, media, width, height, alt, poster, script };
    if (context !== undefined) return { parts: [{ text: valueText(input, context) }] };
    const template = templateFor(document.templates, document.languageId, media);
    return template === undefined ? form.insert(input) : fillSnippet(template, input);
  });
  const separator = separatorFor(context) ?? itemSeparator(document) ?? form.separator ?? '\n';
  return {
    parts: insertions.flatMap(({ parts }, at) => (at === 0 ? parts : [{ text: separator }, ...parts])),
    importLines: [...new Set(insertions.flatMap(({ importLine }) => importLine ?? []))],
  };
}

function separatorFor(context: ValueContext | undefined): string | undefined {
  return context === undefined ? undefined : ', ';
}

/** In a list of YAML each is an item of its own. */
function itemSeparator({ languageId, before = '' }: SnippetDocument): string | undefined {
  return isYaml(languageId) ? yamlSeparator(before) : undefined;
}

function valueText(input: FormInput, context: ValueContext): string {
  switch (context) {
    case 'json':
      return quotedText(input.path).slice(1, -1);
    case 'json5':
      return quotedText(input.path).slice(1, -1).replace(/'/g, "\\'").replace(/\\"/g, '"');
    case 'jsonString':
      return quotedText(input.path);
    case 'quoted':
      return input.path.replace(/'/g, "''");
    case 'module':
      return input.module.replace(/[\\'"]/g, '\\$&');
    default:
      return input[context];
  }
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
