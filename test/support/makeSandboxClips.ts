/**
 * Makes media/sandbox/*.mp4, the clips that the sandbox gives as videos. Run by hand after a change of the drawing
 * code, with ffmpeg (with libx264) in the path; the files are committed:
 *
 *     node test/support/makeSandboxClips.ts
 *
 * Each is four seconds that end where they begin: colours that drift, the word SANDBOX, no sound.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { drawLettering, type Lettering, widthOf } from '../../src/core/sandbox/paint/lettering.ts';
import type { Rgb } from '../../src/core/sandbox/paint/palette.ts';
import { choosePalette } from '../../src/core/sandbox/paint/palette.ts';

const framesPerSecond = 24;
const seconds = 4;
const clips = [
  { name: 'landscape', width: 768, height: 432, words: 'sunset', seed: 1 },
  { name: 'portrait', width: 432, height: 768, words: 'night', seed: 2 },
  { name: 'square', width: 576, height: 576, words: 'sea', seed: 3 },
] as const;
type Clip = (typeof clips)[number];

const tau = Math.PI * 2;

interface Spot {
  readonly colour: Rgb;
  readonly x: number;
  readonly y: number;
}

/** Where the colours are at `turn` (0 to 1) of the loop, in shorter sides from the middle. */
function spotsAt(clip: Clip, turn: number): Spot[] {
  const unit = Math.min(clip.width, clip.height);
  const [deep, dusk, body, pale, glow] = choosePalette(clip.words, clip.seed);
  return [dusk, body, pale, deep, body, glow, dusk].map((colour, i, all) => {
    const angle = tau * (i / all.length) + 0.45 * Math.sin(tau * turn + i * 1.7);
    const reach = 0.5 + 0.1 * Math.sin(tau * turn + i * 2.3);
    return {
      colour,
      x: (Math.cos(angle) * reach * clip.width) / unit,
      y: (Math.sin(angle) * reach * clip.height) / unit,
    };
  });
}

function colourAt(spots: readonly Spot[], x: number, y: number): Rgb {
  const sum: [number, number, number] = [0, 0, 0];
  let total = 0;
  for (const spot of spots) {
    const d = (x - spot.x) ** 2 + (y - spot.y) ** 2 + 0.06;
    const weight = 1 / (d * d);
    total += weight;
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (spot.colour[c] as number) * weight;
  }
  return [sum[0] / total, sum[1] / total, sum[2] / total];
}

function drawFrame(clip: Clip, text: Lettering, turn: number): Uint8Array {
  const { width, height } = clip;
  const unit = Math.min(width, height);
  const spots = spotsAt(clip, turn);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const colour = colourAt(spots, (x - width / 2) / unit, (y - height / 2) / unit);
      const inText = y >= text.top && y < text.bottom;
      const ink = inText ? (text.ink[at - text.top * width] as number) / 255 : 0;
      const shade = inText ? (text.shade[at - text.top * width] as number) / 255 : 0;
      for (let c = 0; c < 3; c++) {
        const dark = (colour[c] as number) * (1 - 0.4 * shade);
        data[at * 3 + c] = Math.round(dark + (255 - dark) * ink);
      }
    }
  return data;
}

async function make(clip: Clip, folder: string): Promise<void> {
  const { width, height, name } = clip;
  const unit = Math.min(width, height);
  const cap = unit * 0.095;
  const title = { text: 'SANDBOX', cap, tracking: cap * 0.18, pen: cap * 0.14, align: 'middle' as const };
  const fits = Math.min(1, (width * 0.8) / widthOf(title));
  const line = { ...title, cap: cap * fits, x: width / 2, y: (height + cap * fits) / 2 };
  const text = await drawLettering(clip, [line], () => undefined);
  const file = path.join(folder, `${name}.mp4`);
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${width}x${height}`,
    '-r',
    `${framesPerSecond}`,
  ];
  const codec = [
    '-c:v',
    'libx264',
    '-preset',
    'veryslow',
    '-crf',
    '25',
    '-pix_fmt',
    'yuv420p',
    '-profile:v',
    'main',
  ];
  const tags = [
    '-movflags',
    '+faststart',
    '-fflags',
    '+bitexact',
    '-flags:v',
    '+bitexact',
    '-map_metadata',
    '-1',
  ];
  const args = [
    '-v',
    'error',
    '-y',
    ...input,
    '-i',
    '-',
    '-an',
    ...codec,
    '-tune',
    'animation',
    ...tags,
    file,
  ];
  const encoder = spawn('ffmpeg', args, { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => {
    encoder.on('error', reject);
    encoder.on('exit', code => (code === 0 ? resolve() : reject(new Error(`ffmpeg ended with ${code}`))));
  });
  const frames = seconds * framesPerSecond;
  for (let i = 0; i < frames; i++) {
    const frame = drawFrame(clip, text, i / frames);
    if (!encoder.stdin.write(frame)) await new Promise(resolve => encoder.stdin.once('drain', resolve));
  }
  encoder.stdin.end();
  await ended;
  console.log(`${file}: ${statSync(file).size} bytes`);
}

const folder = path.join(import.meta.dirname, '../../media/sandbox');
mkdirSync(folder, { recursive: true });
for (const clip of clips) await make(clip, folder);
