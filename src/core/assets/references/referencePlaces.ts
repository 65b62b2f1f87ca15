/** Where the file that a document names would lie. Pure. */

import type { LinkFrom } from '../insert/linkPath.ts';
import { isSafeName } from '../names.ts';
import { encodeSegment, joinUri, segmentsBelow, splitUri } from '../uriPath.ts';
import type { MediaReference } from './types.ts';

export interface ReferencePlace {
  readonly uri: string;
  /** The folder that the address starts from: a place below one that is not there is not meant. */
  readonly start: string;
}

const jsxLanguages = /^(?:javascript|typescript)react$/;

/** Folders that mostly are served as `/`, where no framework says which; the workspace folder itself is the last. */
const usualRoots: readonly (readonly string[])[] = [['public'], ['static'], []];

/**
 * The places that the reference may mean, the likeliest first: in the workspace folder alone, outside of dot folders
 * and packages, under names that every system takes. Empty where there is none.
 */
export function referencePlaces(
  { path, isModule }: Pick<MediaReference, 'path' | 'isModule'>,
  from: LinkFrom & { readonly languageId: string },
): readonly ReferencePlace[] {
  const starts = startsOf(path, isModule, from);
  return starts.flatMap(({ start, rest }) => {
    const uri = resolve(start, rest);
    return uri !== undefined && isAllowed(uri, from) ? [{ uri, start }] : [];
  });
}

interface Start {
  readonly start: string;
  readonly rest: string;
}

function startsOf(
  path: string,
  isModule: boolean,
  from: LinkFrom & { readonly languageId: string },
): readonly Start[] {
  const alias = from.project?.aliases.find(({ prefix }) => path.startsWith(prefix));
  if (alias !== undefined) return [{ start: alias.folder, rest: path.slice(alias.prefix.length) }];
  const own = parentOf(from.uri);
  const beside = own === undefined ? [] : [{ start: own, rest: path }];
  if (path.startsWith('/')) return rootsOf(from).map(start => ({ start, rest: path.slice(1) }));
  if (isModule) return path.startsWith('.') ? beside : [];
  // What a component names by a bare path is looked for from the page, not from the module.
  const served = jsxLanguages.test(from.languageId)
    ? rootsOf(from).map(start => ({ start, rest: path }))
    : [];
  return [...served, ...beside];
}

function rootsOf({ project, workspaceFolder }: LinkFrom): readonly string[] {
  const known = project?.publicRoots ?? [];
  if (known.length > 0) return known;
  const folder = project?.folder ?? workspaceFolder;
  return folder === undefined ? [] : usualRoots.map(names => joinUri(folder, names));
}

function parentOf(uri: string): string | undefined {
  const split = splitUri(uri);
  if (split === undefined || uri.startsWith('untitled:')) return undefined;
  return fromSegments(split.root, split.segments.slice(0, -1));
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
  return fromSegments(split.root, steps);
}

function fromSegments(root: string, segments: readonly string[]): string {
  return `${root}/${segments.map(encodeSegment).join('/')}`;
}

function isAllowed(uri: string, { workspaceFolder }: LinkFrom): boolean {
  const below = workspaceFolder === undefined ? undefined : segmentsBelow(workspaceFolder, uri);
  return (
    below !== undefined &&
    below.length > 0 &&
    below.every(name => isSafeName(name) && name !== 'node_modules')
  );
}
