/** The way from a document to a file, as path segments and as what module paths and addresses are made of. Pure. */
import { encodeSegment, isSameRoot, isSameSegment, joinUri, segmentsBelow, splitUri } from '../uriPath.ts';
import type { Surface } from './frameworks.ts';
import type { ProjectFacts, ServedFolder } from './projectFacts.ts';

export interface LinkFrom {
  /** URI of the document; `untitled:` has no place yet. */
  readonly uri: string;
  /** URI of the workspace folder that it is worked on in. */
  readonly workspaceFolder?: string | undefined;
  /** The web project that it belongs to. */
  readonly project?: ProjectFacts | undefined;
}

export interface LinkPath {
  /** POSIX path as people read it; the whole URI where no path leads there. */
  readonly path: string;
  /** The same percent-encoded: safe inside quotes, parentheses and angle brackets. */
  readonly url: string;
  /** What an import names: `./x.png`, `../x.png`, `@/x.png`. */
  readonly module: string;
  /** Whether `url` begins at the folder that is served as `/`. */
  readonly isServed: boolean;
}

/** Folders whose content web servers and bundlers mostly serve as `/`. */
const usualRoots: ReadonlySet<string> = new Set(['public', 'static']);

/**
 * The way to the file at `uri`. On a `surface` of the web a file that the project serves is reached from `/`; from
 * inside a served folder never, for pages there are opened without a server too.
 */
export function linkPath(uri: string, from: LinkFrom, surface: Surface | undefined): LinkPath {
  const served = surface === undefined ? undefined : servedPath(uri, from, surface);
  const segments = served ?? relativePath(uri, from);
  const path = segments?.join('/') ?? uri;
  const isServed = served !== undefined;
  return {
    path,
    url: segments?.map(encodeStep).join('/') ?? uri,
    module: isServed || segments === undefined ? path : modulePath(uri, segments, from),
    isServed,
  };
}

/** An alias where it is the shorter way than climbing; a bare name would be a package. */
function modulePath(uri: string, segments: readonly string[], { project }: LinkFrom): string {
  const climbs = segments[0] === '..';
  for (const { prefix, folder } of climbs ? (project?.aliases ?? []) : []) {
    const below = segmentsBelow(folder, uri);
    if (below !== undefined && below.length < segments.length) return prefix + below.join('/');
  }
  return climbs ? segments.join('/') : `./${segments.join('/')}`;
}

/** Steps of a relative path; undefined where none can lead there (another drive, another machine, no place yet). */
function relativePath(uri: string, from: LinkFrom): readonly string[] | undefined {
  const target = splitUri(uri);
  const start = splitUri(from.uri);
  if (target === undefined) return undefined;
  if (start === undefined || from.uri.startsWith('untitled:')) return belowWorkspace(uri, from);
  if (!isSameRoot(target, start)) return undefined;
  const folder = start.segments.slice(0, -1);
  let shared = 0;
  while (shared < folder.length && shared < target.segments.length - 1) {
    if (!isSameSegment(folder[shared] ?? '', target.segments[shared], shared)) break;
    shared++;
  }
  return [...folder.slice(shared).map(() => '..'), ...target.segments.slice(shared)];
}

function belowWorkspace(uri: string, { workspaceFolder }: LinkFrom): readonly string[] | undefined {
  return workspaceFolder === undefined ? undefined : segmentsBelow(workspaceFolder, uri);
}

/** Pages that repositories show as they are, and no site has. */
const repositoryPage = /\/(?:readme|changelog|contributing|license|security|code_of_conduct)\b[^/]*$/i;

/** Whether the project makes a page of this Markdown, in the part of it that `served` is of. */
function isPage(uri: string, { pages, servesPages }: ProjectFacts, served: string): boolean {
  if (repositoryPage.test(uri)) return false;
  const part = servesPages ? served : served.replace(/\/[^/]*$/, '');
  const isAbove = (folder: string): boolean => segmentsBelow(folder, uri) !== undefined;
  return isAbove(part) && pages.some(isAbove);
}

/** Steps from `/` (the first is empty), where the file lies in a served folder and is reached so from the document. */
function servedPath(uri: string, from: LinkFrom, surface: Surface): readonly string[] | undefined {
  const { project } = from;
  if (project?.served === undefined) return isMarkdown(surface) ? undefined : usuallyServedPath(uri, from);
  const base = project.basedSurfaces.includes(surface) ? stepsOf(project.basePath) : [];
  for (const { folder, address } of [...project.served, ...gathered(uri, project)]) {
    const below = segmentsBelow(folder, uri);
    if (below === undefined) continue;
    const isReached =
      (!isMarkdown(surface) || isPage(from.uri, project, folder)) &&
      (project.servesPages
        ? !below.some(step => /^[_.]/.test(step))
        : segmentsBelow(folder, from.uri) === undefined);
    return isReached ? ['', ...base, ...stepsOf(address), ...below] : undefined;
  }
  return undefined;
}

const isMarkdown = (surface: Surface): boolean => surface === 'prose' || surface === 'data';

const stepsOf = (address: string): readonly string[] => address.split('/').filter(step => step !== '');

/** The folder `static` that the file lies in, where the project gathers them all. */
function gathered(uri: string, { folder, gathersStatic }: ProjectFacts): readonly ServedFolder[] {
  const below = gathersStatic ? segmentsBelow(folder, uri) : undefined;
  const at = below?.slice(0, -1).indexOf('static') ?? -1;
  if (below === undefined || at < 0) return [];
  return [{ folder: joinUri(folder, below.slice(0, at + 1)), address: '/static' }];
}

function usuallyServedPath(uri: string, from: LinkFrom): readonly string[] | undefined {
  const below = belowWorkspace(uri, from);
  const at = below?.slice(0, -1).findIndex(segment => usualRoots.has(segment)) ?? -1;
  if (below === undefined || at < 0) return undefined;
  const own = belowWorkspace(from.uri, from);
  const isBeside =
    own !== undefined && below.slice(0, at + 1).every((segment, step) => own[step] === segment);
  return isBeside ? undefined : ['', ...below.slice(at + 1)];
}

/** Bundlers decode by `decodeURI`, which leaves these encoded for ever: they stay as they are, harmless in any quotes. */
const asTheyAre: Readonly<Record<string, string>> = {
  '%24': '$',
  '%2B': '+',
  '%2C': ',',
  '%3B': ';',
  '%3D': '=',
  '%40': '@',
};

function encodeStep(step: string): string {
  if (step === '..') return step;
  return encodeSegment(step).replace(/%(?:24|2B|2C|3B|3D|40)/g, code => asTheyAre[code] ?? code);
}
