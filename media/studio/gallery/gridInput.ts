/** Choosing in the grid, by mouse and by keys: the same as in a file list. */
import type { BulkAction } from './bulkBar.ts';
import { stepFor, targetOf } from './gridLayout.ts';
import type { Selection } from './selection.ts';
import type { VirtualGrid } from './virtualGrid.ts';

export interface GridInputListener {
  selected(): void;
  /** To what is known of the one that is chosen. */
  open(): void;
  act(action: BulkAction): void;
  clear(): void;
  search(): void;
  /** Takes back what was done last. */
  undo(): void;
}

/** Delete; on a Mac's keyboard, which has none, Cmd+Backspace, as in its file lists. */
const isDelete = (e: KeyboardEvent): boolean => e.key === 'Delete' || (e.key === 'Backspace' && e.metaKey);

/** Listens on the grid until the page goes. */
export function watchGridInput(grid: VirtualGrid, selection: Selection, listener: GridInputListener): void {
  const { element } = grid;
  element.addEventListener('click', e => {
    const index = grid.indexAt(e.target);
    if (index < 0) return;
    selection.select(grid.keys, index, { isToggle: e.ctrlKey || e.metaKey, isRange: e.shiftKey });
    listener.selected();
  });
  element.addEventListener('dblclick', e => {
    if (grid.indexAt(e.target) >= 0) listener.open();
  });
  const move = (e: KeyboardEvent, step: number): void => {
    const { active } = selection;
    const from = active === undefined ? -1 : grid.keys.indexOf(active);
    const index = targetOf(from, step, { columns: grid.columns, count: grid.keys.length });
    const key = grid.keys[index];
    if (key === undefined) return;
    if (e.ctrlKey || e.metaKey) selection.moveTo(key);
    else selection.select(grid.keys, index, { isRange: e.shiftKey });
    grid.reveal(key);
    listener.selected();
  };
  const other: Readonly<Record<string, (e: KeyboardEvent) => void>> = {
    ' ': () => {
      const index = selection.active === undefined ? 0 : grid.keys.indexOf(selection.active);
      selection.select(grid.keys, index, { isToggle: true });
      listener.selected();
    },
    Enter: () => listener.open(),
    Escape: () => listener.clear(),
    '/': () => listener.search(),
    s: () => listener.act('star'),
    S: () => listener.act('unstar'),
    c: () => listener.act('compare'),
  };
  const isOurs = (e: KeyboardEvent): boolean => e.target === element && !e.altKey;
  const withCommand: Readonly<Record<string, () => void>> = {
    a: () => {
      selection.all(grid.keys);
      listener.selected();
    },
    z: () => listener.undo(),
  };
  const workFor = (e: KeyboardEvent): ((e: KeyboardEvent) => void) | undefined => {
    if (isDelete(e)) return () => listener.act('trash');
    const isCommand = (e.ctrlKey || e.metaKey) && e.key !== ' ';
    const [table, key] = isCommand ? [withCommand, e.key.toLowerCase()] : [other, e.key];
    return Object.hasOwn(table, key) ? table[key] : undefined;
  };
  element.addEventListener('keydown', e => {
    if (!isOurs(e)) return;
    const step = stepFor(e.key, grid);
    const work = step === undefined ? workFor(e) : () => move(e, step);
    if (work === undefined) return;
    e.preventDefault();
    work(e);
  });
}
