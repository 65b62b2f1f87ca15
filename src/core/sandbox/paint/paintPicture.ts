import type { Pause } from '../../pause.ts';
import type { Raster } from '../../pictures/raster.ts';
import { paintFigure } from './figure.ts';
import { capHeight, drawLettering, type Lettering, type TextLine, widthOf, wrapText } from './lettering.ts';
import { choosePalette, type Rgb } from './palette.ts';
import { paintScene, type RowPainter } from './scene.ts';

/** `cutout`: a bust on nothing, with alpha. `portrait`: the same before the scene. */
export type PictureStyle = 'scene' | 'cutout' | 'portrait';

export interface PictureRequest {
  /** Drawn on it; also chooses the colours. */
  readonly words: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly style: PictureStyle;
}

interface TextBlock {
  readonly lines: TextLine[];
  /** Row in the middle of the block. */
  readonly middle: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly deep: Rgb;
}

/** The words in the middle, as large as at most four lines (then more, smaller ones) allow. */
function layOutWords(request: PictureRequest): TextBlock {
  const { width, height, words } = request;
  const unit = Math.min(width, height);
  const isPortrait = request.style === 'portrait';
  const most = isPortrait ? 2 : 4;
  for (let cap = unit * (isPortrait ? 0.05 : 0.072); ; cap *= 0.92) {
    const texts = wrapText(words, (width * 0.76 * capHeight) / cap);
    const pitch = cap * 1.85;
    const isFitting = texts.length <= most && texts.length * pitch <= height * 0.6;
    if (!isFitting && cap > unit * 0.03) continue;
    const shown = texts.slice(0, Math.max(1, Math.floor((height * (isPortrait ? 0.2 : 0.7)) / pitch)));
    const middle = height * (isPortrait ? 0.8 : 0.5);
    const first = middle - ((shown.length - 1) * pitch) / 2 + cap / 2;
    const lines = shown.map(
      (text, i): TextLine => ({
        text,
        x: width / 2,
        y: first + i * pitch,
        cap,
        align: 'middle',
        pen: cap * 0.135,
      }),
    );
    const halfWidth = Math.max(0, ...lines.map(widthOf)) / 2;
    return {
      lines,
      middle,
      halfWidth: halfWidth + unit * 0.12,
      halfHeight: (shown.length * pitch) / 2 + unit * 0.1,
      deep: choosePalette(words, request.seed)[0],
    };
  }
}

interface Badge {
  readonly line: TextLine;
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  readonly half: number;
}

/** The word SANDBOX in a pill, at the bottom left or, on a cutout, in the middle. */
function layOutBadge(request: PictureRequest): Badge {
  const unit = Math.min(request.width, request.height);
  const cap = Math.max(unit * 0.022, 6);
  const half = cap * 1.25;
  const margin = unit * 0.045;
  const base = { text: 'SANDBOX', cap, tracking: cap * 0.16, pen: cap * 0.17 };
  const width = widthOf(base) + half * 1.7;
  const isMiddle = request.style === 'cutout';
  const left = isMiddle ? (request.width - width) / 2 : margin;
  const middle = request.height - (isMiddle ? unit * 0.16 : margin + half);
  const line: TextLine = { ...base, x: left + width / 2 + cap * 0.08, y: middle + cap / 2, align: 'middle' };
  return { line, left, right: left + width, middle, half };
}

/** Width × height at the bottom right: what whoever lays out a page wants to know. */
function layOutSize(request: PictureRequest, badge: Badge): TextLine {
  const { width, height } = request;
  const { cap, pen, y } = badge.line;
  return { text: `${width} × ${height}`, x: width - badge.left, y, cap, pen: pen * 0.8, align: 'right' };
}

/** Deepens the scene softly behind the words, in its own colour, so that white reads on every palette. */
function paintScrim(row: Float32Array, y: number, request: PictureRequest, block: TextBlock): void {
  const dy = (y - block.middle) / (block.halfHeight * 1.5);
  if (Math.abs(dy) >= 1) return;
  for (let x = 0; x < request.width; x++) {
    const dx = (x - request.width / 2) / (block.halfWidth * 1.4);
    const inside = 1 - dx * dx - dy * dy;
    if (inside <= 0) continue;
    const alpha = 0.45 * inside * inside * (3 - 2 * inside);
    for (let c = 0; c < 3; c++) {
      const i = x * 3 + c;
      row[i] = (row[i] as number) * (1 - alpha) + (block.deep[c] as number) * 0.8 * alpha;
    }
  }
}

function paintBadge(row: Float32Array, y: number, badge: Badge): void {
  const dy = Math.abs(y - badge.middle);
  if (dy > badge.half + 1) return;
  for (let x = Math.floor(badge.left); x <= Math.ceil(badge.right); x++) {
    const core = Math.min(Math.max(x, badge.left + badge.half), badge.right - badge.half);
    const alpha = 0.52 * Math.min(Math.max(badge.half + 0.5 - Math.sqrt((x - core) ** 2 + dy * dy), 0), 1);
    for (let c = 0; c < 3; c++) row[x * 3 + c] = (row[x * 3 + c] as number) * (1 - alpha) + 14 * alpha;
  }
}

function paintText(row: Float32Array, y: number, text: Lettering): void {
  if (y < text.top || y >= text.bottom) return;
  const width = row.length / 3;
  const from = (y - text.top) * width;
  for (let x = 0; x < width; x++) {
    const shade = text.shade[from + x] as number;
    if (shade === 0) continue;
    const ink = (text.ink[from + x] as number) / 255;
    const keep = 1 - (0.5 * shade) / 255;
    for (let i = x * 3; i < x * 3 + 3; i++) {
      const dark = (row[i] as number) * keep;
      row[i] = dark + (255 - dark) * ink;
    }
  }
}

function paintPortrait(request: PictureRequest): RowPainter {
  const figureAt = paintFigure(request);
  return (y, row) => {
    const figure = figureAt(y);
    for (let i = 0; i < row.length; i++) {
      const alpha = figure.alpha[(i / 3) | 0] as number;
      if (alpha > 0) row[i] = (row[i] as number) * (1 - alpha) + (figure.colour[i] as number) * alpha;
    }
  };
}

/** What is drawn one over the other. */
interface Composition {
  readonly layers: readonly RowPainter[];
  /** Of the row painted last; missing where the picture is opaque. */
  readonly alpha?: () => Float32Array;
}

async function composeCutout(request: PictureRequest, pause: Pause): Promise<Composition> {
  const badge = layOutBadge(request);
  const text = await drawLettering(request, [badge.line], pause);
  const figureAt = paintFigure(request);
  let alpha: Float32Array = new Float32Array(0);
  const paintOnNothing: RowPainter = (y, row) => {
    const figure = figureAt(y);
    row.set(figure.colour);
    alpha = figure.alpha;
  };
  return {
    layers: [paintOnNothing, (y, row) => paintBadge(row, y, badge), (y, row) => paintText(row, y, text)],
    alpha: () => alpha,
  };
}

async function compose(request: PictureRequest, pause: Pause): Promise<Composition> {
  if (request.style === 'cutout') return composeCutout(request, pause);
  const badge = layOutBadge(request);
  const block = layOutWords(request);
  const text = await drawLettering(request, block.lines, pause);
  const foot = await drawLettering(request, [badge.line, layOutSize(request, badge)], pause);
  return {
    layers: [
      paintScene(request),
      ...(request.style === 'portrait' ? [paintPortrait(request)] : []),
      (y, row) => paintScrim(row, y, request, block),
      (y, row) => paintBadge(row, y, badge),
      (y, row) => paintText(row, y, text),
      (y, row) => paintText(row, y, foot),
    ],
  };
}

/**
 * Thresholds of an ordered dither: half a step either way hides the bands of an 8 bit gradient, and its regular
 * pattern packs into half the bytes that random grain takes.
 */
const dither = Float32Array.from({ length: 64 }, (_, i) => {
  let order = 0;
  for (let bit = 0; bit < 3; bit++) {
    const x = (i >> bit) & 1;
    const y = (i >> (bit + 3)) & 1;
    order = order * 4 + ((x ^ y) << 1) + y;
  }
  return (order + 0.5) / 64;
});

/** Draws the picture, row by row; the same request gives the same pixels. Calls `pause` often. */
export async function paintPicture(request: PictureRequest, pause: Pause): Promise<Raster> {
  const { width, height } = request;
  const { layers, alpha: alphaOf } = await compose(request, pause);
  const channels = alphaOf === undefined ? 3 : 4;
  const data = new Uint8Array(width * height * channels);
  const row = new Float32Array(width * 3);
  for (let y = 0; y < height; y++) {
    for (const paint of layers) paint(y, row);
    const alpha = alphaOf?.();
    let to = y * width * channels;
    for (let x = 0; x < width; x++) {
      const step = dither[((y & 7) << 3) | (x & 7)] as number;
      for (let c = 0; c < 3; c++)
        data[to + c] = Math.min(Math.max((row[x * 3 + c] as number) + step, 0), 255);
      if (alpha !== undefined) data[to + 3] = (alpha[x] as number) * 255 + 0.5;
      to += channels;
    }
    await pause();
  }
  return { width, height, channels, data };
}
