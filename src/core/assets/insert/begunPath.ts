/** An address that goes on where somebody has typed its beginning. Pure. */
import { decodeSegment, joinSegments, splitUri } from '../uriPath.ts';
import type { LinkFrom } from './linkPath.ts';

const scheme = /^(?:[a-z][a-z0-9+.-]*:)?\/\//i;
/** `/` and aliases are ways of their own: none leads from one to the other. */
const startOf = (path: string): string => /^(?:\/|[@~#$][^/]*\/)?/.exec(path)?.[0] ?? '';

const isRelative = (begun: string): boolean => begun !== '' && startOf(begun) === '' && !scheme.test(begun);

/** From where a relative beginning leads on: a document in that folder. Undefined for any other. */
export function fromBegun(from: LinkFrom, begun: string): LinkFrom | undefined {
  if (!isRelative(begun) || from.uri.startsWith('untitled:')) return undefined;
  const document = splitUri(from.uri);
  if (document === undefined) return undefined;
  const folder = document.segments.slice(0, -1);
  for (const step of begun.split('/').filter(part => part !== '' && part !== '.'))
    if (step === '..') folder.pop();
    else folder.push(decodeSegment(step));
  const uri = joinSegments({ root: document.root, segments: [...folder, '-'] });
  return { uri, workspaceFolder: from.workspaceFolder };
}

/**
 * What is to follow `begun`, which ends with a slash or is empty, so that both together lead where `address` leads; of a
 * relative beginning `address` goes on from there. The whole address where nothing can follow.
 */
export function restOf(address: string, begun: string): string {
  if (begun === '' || scheme.test(address)) return address;
  if (scheme.test(begun)) return address.replace(/^\.?\//, '');
  if (isRelative(begun)) return address.replace(/^\.\//, '');
  if (address.startsWith(begun)) return address.slice(begun.length);
  const start = startOf(begun);
  if (start !== startOf(address)) return address;
  const [from, to] = [stepsOf(begun.slice(start.length)), stepsOf(address.slice(start.length))];
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

const stepsOf = (path: string): readonly string[] => path.split('/').filter(step => step !== '');
