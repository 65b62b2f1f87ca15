/** A bust in flat shapes and the picture's own colours: what is cut out, and whose face is swapped. */
import { createSeeded } from '../seeded.ts';
import { blend, choosePalette, type Rgb } from './palette.ts';
import type { SceneRequest } from './scene.ts';

/** Signed distance in shorter sides of the picture, from its middle, y downwards; negative inside. */
type Distance = (x: number, y: number) => number;

interface Shape {
  readonly distance: Distance;
  /** Left, top, right, bottom of all that can be inside. */
  readonly bounds: readonly [number, number, number, number];
  /** Colours at the figure's head and foot. */
  readonly top: Rgb;
  readonly foot: Rgb;
}

/** One row: colours 0–255 not yet mixed with what lies behind, and alpha from 0 to 1. */
export interface FigureRow {
  readonly colour: Float32Array;
  readonly alpha: Float32Array;
}

const ellipse =
  (cx: number, cy: number, rx: number, ry: number): Distance =>
  (x, y) =>
    (Math.sqrt(((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2) - 1) * Math.min(rx, ry);
const box =
  (x1: number, y1: number, x2: number, y2: number): Distance =>
  (x, y) =>
    Math.max(x1 - x, x - x2, y1 - y, y - y2);
const either =
  (a: Distance, b: Distance): Distance =>
  (x, y) =>
    Math.min(a(x, y), b(x, y));
const without =
  (a: Distance, b: Distance): Distance =>
  (x, y) =>
    Math.max(a(x, y), -b(x, y));

const skins: readonly Rgb[] = [
  [255, 224, 196],
  [241, 194, 160],
  [198, 140, 104],
  [146, 96, 70],
];

function shapesOf(request: SceneRequest): Shape[] {
  const [deep, dusk, body, pale, glow] = choosePalette(request.words, request.seed);
  const chance = createSeeded(request.seed ^ 0xface);
  const skin = blend(chance.pick(skins), glow, 0.2);
  const hair = chance.pick<Rgb>([deep, blend(deep, dusk, 0.6), blend(dusk, deep, 0.2)]);
  const isLong = chance.next() < 0.5;
  const side = chance.pick([-1, 1]);
  const cap = ellipse(0, -0.17, 0.178, 0.205);
  const fringe = without(ellipse(0, -0.15, 0.168, 0.2), ellipse(side * 0.08, -0.005, 0.245, 0.22));
  const smile: Distance = (x, y) =>
    Math.max(Math.abs(Math.sqrt(x * x + (y + 0.105) ** 2) - 0.066) - 0.0055, Math.abs(x) - 0.044);
  const shirt = either(ellipse(0, 0.5, 0.37, 0.335), box(-0.37, 0.5, 0.37, 9));
  const collar = ellipse(0, 0.165, 0.085, 0.062);
  const plain = (colour: Rgb): Pick<Shape, 'top' | 'foot'> => ({ top: colour, foot: colour });
  const lit = { top: blend(hair, body, 0.4), foot: hair };
  const eye = (x: number): Shape => ({
    ...plain(blend(deep, [20, 16, 24], 0.5)),
    distance: ellipse(x, -0.115, 0.0125, 0.0165),
    bounds: [x - 0.02, -0.14, x + 0.02, -0.09],
  });
  return [
    {
      ...lit,
      distance: isLong ? either(cap, box(-0.176, -0.15, 0.176, 0.1)) : cap,
      bounds: [-0.19, -0.39, 0.19, 0.11],
    },
    { distance: shirt, bounds: [-0.38, 0.15, 0.38, 9], top: pale, foot: blend(body, dusk, 0.3) },
    {
      ...plain(blend(skin, dusk, 0.3)),
      distance: either(box(-0.06, -0.05, 0.06, 0.2), (x, y) => Math.max(collar(x, y), shirt(x, y))),
      bounds: [-0.1, -0.06, 0.1, 0.24],
    },
    { ...plain(skin), distance: ellipse(0, -0.13, 0.15, 0.188), bounds: [-0.16, -0.33, 0.16, 0.07] },
    { ...lit, distance: fringe, bounds: [-0.19, -0.37, 0.19, 0.07] },
    eye(-0.056),
    eye(0.056),
    { ...plain(blend(deep, skin, 0.3)), distance: smile, bounds: [-0.05, -0.07, 0.05, -0.03] },
  ];
}

/** A painter of the bust's rows; the arrays that it returns are used again for the next row. */
export function paintFigure(request: SceneRequest): (y: number) => FigureRow {
  const { width, height } = request;
  const unit = Math.min(width, height);
  const shapes = shapesOf(request);
  const row = { colour: new Float32Array(width * 3), alpha: new Float32Array(width) };
  // About two pixels of soft edge, as a real cutout has.
  const edge = 0.0022;
  const paint = (shape: Shape, py: number): void => {
    const [left, top, right, bottom] = shape.bounds;
    if (py < top || py > bottom) return;
    const colour = blend(shape.top, shape.foot, Math.min(Math.max(py + 0.35, 0), 0.85) / 0.85);
    const end = Math.min(width - 1, Math.ceil(width / 2 + right * unit));
    for (let x = Math.max(0, Math.floor(width / 2 + left * unit)); x <= end; x++) {
      const cover = Math.min(0.5 - shape.distance((x - width / 2) / unit, py) / edge, 1);
      if (cover > 0) layOver(row, x, colour, cover);
    }
  };
  return y => {
    row.alpha.fill(0);
    for (const shape of shapes) paint(shape, (y - height / 2) / unit);
    return row;
  };
}

function layOver(row: FigureRow, x: number, colour: Rgb, cover: number): void {
  const under = row.alpha[x] as number;
  const alpha = cover + under * (1 - cover);
  for (let i = x * 3, c = 0; c < 3; c++, i++) {
    const was = row.colour[i] as number;
    row.colour[i] = ((colour[c] as number) * cover + was * under * (1 - cover)) / alpha;
  }
  row.alpha[x] = alpha;
}
