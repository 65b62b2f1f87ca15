/** The four backgrounds. Each gives a row painter; soft colours are computed on a coarse grid and spread. */
import { along, blend, type Rgb } from './palette.ts';
import type { RowPainter, Stage } from './scene.ts';

/** Pixels between two points of the coarse grid. */
const cell = 8;
const tau = Math.PI * 2;

/** Rows of a colour field that changes slowly, asked for at every eighth pixel only. */
function spread(stage: Stage, colourAt: (x: number, y: number) => Rgb): RowPainter {
  const points = Math.ceil(stage.width / cell) + 1;
  const lines = new Map<number, Float32Array>();
  const line = (gridY: number): Float32Array => {
    const known = lines.get(gridY);
    if (known !== undefined) return known;
    lines.delete(gridY - 2);
    const made = new Float32Array(points * 3);
    for (let i = 0; i < points; i++) made.set(colourAt(i * cell, gridY * cell), i * 3);
    lines.set(gridY, made);
    return made;
  };
  return (y, row) => {
    const gridY = Math.floor(y / cell);
    const above = line(gridY);
    const below = line(gridY + 1);
    const t = y / cell - gridY;
    for (let c = 0; c < 3; c++) {
      let right = (above[c] as number) + ((below[c] as number) - (above[c] as number)) * t;
      for (let at = c + 3, i = c; i < row.length; at += 3) {
        const left = right;
        right = (above[at] as number) + ((below[at] as number) - (above[at] as number)) * t;
        const step = (right - left) / cell;
        const end = Math.min(i + cell * 3, row.length);
        for (let value = left; i < end; i += 3, value += step) row[i] = value;
      }
    }
  };
}

function paintOver(row: Float32Array, x: number, colour: Rgb, alpha: number): void {
  const i = x * 3;
  for (let c = 0; c < 3; c++) {
    const was = row[i + c] as number;
    row[i + c] = was + ((colour[c] as number) - was) * alpha;
  }
}

/** A smooth line over the width: a few waves of falling height. */
function wavyLine(stage: Stage, base: number, height: number, waves: number): Float32Array {
  const { chance, width } = stage;
  const parts = [1, 2.1, 3.7, 7.3].map((times, i) => ({
    turn: (tau * waves * times * chance.between(0.8, 1.2)) / width,
    shift: chance.between(0, tau),
    size: (height * chance.between(0.7, 1)) / (1 + i * i * 1.6),
  }));
  const line = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    let y = base;
    for (const p of parts) y += Math.sin(x * p.turn + p.shift) * p.size;
    line[x] = y;
  }
  return line;
}

interface Layer {
  readonly line: Float32Array;
}

/** The front layer that covers this pixel wholly; those behind it need no paint. */
function firstSeen(layers: readonly Layer[], x: number, y: number): number {
  for (let i = layers.length - 1; i > 0; i--)
    if (y - ((layers[i] as Layer).line[x] as number) >= 0.5) return i;
  return 0;
}

/** Ridges in haze under a low sun. */
export function paintHills(stage: Stage): RowPainter {
  const { width, height, unit, palette, chance } = stage;
  const [deep, dusk, body, pale, glow] = palette;
  const isNight = chance.next() < 0.25;
  const sky = isNight ? [deep, dusk, body, pale] : [body, pale, blend(pale, glow, 0.75), glow];
  const sun = { x: width * chance.between(0.2, 0.8), y: height * chance.between(0.2, 0.42) };
  const disc = unit * chance.between(0.055, 0.1);
  const soft = spread(stage, (x, y) => {
    const away = Math.hypot(x - sun.x, y - sun.y) / unit;
    return blend(along(sky, y / (height * 0.72)), glow, 0.75 * Math.exp(-away * 4.5));
  });
  const count = 5;
  const ridges = Array.from({ length: count }, (_, i) => {
    const near = i / (count - 1);
    const base = height * (0.5 + 0.4 * near ** 1.1);
    const line = wavyLine(stage, base, unit * (0.045 + 0.035 * near), (0.8 + 0.5 * near) * (width / unit));
    return { line, colour: along([blend(pale, body, 0.45), body, dusk, deep], near ** 0.85) };
  });
  const haze = blend(pale, glow, 0.3);
  return (y, row) => {
    soft(y, row);
    paintDisc(row, { ...sun, radius: disc }, y, blend(glow, [255, 255, 255], 0.55));
    for (let x = 0; x < width; x++)
      for (let i = firstSeen(ridges, x, y); i < count; i++) {
        const { line, colour } = ridges[i] as (typeof ridges)[0];
        const depth = y - (line[x] as number) + 0.5;
        if (depth <= 0) continue;
        const misty = blend(colour, haze, 0.34 * Math.min(depth / (unit * 0.3), 1));
        paintOver(row, x, misty, Math.min(depth, 1));
      }
  };
}

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function paintDisc(row: Float32Array, disc: Disc, y: number, colour: Rgb): void {
  const dy = y - disc.y;
  if (Math.abs(dy) > disc.radius + 1) return;
  const from = Math.max(0, Math.floor(disc.x - disc.radius - 1));
  const to = Math.min(row.length / 3 - 1, Math.ceil(disc.x + disc.radius + 1));
  for (let x = from; x <= to; x++) {
    const edge = disc.radius + 0.5 - Math.sqrt((x - disc.x) ** 2 + dy * dy);
    if (edge > 0) paintOver(row, x, colour, Math.min(edge, 1));
  }
}

/** Clouds of colour that flow into each other. */
export function paintMesh(stage: Stage): RowPainter {
  const { width, height, unit, palette, chance } = stage;
  const [deep, dusk, body, pale, glow] = palette;
  const order = [dusk, body, pale, deep, body, glow, dusk];
  const spots = order.map((colour, i) => {
    const angle = (i / order.length) * tau + chance.between(-0.4, 0.4);
    const reach = i === 0 ? 0 : chance.between(0.28, 0.62);
    return {
      colour,
      x: width * (0.5 + Math.cos(angle) * reach),
      y: height * (0.5 + Math.sin(angle) * reach),
      weight: colour === glow ? 0.55 : chance.between(0.7, 1.2),
    };
  });
  const bend = unit * chance.between(0.05, 0.1);
  const shift = chance.between(0, tau);
  return spread(stage, (x, y) => {
    const px = x + Math.sin((y / unit) * 4.5 + shift) * bend;
    const py = y + Math.sin((x / unit) * 3.8 - shift) * bend;
    const sum: [number, number, number] = [0, 0, 0];
    let total = 0;
    for (const spot of spots) {
      const d = ((px - spot.x) ** 2 + (py - spot.y) ** 2) / (unit * unit) + 0.07;
      const w = spot.weight / (d * d);
      total += w;
      for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (spot.colour[c] as number) * w;
    }
    return [sum[0] / total, sum[1] / total, sum[2] / total];
  });
}

/** Folds of cloth, each lit along its upper edge and throwing a shade on the one behind. */
export function paintSilk(stage: Stage): RowPainter {
  const { width, height, unit, palette, chance } = stage;
  const [deep, dusk, body, pale, glow] = palette;
  const isRising = chance.next() < 0.5;
  const soft = spread(stage, (x, y) => along([glow, pale, body], (y / height) * 0.9 + (0.2 * x) / width));
  const count = 6;
  const folds = Array.from({ length: count }, (_, i) => {
    const near = (i + 0.6) / count;
    const line = wavyLine(stage, height * (0.08 + 0.88 * near), unit * 0.075, 0.45 * (width / unit));
    const tilt = (isRising ? -0.22 : 0.22) * unit * (width / unit);
    for (let x = 0; x < width; x++) line[x] = (line[x] as number) + tilt * (x / width - 0.5);
    return {
      line,
      light: along([pale, body, dusk, blend(dusk, deep, 0.5)], near),
      dark: along([body, dusk, deep, deep], near),
    };
  });
  const fall = unit * 0.34;
  const shade = unit * 0.05;
  const paintFold = (row: Float32Array, x: number, fold: (typeof folds)[0], depth: number): void => {
    const { light, dark } = fold;
    // The shade lies under the smoothed edge too; without it the edge shows as a bright line.
    if (depth < 1) paintOver(row, x, dark, 0.36 * (1 + Math.min(depth, 0) / shade) ** 2);
    if (depth > 0) paintOver(row, x, blend(light, dark, 1 - 1 / (1 + depth / fall) ** 2), Math.min(depth, 1));
  };
  return (y, row) => {
    soft(y, row);
    for (let x = 0; x < width; x++)
      for (let i = firstSeen(folds, x, y); i < count; i++) {
        const fold = folds[i] as (typeof folds)[0];
        const depth = y - (fold.line[x] as number) + 0.5;
        if (depth > -shade) paintFold(row, x, fold, depth);
      }
  };
}

/** Lights out of focus on a dark ground. */
export function paintBokeh(stage: Stage): RowPainter {
  const { width, height, unit, palette, chance } = stage;
  const [deep, dusk, body, pale, glow] = palette;
  const from = chance.between(0.1, 0.9);
  const soft = spread(stage, (x, y) => {
    const away = Math.hypot(x - width * from, y - height * 1.05) / Math.hypot(width, height);
    return along([blend(body, pale, 0.25), body, dusk, deep, blend(deep, [0, 0, 0], 0.25)], away * 1.25);
  });
  const discs = Array.from({ length: Math.round((34 * Math.max(width, height)) / unit) }, (_, i) => ({
    x: width * chance.next(),
    y: height * (0.05 + 0.95 * Math.sqrt(chance.next())),
    radius: unit * (i % 5 === 0 ? chance.between(0.09, 0.15) : chance.between(0.02, 0.075)),
    colour: chance.pick([body, pale, pale, glow]),
    alpha: chance.between(0.14, 0.42),
    blur: unit * chance.between(0.003, 0.012),
  }));
  return (y, row) => {
    soft(y, row);
    for (const d of discs) {
      const dy = y - d.y;
      if (Math.abs(dy) > d.radius) continue;
      const half = Math.sqrt(d.radius * d.radius - dy * dy);
      const end = Math.min(width - 1, Math.floor(d.x + half));
      for (let x = Math.max(0, Math.ceil(d.x - half)); x <= end; x++) {
        const away = Math.sqrt((x - d.x) ** 2 + dy * dy);
        const rim = 0.72 + 0.5 * (away / d.radius) ** 4;
        paintOver(row, x, d.colour, d.alpha * rim * Math.min((d.radius - away) / d.blur, 1));
      }
    }
  };
}
