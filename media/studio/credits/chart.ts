/** Bars for sums: a picture for the eye. What it says stands in the table behind it. */
import type { CreditsRow } from '../../../src/shared/creditsProtocol.ts';

const namespace = 'http://www.w3.org/2000/svg';
const width = 1000;
const height = 240;
const top = 22;
const bottom = 22;

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A round figure just above the greatest, so that the line beside it can be read. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find(step => step * power >= value) ?? 10) * power;
}

/** The chart of a table's rows; named by `name` for who cannot see it. */
export function createChart(rows: readonly CreditsRow[], name: string): SVGElement {
  const svg = element('svg', {
    viewBox: `0 0 ${width} ${height}`,
    class: 'chart',
    role: 'img',
    'aria-label': name,
  });
  const highest = roundUp(Math.max(0, ...rows.map(row => row.credits)));
  const full = height - top - bottom;
  const step = width / Math.max(1, rows.length);
  for (const part of [0, 0.5, 1]) {
    const y = top + full * (1 - part);
    svg.append(element('line', { x1: 0, x2: width, y1: y, y2: y, class: 'chart-line' }));
    if (part > 0)
      svg.append(element('text', { x: 0, y: y - 4, class: 'chart-text' }, String(highest * part)));
  }
  rows.forEach((row, at) => {
    const size = (row.credits / highest) * full;
    const box = { x: at * step + step * 0.15, y: top + full - size, width: step * 0.7, height: size };
    const bar = element('rect', { ...box, rx: Math.min(3, step * 0.2), class: 'chart-bar' });
    bar.append(element('title', {}, `${row.label}: ${row.text}`));
    svg.append(bar);
  });
  const ends = [
    { row: rows[0], x: 0, anchor: 'start' },
    { row: rows.length > 1 ? rows.at(-1) : undefined, x: width, anchor: 'end' },
  ];
  for (const { row, x, anchor } of ends)
    if (row !== undefined)
      svg.append(
        element('text', { x, y: height - 6, 'text-anchor': anchor, class: 'chart-text' }, row.label),
      );
  return svg;
}
