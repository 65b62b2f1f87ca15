import { type Box, boxes, findBox } from './boxes.ts';
import { Bytes } from './bytes.ts';

const isSound = ({ body }: Box): boolean => findBox(body, ['mdia', 'hdlr'])?.is(8, 'soun') === true;

/** The format of a track's first description (ISO 14496-12, 8.5.2): version, flags, count, length, then its name. */
function formatOf({ body }: Box): string | undefined {
  const name = findBox(body, ['mdia', 'minf', 'stbl', 'stsd'])?.ascii(12, 4);
  return name === '' ? undefined : name;
}

/**
 * The four-letter formats of the sound tracks of an MP4 or MOV file: `mp4a` (AAC, mostly), `Opus`, `.mp3` … Empty where
 * there is no sound, and where the bytes are no such file. Takes the whole file: the index may stand at its end.
 */
export function soundFormats(bytes: Uint8Array): readonly string[] {
  const index = findBox(new Bytes(bytes), ['moov']);
  if (index === undefined) return [];
  return [...boxes(index)]
    .filter(box => box.type === 'trak' && isSound(box))
    .flatMap(box => formatOf(box) ?? []);
}
