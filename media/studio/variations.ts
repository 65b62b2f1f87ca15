/** Lists of values over fields: each value makes a task of its own. */
import type { FieldListView, FormView } from '../../src/shared/protocol.ts';
import type { Word } from './controls/control.ts';
import { arrange, h, setAttribute, setText, setValue } from './dom.ts';
import { icon } from './icons.ts';

export interface Variations {
  readonly element: HTMLElement;
  update(view: FormView, lists: readonly FieldListView[]): void;
}

interface Row {
  readonly element: HTMLElement;
  readonly select: HTMLSelectElement;
  readonly input: HTMLInputElement;
  readonly remove: HTMLButtonElement;
}

interface Offer {
  readonly name: string;
  readonly label: string;
  /** Values to choose from, where there are such. */
  readonly options: readonly string[];
}

/** Fields that one text can fill. */
function offersOf(view: FormView, word: Word): readonly Offer[] {
  const models = { name: 'model', label: word('Model'), options: view.models.map(m => m.name) };
  const fields = view.fields
    .filter(f => f.type !== 'rows' && f.type !== 'json')
    .map(f => ({
      name: f.name,
      label: f.label,
      options: f.type === 'choice' ? f.options.map(o => String(o.value)) : [],
    }));
  return view.models.length > 1 ? [models, ...fields] : fields;
}

/** Makes the rows; `change` gets all lists. */
export function createVariations(word: Word, change: (lists: readonly FieldListView[]) => void): Variations {
  const hint = h('p', { className: 'hint', id: 'variations-hint' });
  const list = h('div', { className: 'lines' });
  const add = h('button', { type: 'button', className: 'quiet', id: 'add-list' });
  const label = h('span', {});
  const count = h('span', { className: 'count' });
  const summary = h('summary', { id: 'variations' }, icon('down'), label, count);
  const element = h('details', { className: 'variations' }, summary, hint, list, add);
  let rows: readonly Row[] = [];
  let offers: readonly Offer[] = [];

  const read = (): readonly FieldListView[] =>
    rows.map(({ select, input }) => ({ field: select.value, values: input.value }));
  const changed = (): void => change(read());

  const createRow = (): Row => {
    const select = h('select', { onchange: changed });
    const input = h('input', {
      type: 'text',
      spellcheck: false,
      'aria-describedby': hint.id,
      oninput: changed,
    });
    const remove = h('button', { type: 'button', className: 'icon-button' }, icon('remove'));
    const row = {
      select,
      input,
      remove,
      element: h('div', { className: 'list-row' }, h('div', { className: 'select' }, select), input, remove),
    };
    remove.addEventListener('click', () => {
      const at = rows.indexOf(row);
      rows = rows.filter(other => other !== row);
      changed();
      (rows[Math.min(at, rows.length - 1)]?.input ?? add).focus();
    });
    return row;
  };
  const drawRow = (row: Row, { field, values }: FieldListView): void => {
    // A list for a field that this model has not is kept: the model may change back.
    const known = offers.some(o => o.name === field)
      ? offers
      : [{ name: field, label: field, options: [] }, ...offers];
    row.select.replaceChildren(...known.map(o => h('option', { value: o.name }, o.label)));
    row.select.value = field;
    setValue(row.input, values);
    const options = known.find(o => o.name === field)?.options ?? [];
    row.input.placeholder = options.length > 0 ? options.slice(0, 3).join(' | ') : '1..4';
    setAttribute(row.select, 'aria-label', word('Field'));
    setAttribute(row.input, 'aria-label', word('Values, apart by |'));
    row.remove.title = word('Remove this list');
    row.remove.setAttribute('aria-label', row.remove.title);
  };
  add.addEventListener('click', () => {
    const used = new Set(read().map(l => l.field));
    const free = offers.filter(o => !used.has(o.name));
    const isLikely = (o: Offer): boolean => o.name !== 'model' && o.options.length > 0;
    const field = (free.find(o => o.name === 'seed') ?? free.find(isLikely) ?? free[0])?.name;
    if (field === undefined) return;
    const row = createRow();
    rows = [...rows, row];
    drawRow(row, { field, values: '' });
    arrange(
      list,
      rows.map(r => r.element),
    );
    row.input.focus();
    changed();
  });
  return {
    element,
    update(view, lists) {
      offers = offersOf(view, word);
      setText(label, word('Variations'));
      setText(hint, word('{a|b} in a text makes one task for each. So does a list: red | blue, or 1..4.'));
      setText(count, lists.length === 0 ? '' : String(lists.length));
      add.replaceChildren(icon('add'), word('Add a list'));
      rows = lists.map((_, at) => rows[at] ?? createRow());
      lists.forEach((one, at) => {
        const row = rows[at];
        if (row !== undefined) drawRow(row, one);
      });
      arrange(
        list,
        rows.map(r => r.element),
      );
      if (lists.length > 0) element.open = true;
    },
  };
}
