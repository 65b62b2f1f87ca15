/**
 * A small stroke font of our own: each sign is a few pen strokes of one width, so that it can be drawn at any size
 * without a font file. Units: capitals 70 high, small letters 49, descenders to -21, origin on the baseline.
 *
 * A sign is written as strokes parted by `|`; a stroke is a walk over points `x,y` and arcs `@cx,cy,rx,ry,from,to`
 * (degrees, counter-clockwise when `to` is greater).
 */
const source: Readonly<Record<string, string>> = {
  A: '0,0 28,70 56,0|9,23 47,23',
  B: '0,0 0,70 23,70 @23,53.5,16.5,16.5,90,-90 0,37|23,37 @23,18.5,20,18.5,90,-90 0,0',
  C: '@35,35,35,36,48,312',
  D: '0,0 0,70 20,70 @20,35,34,35,90,-90 0,0',
  E: '40,70 0,70 0,0 40,0|0,37 35,37',
  F: '40,70 0,70 0,0|0,36 34,36',
  G: '@35,35,35,36,48,360 42,35',
  H: '0,0 0,70|51,0 51,70|0,37 51,37',
  I: '0,0 0,70',
  J: '30,70 30,18 @15,17,15,18,0,-165',
  K: '0,0 0,70|45,70 0,27|15,41 48,0',
  L: '0,70 0,0 38,0',
  M: '0,0 0,70 32,20 64,70 64,0',
  N: '0,0 0,70 50,0 50,70',
  O: '@36,35,36,36,0,360',
  P: '0,0 0,70 23,70 @23,51,19,19,90,-90 0,32',
  Q: '@36,35,36,36,0,360|44,18 66,-4',
  R: '0,0 0,70 23,70 @23,51,19,19,90,-90 0,32|22,32 45,0',
  S: '@22,53,18,18,35,270 @22,17.5,21,17.5,90,-150',
  T: '0,70 48,70|24,70 24,0',
  U: '0,70 0,24 @25,24,25,25,180,360 50,70',
  V: '0,70 27,0 54,70',
  W: '0,70 20,0 40,66 60,0 80,70',
  X: '0,0 50,70|0,70 50,0',
  Y: '0,70 25,33 50,70|25,33 25,0',
  Z: '2,70 46,70 0,0 48,0',
  a: '@22,24.5,22,25.5,0,360|44,49 44,0',
  b: '0,72 0,0|@22,24.5,22,25.5,0,360',
  c: '@23,24.5,23,25.5,48,312',
  d: '@22,24.5,22,25.5,0,360|44,72 44,0',
  e: '1,25 45,25 @23,24.5,22.5,25.5,2,318',
  f: '28,70 @26,57,14,14,85,180 12,0|0,49 25,49',
  g: '@22,24.5,22,25.5,0,360|44,49 44,0 @22,0,22,21,0,-150',
  h: '0,72 0,0|0,28 @20,28,20,22,180,0 40,0',
  i: '0,49 0,0|0,66 0,67',
  ı: '0,49 0,0',
  j: '10,49 10,-8 @-1,-8,11,12,0,-100|10,66 10,67',
  k: '0,72 0,0|34,49 0,19|11,29 36,0',
  l: '0,72 0,0',
  m: '0,49 0,0|0,31 @16,31,16,19,180,0 32,0|32,31 @48,31,16,19,180,0 64,0',
  n: '0,49 0,0|0,28 @20,28,20,22,180,0 40,0',
  o: '@24,24.5,24,25.5,0,360',
  p: '0,49 0,-21|@22,24.5,22,25.5,0,360',
  q: '44,49 44,-21|@22,24.5,22,25.5,0,360',
  r: '0,49 0,0|0,28 @19,28,19,22,180,65',
  s: '@16,37,14,12.5,35,270 @16,12,17,12.5,90,-150',
  t: '12,66 12,13 @24,13,12,13,180,285|0,49 25,49',
  u: '0,49 0,20 @20,20,20,20.5,180,360 40,49|40,49 40,0',
  v: '0,49 20,0 40,49',
  w: '0,49 16,0 31,46 46,0 62,49',
  x: '0,0 37,49|0,49 37,0',
  y: '0,49 20,2|40,49 12,-21',
  z: '1,49 36,49 0,0 38,0',
  '0': '@22,35,22,36,0,360',
  '1': '2,57 18,70 18,0',
  '2': '@21,50,20,21,170,-38 0,0 43,0',
  '3': '@20,53,17,18,150,-90 14,35 20,35 @20,17.5,21,17.5,90,-150',
  '4': '34,0 34,70 0,20 46,20',
  '5': '38,70 7,70 4,39 @19,22,22,23,130,-150',
  '6': '33,70 4,34 @22,22,22,22.5,145,-215',
  '7': '0,70 42,70 14,0',
  '8': '@21,53,17,18,0,360|@21,17.5,21,18,0,360',
  '9': '11,0 40,36 @22,48,22,22.5,-35,325',
  '.': '0,0 0,1',
  ',': '2,2 -3,-11',
  ':': '0,0 0,1|0,40 0,41',
  ';': '2,2 -3,-11|2,40 2,41',
  '!': '0,70 0,22|0,0 0,1',
  '¡': '0,-21 0,27|0,48 0,49',
  '?': '0,53 @18,53,18,18,180,-55 18,22|18,0 18,1',
  '¿': '36,-4 @18,-4,18,18,0,-235 18,27|18,48 18,49',
  "'": '0,72 0,54',
  '"': '0,72 0,54|14,72 14,54',
  '(': '14,78 @40,32,40,58,130,230',
  ')': '0,78 @-26,32,40,58,50,-50',
  '[': '14,76 0,76 0,-12 14,-12',
  ']': '0,76 14,76 14,-12 0,-12',
  '{': '18,76 10,74 8,66 8,40 0,32 8,24 8,-2 10,-10 18,-12',
  '}': '0,76 8,74 10,66 10,40 18,32 10,24 10,-2 8,-10 0,-12',
  '/': '0,-8 32,76',
  '\\': '0,76 32,-8',
  '|': '0,-14 0,78',
  '-': '0,26 24,26',
  '–': '0,26 38,26',
  _: '0,-8 44,-8',
  '+': '0,30 40,30|20,10 20,50',
  '=': '0,38 40,38|0,20 40,20',
  '×': '3,14 35,46|3,46 35,14',
  '÷': '0,30 40,30|20,48 20,49|20,11 20,12',
  '<': '36,52 0,30 36,8',
  '>': '0,52 36,30 0,8',
  '«': '17,42 0,25 17,8|37,42 20,25 37,8',
  '»': '0,42 17,25 0,8|20,42 37,25 20,8',
  '*': '14,72 14,44|2,65 26,51|2,51 26,65',
  '^': '0,50 16,72 32,50',
  '~': '0,26 @9,26,9,8,180,0 @27,28,9,8,180,360',
  '`': '0,72 10,60',
  '%': '48,70 8,0|@12,57,12,13,0,360|@44,13,12,13,0,360',
  $: '@22,53,18,18,35,270 @22,17.5,21,17.5,90,-150|22,80 22,-10',
  '€': '@40,35,32,36,50,310|0,42 42,42|0,28 38,28',
  '£': '42,58 @28,55,15,16,20,180 13,12 4,0 46,0|2,34 34,34',
  '#': '12,0 22,70|34,0 44,70|2,47 56,47|0,23 54,23',
  '&': '54,0 10,46 @22,56,14,15,220,-40 9,31 @19,17,19,18,125,320 52,36',
  '@': '@36,28,14,15,0,360|50,43 50,24 @59,24,9,10,180,360 68,30 @36,28,32,36,5,300',
  '°': '@9,61,9,10,0,360',
  '·': '0,26 0,27',
  '…': '0,0 0,1|20,0 20,1|40,0 40,1',
  ß: '0,0 0,54 @17,54,17,18,180,-70 17,37 @20,18,19,19,75,-115',
  ø: '@24,24.5,24,25.5,0,360|2,-3 46,52',
  Ø: '@36,35,36,36,0,360|6,-5 66,75',
  '□': '4,0 40,0 44,4 44,60 40,64 4,64 0,60 0,4 4,0',
};

/** Marks that Unicode's decomposition parts from their letter, drawn from the middle of the letter's top. */
const marks: Readonly<Record<string, string>> = {
  '\u0300': '5,0 -7,13',
  '\u0301': '-5,0 7,13',
  '\u0302': '-11,0 0,12 11,0',
  '\u0303': '-14,2 @-7,2,7,7,180,0 @7,5,7,7,180,360',
  '\u0304': '-12,6 12,6',
  '\u0306': '@0,10,11,9,190,350',
  '\u0307': '0,6 0,7',
  '\u0308': '-10,6 -10,7|10,6 10,7',
  '\u030a': '@0,8,7.5,7.5,0,360',
  '\u030c': '-11,12 0,0 11,12',
};
const cedilla = '0,0 0,-6 @-1,-12,7,7,85,-120';

/** Signs written with others: each word is a sign and what stands for it. */
const spelt = new Map(
  `’' ‘' ‚, ´' “" ”" „" —– ‐- ‑- −– æae ÆAE œoe ŒOE þth ÞTh ðd ÐD đd łl ŁL º° ªa •· →-> ©(c) ®(r) ™(tm) ½1/2 ¼1/4 ²2 ³3 µu`
    .split(' ')
    .map(pair => [pair.slice(0, 1), pair.slice(1)] as const),
);

/** x, y, x, y … of one pen stroke. */
export type Stroke = readonly number[];

export interface Glyph {
  /** With the space to the next sign. */
  readonly advance: number;
  readonly strokes: readonly Stroke[];
}

function walkArc(stroke: number[], part: string): void {
  const [cx = 0, cy = 0, rx = 0, ry = 0, from = 0, to = 0] = part.split(',').map(Number);
  const steps = Math.ceil(Math.abs(to - from) / 11);
  for (let i = 0; i <= steps; i++) {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    stroke.push(cx + rx * Math.cos(angle), cy + ry * Math.sin(angle));
  }
}

function parse(text: string): number[][] {
  return text.split('|').map(walk => {
    const stroke: number[] = [];
    for (const part of walk.split(' '))
      if (part.startsWith('@')) walkArc(stroke, part.slice(1));
      else stroke.push(...part.split(',').map(Number));
    return stroke;
  });
}

const xs = (strokes: readonly Stroke[]): number[] => strokes.flatMap(s => s.filter((_, i) => i % 2 === 0));
const moved = (strokes: readonly Stroke[], dx: number, dy: number): Stroke[] =>
  strokes.map(s => s.map((n, i) => n + (i % 2 === 0 ? dx : dy)));

const slanted = new Set('AVWXYTLvwxyzZk/\\^47'.split(''));
const round = new Set('OQCGDSocesabdgpq023689&@'.split(''));
const gapOf = (letter: string): number => {
  if (slanted.has(letter)) return 5;
  return round.has(letter) ? 7.5 : 9.5;
};

const known = new Map<string, Glyph>();

function makeGlyph(base: string, accents: readonly string[]): Glyph {
  if (base === ' ') return { advance: 30, strokes: [] };
  const letter = accents.length > 0 && base === 'i' ? 'ı' : base;
  const shape = parse(source[letter] ?? (source['□'] as string));
  const edges = xs(shape);
  const left = Math.min(...edges);
  const gap = gapOf(letter);
  const width = Math.max(...edges) - left;
  const strokes = moved(shape, gap - left, 0);
  const isTall = /[\p{Lu}bdfhklt]/u.test(base);
  let top = isTall ? 80 : 60;
  for (const accent of accents) {
    if (accent === '\u0327' || accent === '\u0328')
      strokes.push(...moved(parse(cedilla), gap + width / 2, 0));
    const mark = marks[accent];
    if (mark === undefined) continue;
    strokes.push(...moved(parse(mark), gap + width / 2, top));
    top += 16;
  }
  return { advance: width + 2 * gap, strokes };
}

/** The glyphs of `text` in order. Accents are composed; scripts the font does not know become boxes. */
export function glyphsOf(text: string): Glyph[] {
  const glyphs: Glyph[] = [];
  const plain = text
    .replace(/\p{Cf}|\p{Variation_Selector}|(?!\s)\p{Cc}/gu, '')
    .replace(/./gu, sign => spelt.get(sign) ?? sign)
    .normalize('NFD');
  for (const [cluster, base = '', rest = ''] of plain.matchAll(/(\P{M})(\p{M}*)/gu)) {
    const sign = /\s/.test(base) ? ' ' : base;
    let glyph = known.get(cluster);
    if (glyph === undefined) {
      glyph = makeGlyph(sign, [...rest]);
      if (known.size < 500) known.set(cluster, glyph);
    }
    glyphs.push(glyph);
  }
  return glyphs;
}

/** Width of `text` in font units. */
export function measureText(text: string): number {
  return glyphsOf(text).reduce((sum, glyph) => sum + glyph.advance, 0);
}
