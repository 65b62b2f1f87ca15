/** Rows of plain fields, such as lines of a dialogue or shots: to be added, taken away and put in another order. */
import type { ColumnView, RowsView, RowView } from '../../../src/shared/fieldView.ts';
import type { ProblemView } from '../../../src/shared/protocol.ts';
import { arrange, h, hasFocus, setAttribute, setText, setValue } from '../dom.ts';
import { type IconName, icon } from '../icons.ts';
import type { Control, ControlContext } from './control.ts';
import { createSuggestions } from './suggestions.ts';

type CellInput = HTMLInputElement | HTMLTextAreaElement;

interface Row {
  readonly element: HTMLElement;
  readonly number: HTMLElement;
  readonly cells: ReadonlyMap<string, CellInput>;
  readonly up: HTMLButtonElement;
  readonly down: HTMLButtonElement;
  readonly remove: HTMLButtonElement;
}

class RowsControl implements Control<RowsView> {
  readonly element: HTMLElement;
  readonly isGroup = true;
  readonly #context: ControlContext;
  readonly #list = h('div', { className: 'lines' });
  readonly #add: HTMLButtonElement;
  readonly #total = h('span', { className: 'total' });
  #rows: readonly Row[] = [];
  #view: RowsView;
  #problem: ProblemView | undefined;
  #describedBy: string | undefined;

  constructor(first: RowsView, context: ControlContext) {
    this.#view = first;
    this.#context = context;
    this.#add = h(
      'button',
      { type: 'button', className: 'quiet', id: `${context.id}-add`, onclick: () => this.#addRow() },
      icon('add'),
      context.word('Add a row'),
    );
    const foot = h('div', { className: 'line-buttons' }, this.#add, this.#total);
    const lists = first.columns.flatMap(column => {
      if (column.suggestions === undefined) return [];
      const list = createSuggestions(this.#listId(column));
      list.update(column.suggestions);
      return [list.element];
    });
    this.element = h('div', { id: context.id, className: 'rows', role: 'group' }, this.#list, foot, ...lists);
  }

  update(view: RowsView, writes: boolean): void {
    this.#view = view;
    if (writes || this.#rows.length === 0) this.#show(view.value);
    this.#drawState();
  }

  describe(describedBy: string | undefined, problem: ProblemView | undefined): void {
    this.#describedBy = describedBy;
    this.#problem = problem;
    this.#drawState();
  }

  focus(problem?: ProblemView): void {
    const row = this.#rows[problem?.at?.row ?? 0] ?? this.#rows[0];
    const named = problem?.at?.column === undefined ? undefined : row?.cells.get(problem.at.column);
    (named ?? row?.cells.values().next().value)?.focus();
  }

  #listId(column: ColumnView): string {
    return `${this.#context.id}-list-${column.name}`;
  }

  #show(values: readonly RowView[]): void {
    const wanted = values.length === 0 ? [{}] : values;
    const rows = wanted.map((value: RowView, at) => {
      const row = this.#rows[at] ?? this.#createRow();
      for (const [name, cell] of row.cells) setValue(cell, String(value[name] ?? ''));
      return row;
    });
    this.#setRows(rows);
  }

  #setRows(rows: readonly Row[]): void {
    this.#rows = rows;
    arrange(
      this.#list,
      rows.map(row => row.element),
    );
    this.#drawState();
  }

  #createRow(): Row {
    const cells = new Map(this.#view.columns.map(column => [column.name, this.#createCell(column)]));
    const number = h('span', { className: 'row-number', 'aria-hidden': 'true' });
    const button = (name: IconName): HTMLButtonElement =>
      h('button', { type: 'button', className: 'icon-button' }, icon(name));
    const [up, down, remove] = [button('up'), button('down'), button('remove')];
    const tools = h('div', { className: 'row-tools' }, up, down, remove);
    const fields = this.#view.columns.map(column =>
      h(
        'div',
        { className: `cell ${column.isMultiline ? 'wide' : 'narrow'}` },
        cells.get(column.name),
        column.unit !== undefined && h('span', { className: 'unit' }, column.unit),
      ),
    );
    const element = h(
      'div',
      { className: 'row', role: 'group' },
      number,
      h('div', { className: 'cells' }, ...fields),
      tools,
    );
    const row: Row = { element, number, cells, up, down, remove };
    up.addEventListener('click', () => this.#move(row, -1, up));
    down.addEventListener('click', () => this.#move(row, 1, down));
    remove.addEventListener('click', () => this.#removeRow(row));
    return row;
  }

  #createCell(column: ColumnView): CellInput {
    const oninput = (): void => this.#report();
    const placeholder = column.label;
    if (column.isMultiline) return h('textarea', { rows: 2, spellcheck: true, placeholder, oninput });
    const cell = h('input', {
      type: column.isNumber ? 'number' : 'text',
      autocomplete: 'off',
      placeholder,
      oninput,
    });
    setAttribute(cell, 'min', column.minimum?.toString());
    setAttribute(cell, 'max', column.maximum?.toString());
    if (column.suggestions !== undefined) cell.setAttribute('list', this.#listId(column));
    return cell;
  }

  #valueOf(row: Row): RowView {
    const cells = this.#view.columns.flatMap(column => {
      const text = row.cells.get(column.name)?.value ?? '';
      if (text === '') return [];
      return [[column.name, column.isNumber ? Number(text) : text] as const];
    });
    return Object.fromEntries(cells);
  }

  #report(): void {
    const values = this.#rows.map(row => this.#valueOf(row));
    const isBlank = values.every(value => Object.keys(value).length === 0);
    this.#context.change(isBlank ? [] : values);
    this.#drawTotal();
  }

  #addRow(): void {
    const row = this.#createRow();
    this.#setRows([...this.#rows, row]);
    row.cells.values().next().value?.focus();
    this.#report();
  }

  #removeRow(row: Row): void {
    const at = this.#rows.indexOf(row);
    const rest = this.#rows.filter(r => r !== row);
    this.#setRows(rest);
    (rest[at] ?? rest[at - 1])?.cells.values().next().value?.focus();
    this.#report();
  }

  #move(row: Row, step: 1 | -1, button: HTMLButtonElement): void {
    const at = this.#rows.indexOf(row);
    const rows = [...this.#rows];
    const neighbour = rows[at + step];
    if (neighbour === undefined) return;
    rows[at] = neighbour;
    rows[at + step] = row;
    this.#setRows(rows);
    // The first row cannot go up: the focus must not fall off a button that is switched off.
    const other = step < 0 ? row.down : row.up;
    if (button.disabled || !hasFocus(button)) (button.disabled ? other : button).focus();
    this.#report();
  }

  #drawState(): void {
    const { word, id } = this.#context;
    const { label, columns, maxItems = Number.POSITIVE_INFINITY } = this.#view;
    const last = this.#rows.length - 1;
    this.#rows.forEach((row, at) => {
      setText(row.number, String(at + 1));
      row.element.setAttribute('aria-label', `${label} ${at + 1}`);
      for (const column of columns) {
        const cell = row.cells.get(column.name);
        if (cell === undefined) continue;
        cell.id = `${id}-${at}-${column.name}`;
        cell.setAttribute('aria-label', `${column.label} ${at + 1}`);
        setAttribute(cell, 'aria-required', column.isRequired ? 'true' : undefined);
        setAttribute(cell, 'aria-describedby', this.#describedBy);
        setAttribute(cell, 'aria-invalid', this.#isWrong(at, column) ? 'true' : undefined);
      }
      const tools = [
        [row.up, 'Move up', at === 0],
        [row.down, 'Move down', at === last],
        [row.remove, 'Remove this row', false],
      ] as const;
      for (const [button, text, isOff] of tools) {
        button.disabled = isOff;
        button.hidden = last === 0;
        button.title = word(text);
        button.setAttribute('aria-label', `${word(text)}: ${label} ${at + 1}`);
      }
    });
    this.#add.hidden = this.#rows.length >= maxItems;
    this.#drawTotal();
  }

  #isWrong(row: number, column: ColumnView): boolean {
    if (this.#problem === undefined) return false;
    const { at } = this.#problem;
    if (at === undefined) return column.isRequired;
    return at.row === row && (at.column === undefined || at.column === column.name);
  }

  #drawTotal(): void {
    const { total } = this.#view;
    if (total === undefined) return;
    const sum = this.#rows.reduce((all, row) => all + (Number(row.cells.get(total.column)?.value) || 0), 0);
    setText(this.#total, `${sum} / ${total.maximum} ${total.unit ?? ''}`);
    this.#total.classList.toggle('over', sum > total.maximum);
  }
}

/** Makes the control. */
export function rowsControl(first: RowsView, context: ControlContext): Control<RowsView> {
  return new RowsControl(first, context);
}
