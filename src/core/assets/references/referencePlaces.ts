/** Where the file that a document names would lie. Pure. */

import type { LinkFrom } from '../insert/linkPath.ts';
import type { ServedFolder } from '../insert/projectFacts.ts';
import { isSafeName } from '../names.ts';
import { joinSegments, joinUri, segmentsBelow, splitUri } from '../uriPath.ts';
import type { MediaReference } from './types.ts';

export interface ReferencePlace {
  readonly uri: string;
  /** The folder that the address starts from: a place below one that is not there is not meant. */
  readonly start: string;
}

/** Of components, which are put into pages elsewhere. */
const templateLanguages: ReadonlySet<string> = new Set([
  'javascriptreact',
  'typescriptreact',
  'vue',
  'svelte',
  'astro',
]);

/** Folders that mostly are served as `/`, where no framework says which; the workspace folder itself is the last. */
const usualRoots: readonly (readonly string[])[] = [['public'], ['static'], []];

/**
 * The places that the reference may mean, the likeliest first: in the workspace folder alone, outside of dot folders
 * and packages, under names that every system takes. Empty where there is none.
 */
export function referencePlaces(
  reference: Pick<MediaReference, 'path' | 'isModule' | 'within'>,
  from: ReferenceFrom,
): readonly ReferencePlace[] {
  const starts = startsOf(reference, from);
  return starts.flatMap(({ start, rest }) => {
    const uri = resolve(start, rest);
    return uri !== undefined && isAllowed(uri, from) ? [{ uri, start }] : [];
  });
}

/** The document that names the file. */
type ReferenceFrom = LinkFrom & { readonly languageId: string };

interface Start {
  readonly start: string;
  readonly rest: string;
}

/** Prefixes that bundlers are told the meaning of: `@/`, `~/`, `$lib/`, `#assets/`, `@site/`. */
const aliasLike = /^[@~#$][^/]*\//;

function startsOf(
  { path, isModule, within }: Pick<MediaReference, 'path' | 'isModule' | 'within'>,
  from: ReferenceFrom,
): readonly Start[] {
  const aliased = aliasedStart(path, from);
  if (aliased !== undefined) return [aliased];
  if (path.startsWith('/')) return servedStarts(path, from);
  const own = parentOf(from.uri);
  const beside = own === undefined ? [] : [{ start: own, rest: path }];
  if (path.startsWith('.')) return beside;
  if (isModule) return moduleStarts(path, from);
  // Nobody has said what it stands for: a folder of that very name, where there is one, and nothing else.
  if (aliasLike.test(path)) return own === undefined ? [] : [belowFirst(own, path)];
  if (within === 'style') return beside;
  const served = (): readonly Start[] => servedStarts(`/${path}`, from);
  // Themes disagree whether a page's picture lies beside it, where the site is served from, or among what they build of.
  if (within === 'frontMatter')
    return from.project?.servesPages === true
      ? [...served(), ...beside]
      : [...beside, ...served(), ...sourceStarts(path, from)];
  return isOfTemplate(from) ? [...served(), ...beside] : beside;
}

/** What its elements name by a bare path is looked for from the page that it becomes part of. */
function isOfTemplate({ languageId, project }: ReferenceFrom): boolean {
  return templateLanguages.has(languageId) || (languageId === 'html' && project?.hasBaseElement === true);
}

/** Loaders of style sheets have a `~` before what is a module's path. */
function aliasedStart(path: string, { project }: LinkFrom): Start | undefined {
  for (const address of path.startsWith('~') ? [path, path.slice(1)] : [path])
    for (const { prefix, folder } of project?.aliases ?? [])
      if (address.startsWith(prefix)) return { start: folder, rest: address.slice(prefix.length) };
  return undefined;
}

/** Below the first folder of `path`, which must be there. */
function belowFirst(folder: string, path: string): Start {
  const [first = '', ...rest] = path.split('/');
  return rest.length === 0
    ? { start: folder, rest: path }
    : { start: joinUri(folder, [first]), rest: rest.join('/') };
}

/** A bare path is a package's, unless the folder that modules may start from has a folder of that name. */
function moduleStarts(path: string, { project }: LinkFrom): readonly Start[] {
  return project?.moduleRoot === undefined ? [] : [belowFirst(project.moduleRoot, path)];
}

/** Where the files lie that `path`, from `/` on, may lead to. */
function servedStarts(path: string, { project, workspaceFolder, uri }: LinkFrom): readonly Start[] {
  const base = `${project?.basePath ?? ''}/`;
  const address = base !== '/' && path.startsWith(base) ? path.slice(base.length - 1) : path;
  const known = [...(project?.served ?? []), ...gatheredFor(uri, project)];
  if (known.length > 0)
    return known.flatMap(({ folder, address: own }) =>
      address.startsWith(`${own}/`) ? [{ start: folder, rest: address.slice(own.length + 1) }] : [],
    );
  const folder = project?.folder ?? workspaceFolder;
  const rest = address.slice(1);
  return folder === undefined ? [] : usualRoots.map(names => ({ start: joinUri(folder, names), rest }));
}

/** Folders that themes take pictures from to work on them. */
function sourceStarts(rest: string, { project }: LinkFrom): readonly Start[] {
  if (project === undefined) return [];
  return [['assets'], ['src', 'assets']].map(names => ({ start: joinUri(project.folder, names), rest }));
}

/** The folder `static` beside the templates that the document is one of, where the project gathers them all. */
function gatheredFor(uri: string, project: LinkFrom['project']): readonly ServedFolder[] {
  const below = project?.gathersStatic === true ? segmentsBelow(project.folder, uri) : undefined;
  const at = below?.slice(0, -1).indexOf('templates') ?? -1;
  if (project === undefined || below === undefined || at < 1) return [];
  return [{ folder: joinUri(project.folder, [...below.slice(0, at), 'static']), address: '/static' }];
}

function parentOf(uri: string): string | undefined {
  const split = splitUri(uri);
  if (split === undefined || uri.startsWith('untitled:')) return undefined;
  return joinSegments({ root: split.root, segments: split.segments.slice(0, -1) });
}

/** `path` from the folder `start`; undefined where it climbs out of everything. */
function resolve(start: string, path: string): string | undefined {
  const split = splitUri(start);
  if (split === undefined) return undefined;
  const steps = [...split.segments];
  for (const step of path.split('/').filter(s => s !== '' && s !== '.')) {
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return joinSegments({ root: split.root, segments: steps });
}

function isAllowed(uri: string, { workspaceFolder }: LinkFrom): boolean {
  const below = workspaceFolder === undefined ? undefined : segmentsBelow(workspaceFolder, uri);
  return (
    below !== undefined &&
    below.length > 0 &&
    below.every(name => isSafeName(name) && name.toLowerCase() !== 'node_modules')
  );
}
