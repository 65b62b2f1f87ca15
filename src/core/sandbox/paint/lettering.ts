/** Text as two masks over a part of the picture: the letters, and the soft shade that keeps them readable. */
import type { Pause } from '../../pause.ts';
import { glyphsOf, measureText, type Stroke } from './font.ts';

/** Font units of a capital letter. */
export const capHeight = 70;

export interface TextLine {
  readonly text: string;
  /** Middle of the line, or its left or right end. */
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  /** Height of a capital letter in pixels. */
  readonly cap: number;
  readonly align: 'left' | 'middle' | 'right';
  /** Width of the pen in pixels. */
  readonly pen: number;
  /** Pixels added between letters. */
  readonly tracking?: number;
}

/** Coverage from 0 to 255 over the whole picture's width, rows `top` to `bottom`. */
export interface Lettering {
  readonly top: number;
  readonly bottom: number;
  readonly ink: Uint8Array;
  readonly shade: Uint8Array;
}

/** Width in pixels. */
export function widthOf(line: Pick<TextLine, 'text' | 'cap' | 'tracking'>): number {
  return (measureText(line.text) * line.cap) / capHeight + line.text.length * (line.tracking ?? 0);
}

/** Breaks `text` at spaces (inside a word only where it is wider than a line) into lines of at most `width` units. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(w => w !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (measureText(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const sign of word) {
      if (line !== '' && measureText(line + sign) > width) {
        lines.push(line);
        line = '';
      }
      line += sign;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

function segmentsOf(line: TextLine): Segment[] {
  const scale = line.cap / capHeight;
  const share = { left: 0, middle: 0.5, right: 1 }[line.align];
  let x = line.x - widthOf(line) * share;
  const segments: Segment[] = [];
  const add = (stroke: Stroke, left: number): void => {
    for (let i = 0; i + 3 < stroke.length; i += 2)
      segments.push({
        x1: left + (stroke[i] as number) * scale,
        y1: line.y - (stroke[i + 1] as number) * scale,
        x2: left + (stroke[i + 2] as number) * scale,
        y2: line.y - (stroke[i + 3] as number) * scale,
      });
  };
  for (const glyph of glyphsOf(line.text)) {
    for (const stroke of glyph.strokes) add(stroke, x);
    x += glyph.advance * scale + (line.tracking ?? 0);
  }
  return segments;
}

interface Pen {
  /** Nothing is drawn further than this from the stroke. */
  readonly reach: number;
  /** Coverage, 0 to 255, at a distance from the middle of the stroke. */
  coverage(distance: number): number;
}

function draw(mask: Uint8Array, area: Area, s: Segment, pen: Pen): void {
  const dx = s.x2 - s.x1;
  const dy = s.y2 - s.y1;
  const length = dx * dx + dy * dy;
  const left = Math.max(0, Math.floor(Math.min(s.x1, s.x2) - pen.reach));
  const right = Math.min(area.width - 1, Math.ceil(Math.max(s.x1, s.x2) + pen.reach));
  const from = Math.max(area.top, Math.floor(Math.min(s.y1, s.y2) - pen.reach));
  const to = Math.min(area.bottom - 1, Math.ceil(Math.max(s.y1, s.y2) + pen.reach));
  for (let y = from; y <= to; y++)
    for (let x = left; x <= right; x++) {
      const along = length === 0 ? 0 : ((x - s.x1) * dx + (y - s.y1) * dy) / length;
      const t = Math.min(Math.max(along, 0), 1);
      const distance = Math.sqrt((x - s.x1 - t * dx) ** 2 + (y - s.y1 - t * dy) ** 2);
      if (distance >= pen.reach) continue;
      const at = (y - area.top) * area.width + x;
      mask[at] = Math.max(mask[at] as number, pen.coverage(distance));
    }
}

interface Area {
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws `lines` for a picture of `width` × `height`; `pause` is called after each line. */
export async function drawLettering(
  size: { readonly width: number; readonly height: number },
  lines: readonly TextLine[],
  pause: Pause,
): Promise<Lettering> {
  const reach = Math.max(...lines.map(l => l.cap));
  const top = Math.max(0, Math.floor(Math.min(...lines.map(l => l.y - 2 * l.cap)) - reach));
  const bottom = Math.max(top, Math.min(size.height, Math.ceil(Math.max(...lines.map(l => l.y)) + reach)));
  const area = { width: size.width, top, bottom };
  const ink = new Uint8Array(size.width * (bottom - top));
  const shade = new Uint8Array(ink.length);
  for (const line of lines) {
    const half = line.pen / 2;
    const soft = half + line.cap * 0.25;
    const broad: Pen = { reach: soft, coverage: d => (1 - d / soft) ** 2 * 255 };
    const fine: Pen = { reach: half + 0.5, coverage: d => Math.min(half + 0.5 - d, 1) * 255 };
    for (const segment of segmentsOf(line)) {
      draw(shade, area, segment, broad);
      draw(ink, area, segment, fine);
      await pause();
    }
  }
  return { top, bottom, ink, shade };
}
