/** Where cards stand in a grid of equal cells, which of them can be seen, and where the keys lead. Pure. */

export interface GridSize {
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
}

const narrowest = 150;
const gap = 12;
/** Two lines of text below the picture. */
const captionHeight = 48;

/** The cells for a width, px. */
export function gridSize(width: number): GridSize {
  const columns = Math.max(1, Math.floor((width + gap) / (narrowest + gap)));
  const cellWidth = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns));
  return { columns, cellWidth, cellHeight: Math.round(cellWidth * 0.75) + captionHeight, gap };
}

/** Height of all rows, px. */
export function totalHeight({ columns, cellHeight, gap: space }: GridSize, count: number): number {
  const rows = Math.ceil(count / columns);
  return rows === 0 ? 0 : rows * (cellHeight + space) - space;
}

export function placeOf(
  { columns, cellWidth, cellHeight, gap: space }: GridSize,
  index: number,
): { x: number; y: number } {
  return {
    x: (index % columns) * (cellWidth + space),
    y: Math.floor(index / columns) * (cellHeight + space),
  };
}

/** First and last+1 of the cells between `top` and `top + height`, with some rows more on both sides. */
export function visibleRange(
  { columns, cellHeight, gap: space }: GridSize,
  view: { readonly top: number; readonly height: number },
  count: number,
): readonly [from: number, to: number] {
  const row = cellHeight + space;
  const moreRows = 1;
  const firstRow = Math.max(0, Math.floor(view.top / row) - moreRows);
  const lastRow = Math.ceil((view.top + view.height) / row) + moreRows;
  return [Math.min(count, firstRow * columns), Math.min(count, lastRow * columns)];
}

/** Where a key leads from `index`; undefined where it is no key for moving. */
export function stepFor(
  key: string,
  grid: { readonly columns: number; readonly rowsInView: number },
): number | undefined {
  const page = grid.columns * grid.rowsInView;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: grid.columns,
    ArrowUp: -grid.columns,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  return Object.hasOwn(steps, key) ? steps[key] : undefined;
}

/** Up and down keep the column: at an end they go nowhere, but for a last row that is shorter. */
export function targetOf(
  index: number,
  step: number,
  grid: { readonly columns: number; readonly count: number },
): number {
  const { columns, count } = grid;
  if (index < 0) return step === Number.POSITIVE_INFINITY ? count - 1 : 0;
  const wanted = index + step;
  if (wanted >= 0 && wanted < count) return wanted;
  if (step === -columns) return index;
  const lastRow = count - (count % columns || columns);
  if (step === columns && index >= lastRow) return index;
  return step < 0 ? 0 : count - 1;
}
