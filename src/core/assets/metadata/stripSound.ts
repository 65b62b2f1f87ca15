/** Takes the tags off both ends of an MP3. Pure. */
import { Bytes } from '../probe/bytes.ts';

/** Bytes of a tag that begins at `start`, or that ends at `end`; 0 where there is none. */
type TagLength = (bytes: Bytes, at: number) => number;

const syncSafe = (bytes: Bytes, at: number): number =>
  [0, 1, 2, 3].reduce((length, offset) => length * 128 + (bytes.u8(at + offset) & 127), 0);

const hasId3Footer = 0x10;

const id3AtStart: TagLength = (bytes, at) => {
  if (!bytes.is(at, 'ID3')) return 0;
  return 10 + syncSafe(bytes, at + 6) + ((bytes.u8(at + 5) & hasId3Footer) === 0 ? 0 : 10);
};
const id3AtEnd: TagLength = (bytes, end) => (bytes.is(end - 10, '3DI') ? 20 + syncSafe(bytes, end - 4) : 0);

const apeBlock = 32;
const apeHasHeader = 0x80000000;

/** The size in either block counts the items and the footer. */
const apeAtStart: TagLength = (bytes, at) =>
  bytes.is(at, 'APETAGEX') ? apeBlock + bytes.u32(at + 12, true) : 0;
const apeAtEnd: TagLength = (bytes, end) => {
  const footer = end - apeBlock;
  if (!bytes.is(footer, 'APETAGEX')) return 0;
  const header = (bytes.u32(footer + 20, true) & apeHasHeader) === 0 ? 0 : apeBlock;
  return bytes.u32(footer + 12, true) + header;
};

const id3v1: TagLength = (bytes, end) => (bytes.is(end - 128, 'TAG') ? 128 : 0);
const id3v1Extended: TagLength = (bytes, end) => (bytes.is(end - 227, 'TAG+') ? 227 : 0);

const longestLyrics = 5100;

const lyrics: TagLength = (bytes, end) => {
  if (bytes.is(end - 9, 'LYRICS200')) return 15 + (Number.parseInt(bytes.ascii(end - 15, 6), 10) || 0);
  if (!bytes.is(end - 9, 'LYRICSEND')) return 0;
  const from = Math.max(0, end - 9 - longestLyrics - 11);
  const begin = bytes.ascii(from, end - from).lastIndexOf('LYRICSBEGIN');
  return begin < 0 ? 0 : end - from - begin;
};

const startTags: readonly TagLength[] = [id3AtStart, apeAtStart];
const endTags: readonly TagLength[] = [id3v1, id3v1Extended, lyrics, apeAtEnd, id3AtEnd];

/** The first tag there is; 0 where there is none, or where it says that it is longer than what is left. */
function lengthOf(tags: readonly TagLength[], bytes: Bytes, at: number, left: number): number {
  const length = tags.map(tag => tag(bytes, at)).find(found => found > 0) ?? 0;
  return length <= left ? length : 0;
}

/** The sound alone; undefined where nothing but tags is there. */
export function stripSound(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  let start = 0;
  let end = file.length;
  for (let found = 1; found > 0 && start < end; ) {
    const before = lengthOf(startTags, bytes, start, end - start);
    start += before;
    const after = lengthOf(endTags, bytes, end, end - start);
    end -= after;
    found = before + after;
  }
  return start < end ? file.slice(start, end) : undefined;
}
