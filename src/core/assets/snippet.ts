/** Text that brings a saved asset into a document, as data; the host makes an editor snippet of it. */
import { type Insertion, languageForms, type SnippetPart } from './snippetForms.ts';
import { encodeSegment, isSameRoot, isSameSegment, segmentsBelow, splitUri } from './uriPath.ts';

export interface SnippetAsset {
  /** URI of the file. */
  readonly uri: string;
  readonly mime: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

export interface SnippetDocument {
  /** URI of the document; `untitled:` has no place yet. */
  readonly uri: string;
  /** The editor's language id. */
  readonly languageId: string;
  /** URI of the workspace folder that it is worked on in. */
  readonly workspaceFolder?: string | undefined;
}

/** Folders whose content web servers and bundlers serve as `/`. */
const publicRoots: ReadonlySet<string> = new Set(['public', 'static']);

/**
 * What to insert. The path is relative to the document, or from `/` where the file lies in a public root and the
 * language is one of the web's (Markdown keeps relative paths: repositories show it without a server). The alt text is
 * a tab stop, never the prompt: a prompt says what was asked for, not what is there to see.
 */
export function insertionFor(asset: SnippetAsset, document: SnippetDocument): Insertion {
  const form = languageForms(document.languageId);
  const served = form.isServed ? servedPath(asset.uri, document) : undefined;
  const segments = served ?? relativePath(asset.uri, document);
  return form.insert({
    media: mediaOf(asset.mime),
    path: segments?.join('/') ?? asset.uri,
    url: segments?.map(encodeStep).join('/') ?? asset.uri,
    isServed: served !== undefined,
    width: asset.width,
    height: asset.height,
  });
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

function mediaOf(mime: string): 'image' | 'video' | 'audio' {
  if (mime.startsWith('video/')) return 'video';
  return mime.startsWith('audio/') ? 'audio' : 'image';
}

/** Steps of a relative path; undefined where none can lead there (another drive, another machine, no place yet). */
function relativePath(uri: string, document: SnippetDocument): readonly string[] | undefined {
  const target = splitUri(uri);
  const from = splitUri(document.uri);
  if (target === undefined) return undefined;
  if (from === undefined || document.uri.startsWith('untitled:')) return belowWorkspace(uri, document);
  if (!isSameRoot(target, from)) return undefined;
  const folder = from.segments.slice(0, -1);
  let shared = 0;
  while (shared < folder.length && shared < target.segments.length - 1) {
    if (!isSameSegment(folder[shared] ?? '', target.segments[shared], shared)) break;
    shared++;
  }
  return [...folder.slice(shared).map(() => '..'), ...target.segments.slice(shared)];
}

function belowWorkspace(uri: string, document: SnippetDocument): readonly string[] | undefined {
  return document.workspaceFolder === undefined ? undefined : segmentsBelow(document.workspaceFolder, uri);
}

/** Steps from `/` (the first is empty), where the file lies in a public root that the document lies outside of. */
function servedPath(uri: string, document: SnippetDocument): readonly string[] | undefined {
  const below = belowWorkspace(uri, document);
  const at = below?.slice(0, -1).findIndex(segment => publicRoots.has(segment)) ?? -1;
  if (below === undefined || at < 0) return undefined;
  const own = belowWorkspace(document.uri, document);
  const isBeside =
    own !== undefined && below.slice(0, at + 1).every((segment, step) => own[step] === segment);
  return isBeside ? undefined : ['', ...below.slice(at + 1)];
}

function encodeStep(step: string): string {
  return step === '..' ? step : encodeSegment(step);
}
