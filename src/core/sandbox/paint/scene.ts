import { createSeeded, type Seeded } from '../seeded.ts';
import { paintBokeh, paintHills, paintMesh, paintSilk } from './motifs.ts';
import { choosePalette, type Palette } from './palette.ts';

/** What a motif is drawn from. Lengths in pixels; `unit` is the shorter side. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  readonly unit: number;
  readonly palette: Palette;
  readonly chance: Seeded;
}

/** Writes row `y` as r, g, b from 0 to 255, not rounded. Rows are asked for from top to bottom. */
export type RowPainter = (y: number, row: Float32Array) => void;

export interface SceneRequest {
  readonly words: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
}

const motifs = [paintHills, paintMesh, paintSilk, paintBokeh] as const;

/** The background of a picture: the same words, seed and shape give the same scene at every size. */
export function paintScene(request: SceneRequest): RowPainter {
  const { width, height, seed } = request;
  const chance = createSeeded(seed);
  const stage: Stage = {
    width,
    height,
    unit: Math.min(width, height),
    palette: choosePalette(request.words, seed),
    chance,
  };
  return chance.pick(motifs)(stage);
}
