import { createSeeded } from '../seeded.ts';

export type Rgb = readonly [number, number, number];

/** From deep to light, then the light source's own colour. */
export type Palette = readonly [deep: Rgb, dusk: Rgb, body: Rgb, pale: Rgb, glow: Rgb];

const table: readonly (readonly [colours: string, words: string])[] = [
  ['2a1a4f 7c2f73 dc5a6d f89f68 ffe2a8', 'sunset sunrise dawn dusk evening atardecer amanecer puesta'],
  [
    '0a2342 12508a 1d8aa9 62cbc4 dcf5ea',
    'sea ocean beach water lake river whale mar oceano playa agua lago rio',
  ],
  [
    '11302a 1e5b49 4d9068 a5c88c f4f0cb',
    'forest tree trees jungle mountain mountains bosque selva montaña montañas',
  ],
  [
    '0a1033 1f2b70 4a50b6 9484e6 f5dcff',
    'night space star stars galaxy moon robot noche espacio estrellas luna',
  ],
  [
    '4a2333 99453f d57c5b f0b880 fcebca',
    'desert sand canyon coffee wood bread desierto arena cafe madera pan',
  ],
  [
    '40285a 8d4a88 d981a4 f7bab7 fff1e2',
    'flower flowers rose love wedding cherry flor flores rosa amor boda',
  ],
  ['10333b 287878 5cbf9f b9e8c6 fefad9', 'garden tea spa health plant plants jardin te salud planta plantas'],
  [
    '1a3b6e 3a77ba 78b9e3 c0e5f2 fff5da',
    'sky cloud clouds winter snow ice mountain cielo nube nubes invierno nieve',
  ],
  ['1d0f25 5d1a3e b5363d f28039 ffd680', 'fire lava volcano autumn pepper fuego volcan otoño'],
  [
    '1a2330 394c61 6b869f abc3cf f3ecdb',
    'city street office car building ciudad calle oficina coche edificio',
  ],
  ['2c295e 5a55aa 9b88db d3b7f2 ffebf4', 'music dream magic unicorn musica sueño magia'],
  [
    '17402f 38895f 8fd07a f0e170 fffad8',
    'spring fruit lemon grass field summer primavera fruta limon campo verano',
  ],
];

const palettes = table.map(([colours, words]) => ({
  colours: colours
    .split(' ')
    .map(
      hex => [0, 2, 4].map(i => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb,
    ) as unknown as Palette,
  words: new Set(words.split(' ')),
}));

/** Colours that suit `words` where one of them is known (English, Spanish), else any by `seed`. */
export function choosePalette(words: string, seed: number): Palette {
  const said = words
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}]+/u);
  const plain = said.map(w => w.normalize('NFD').replace(/\p{M}/gu, ''));
  const fitting = palettes.filter(p => [...said, ...plain].some(w => p.words.has(w)));
  return createSeeded(seed ^ 0x51ab).pick(fitting.length > 0 ? fitting : palettes).colours;
}

/** Between two colours, `t` from 0 to 1. */
export function blend(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** A colour along `stops`, `t` from 0 to 1, eased so that no stop shows as a line. */
export function along(stops: readonly Rgb[], t: number): Rgb {
  const at = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const i = Math.min(Math.floor(at), stops.length - 2);
  const f = at - i;
  return blend(stops[i] as Rgb, stops[i + 1] as Rgb, f * f * (3 - 2 * f));
}
