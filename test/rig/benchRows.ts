/** What a bench answers with, and how it is shown. */

export interface BenchRow {
  name: string;
  value: number;
  unit: string;
  /** The most it may be; left out where there is no goal. */
  goal?: number;
  note?: string;
}

/** The middle one; of an even number the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** "min … max", for a note beside a median. */
export function spread(values: readonly number[], digits = 0): string {
  return `${Math.min(...values).toFixed(digits)} … ${Math.max(...values).toFixed(digits)} of ${values.length}`;
}

/** The rows as a Markdown table whose columns are also aligned for a terminal. */
export function formatRows(rows: readonly BenchRow[]): string {
  const cells = rows.map(row => [row.name, valueText(row), goalText(row), row.note ?? '']);
  const head = ['bench', 'value', 'goal', 'note'];
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map(c => (c[i] ?? '').length)));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, i) => pad(text, widths[i] ?? 0, i)).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => `${'-'.repeat(width + 1)}${i === 1 ? ':' : '-'}`).join('|')}|`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}

function pad(text: string, width: number, column: number): string {
  return column === 1 ? text.padStart(width) : text.padEnd(width);
}

function valueText({ value, unit }: BenchRow): string {
  const digits = value < 10 ? 2 : 1;
  const number = value.toFixed(Number.isInteger(value) || value >= 100 ? 0 : digits);
  return `${number.replace(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ' ')} ${unit}`;
}

function goalText({ value, unit, goal }: BenchRow): string {
  return goal === undefined ? '' : `${value <= goal ? '✓' : '✗'} ≤ ${goal} ${unit}`;
}
