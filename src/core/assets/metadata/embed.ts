/** Puts facts into a file as it is stored: what its head becomes, and what follows its end. Pure. */
import { crc32 } from '../../crc32.ts';
import { Bytes, joinBytes } from '../probe/bytes.ts';
import { pictureSize } from '../probe/pictureSize.ts';
import { type EmbeddedFacts, factEntries, xmpPacket } from './facts.ts';

export interface Embedding {
  /** In place of the head that was given. */
  readonly head: Uint8Array;
  /** After the last byte. */
  readonly tail: Uint8Array;
}

const none = new Uint8Array(0);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `head` begins the file and is some KB long. Undefined for formats, or forms of them, that take no facts. */
export function planEmbedding(head: Uint8Array, ext: string, facts: EmbeddedFacts): Embedding | undefined {
  return Object.hasOwn(embedders, ext) ? embedders[ext]?.(head, facts) : undefined;
}

const embedders: Readonly<Record<string, (head: Uint8Array, facts: EmbeddedFacts) => Embedding | undefined>> =
  {
    png: embedPng,
    jpg: embedJpeg,
    webp: embedWebp,
    mp3: embedId3,
  };

function inserted(head: Uint8Array, at: number, piece: Uint8Array): Embedding {
  return { head: joinBytes([head.subarray(0, at), piece, head.subarray(at)]), tail: none };
}

/** Numbers as the formats want them: big end first, or last. */
function number(value: number, length: number, isLittle = false): Uint8Array {
  const bytes = Uint8Array.from({ length }, (_, at) => Math.floor(value / 256 ** at) & 255);
  return isLittle ? bytes : bytes.reverse();
}

/** An iTXt chunk behind the first one, under the name by which image tools look for XMP. */
function embedPng(head: Uint8Array, facts: EmbeddedFacts): Embedding | undefined {
  const firstEnd = 33;
  if (!new Bytes(head).is(12, 'IHDR') || head.length < firstEnd) return undefined;
  const body = utf8(`iTXtXML:com.adobe.xmp\0\0\0\0\0${xmpPacket(facts)}`);
  return inserted(head, firstEnd, joinBytes([number(body.length - 4, 4), body, number(crc32(body), 4)]));
}

const xmpName = 'http://ns.adobe.com/xap/1.0/\0';

/** Where XMP belongs in a JPEG: behind JFIF's own segment and Exif's, which want to be the first; undefined where there is one. */
function xmpPlace(bytes: Bytes): number | undefined {
  let place = 2;
  for (let at = 2; bytes.u16(at) >= 0xffe0 && bytes.u16(at) <= 0xffef; at += 2 + bytes.u16(at + 2)) {
    if (bytes.is(at + 4, xmpName)) return undefined;
    if (bytes.u16(at) === 0xffe0 || bytes.is(at + 4, 'Exif\0\0')) place = at + 2 + bytes.u16(at + 2);
  }
  return place;
}

/** An APP1 segment; a reader takes the first, so a second one is not written. */
function embedJpeg(head: Uint8Array, facts: EmbeddedFacts): Embedding | undefined {
  const bytes = new Bytes(head);
  const at = xmpPlace(bytes);
  const body = utf8(xmpName + xmpPacket(facts));
  if (bytes.u16(0) !== 0xffd8 || at === undefined || at > head.length || body.length > 65_000)
    return undefined;
  return inserted(head, at, joinBytes([number(0xffe1, 2), number(body.length + 2, 2), body]));
}

const xmpFlag = 0x04;
const alphaFlag = 0x10;

/** A chunk at the end, and the extended header that announces it. */
function embedWebp(head: Uint8Array, facts: EmbeddedFacts): Embedding | undefined {
  const bytes = new Bytes(head);
  const size = pictureSize('webp', bytes);
  if (size === undefined || !bytes.is(8, 'WEBP')) return undefined;
  const packet = utf8(xmpPacket(facts));
  const pad = new Uint8Array(packet.length % 2);
  const tail = joinBytes([utf8('XMP '), number(packet.length, 4, true), packet, pad]);
  const isExtended = bytes.is(12, 'VP8X');
  const hasAlpha = bytes.is(12, 'VP8L') && (bytes.u32(21, true) & 0x1000_0000) !== 0;
  const header = joinBytes([
    ...[utf8('VP8X'), number(10, 4, true), number(xmpFlag | (hasAlpha ? alphaFlag : 0), 4, true)],
    ...[number(size.width - 1, 3, true), number(size.height - 1, 3, true)],
  ]);
  const changed = isExtended ? Uint8Array.from(head) : inserted(head, 12, header).head;
  if (isExtended) changed[20] = (changed[20] ?? 0) | xmpFlag;
  const length = bytes.u32(4, true) + (changed.length - head.length) + tail.length;
  changed.set(number(length, 4, true), 4);
  return { head: changed, tail };
}

/** Frames of an ID3 tag: the sound's own tag, or one that is put before it. */
function embedId3(head: Uint8Array, facts: EmbeddedFacts): Embedding | undefined {
  const bytes = new Bytes(head);
  if (!bytes.is(0, 'ID3')) {
    const frames = id3Frames(facts, 4);
    return inserted(
      head,
      0,
      joinBytes([utf8('ID3'), Uint8Array.of(4, 0, 0), syncSafe(frames.length), frames]),
    );
  }
  const version = bytes.u8(3);
  // What is turned around or has an extended header is left as it is.
  if ((version !== 3 && version !== 4) || bytes.u8(5) !== 0) return undefined;
  const frames = id3Frames(facts, version);
  const changed = inserted(head, 10, frames).head;
  changed.set(syncSafe(id3Length(bytes) + frames.length), 6);
  return { head: changed, tail: none };
}

/** Length of the tag that begins the file, without its header of ten bytes. */
export function id3Length(bytes: Bytes): number {
  return [6, 7, 8, 9].reduce((length, at) => length * 128 + (bytes.u8(at) & 127), 0);
}

function syncSafe(value: number): Uint8Array {
  return Uint8Array.from([21, 14, 7, 0], shift => (value >>> shift) & 127);
}

/** One user-defined text a fact. Version 3 knows no UTF-8. */
function id3Frames(facts: EmbeddedFacts, version: 3 | 4): Uint8Array {
  const encode = (text: string): Uint8Array => (version === 4 ? utf8(text) : utf16(text));
  const end = new Uint8Array(version === 4 ? 1 : 2);
  const frames = factEntries(facts).map(([name, value]) => {
    const body = joinBytes([
      Uint8Array.of(version === 4 ? 3 : 1),
      encode(`API in One ${name}`),
      end,
      encode(value),
    ]);
    const length = version === 4 ? syncSafe(body.length) : number(body.length, 4);
    return joinBytes([utf8('TXXX'), length, Uint8Array.of(0, 0), body]);
  });
  return joinBytes(frames);
}

/** With the mark that says which end comes first. */
function utf16(text: string): Uint8Array {
  const units = Array.from({ length: text.length }, (_, at) => number(text.charCodeAt(at), 2, true));
  return joinBytes([Uint8Array.of(0xff, 0xfe), ...units]);
}
