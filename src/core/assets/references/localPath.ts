/** Whether an address names a media file of the project, and which. Pure. */
import type { MediaReference } from './types.ts';

/** What can be made: pictures of pixels, videos, sounds. A missing drawing or icon is nobody's to generate. */
const endings: Readonly<Record<MediaReference['media'], readonly string[]>> = {
  image: ['png', 'jpg', 'jpeg', 'webp', 'gif', 'avif'],
  video: ['mp4', 'webm', 'mov', 'm4v'],
  audio: ['mp3', 'wav', 'ogg', 'flac', 'm4a', 'aac'],
};

const mediaByEnding: ReadonlyMap<string, MediaReference['media']> = new Map(
  (Object.keys(endings) as MediaReference['media'][]).flatMap(media =>
    endings[media].map(ending => [ending, media]),
  ),
);

/** All of them, for patterns of files. */
export const mediaEndings: readonly string[] = [...mediaByEnding.keys()];

/** With a scheme or a host it lies elsewhere; with a template's signs nobody knows where. */
const foreign = /^[a-z][a-z0-9+.-]*:|^\/\/|[\\{}<>*|"\n]|\$(?!lib\/)|%%|<%/i;

/** Undefined for what is no local media file. An import is a path, everything else is percent-encoded. */
export function localPath(
  raw: string,
  isModule: boolean,
): { readonly path: string; readonly media: MediaReference['media'] } | undefined {
  const address = isModule ? raw : raw.replace(/&amp;/g, '&');
  if (foreign.test(address)) return undefined;
  const end = address.search(/[?#]/);
  const bare = end < 0 ? address : address.slice(0, end);
  const path = isModule ? bare : decoded(bare);
  const media = mediaByEnding.get((/\.([a-z0-9]{2,4})$/i.exec(path)?.[1] ?? '').toLowerCase());
  return media === undefined || path.includes('\0') ? undefined : { path, media };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
