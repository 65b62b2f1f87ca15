/** Limits of one value that already has its wire type. */

import { isRecord } from '../../shared/isRecord.ts';
import { InputError, type InputRule } from '../errors.ts';
import { notOneOf } from './coerce.ts';
import { columnTotal, limitNow, optionsNow } from './rules.ts';
import type { ChoiceField, FieldSpec, NumberField, RowsField, TextField } from './types.ts';
import { codePoints, isBlank, ownValue, type Values } from './values.ts';

interface Bounds {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly below: InputRule;
  readonly above: InputRule;
}

function checkBounds(actual: number, bounds: Bounds, path: string): void {
  const { minimum, maximum, below, above } = bounds;
  if (minimum !== undefined && actual < minimum) {
    throw new InputError({ field: path, rule: below, limit: minimum });
  }
  if (maximum !== undefined && actual > maximum) {
    throw new InputError({ field: path, rule: above, limit: maximum });
  }
}

function checkText(field: TextField, value: string, path: string, values: Values): void {
  const maximum = limitNow(field.maxLength, values);
  checkBounds(
    codePoints(value),
    { minimum: field.minLength, maximum, below: 'tooShort', above: 'tooLong' },
    path,
  );
}

function checkNumber(field: NumberField, value: number, path: string): void {
  checkBounds(
    value,
    { minimum: field.minimum, maximum: field.maximum, below: 'tooSmall', above: 'tooLarge' },
    path,
  );
  if (field.isInteger && !Number.isSafeInteger(value)) {
    throw new InputError({ field: path, rule: 'type', limit: 'whole number' });
  }
}

function checkChoice(field: ChoiceField, value: unknown, path: string, values: Values): void {
  const allowed = optionsNow(field, values);
  if (!allowed.some(option => option.value === value)) throw notOneOf(allowed, path);
}

function checkItems(
  field: { readonly minItems?: number; readonly maxItems?: number },
  value: unknown,
  path: string,
): void {
  if (!Array.isArray(value)) return;
  checkBounds(
    value.length,
    { minimum: field.minItems, maximum: field.maxItems, below: 'tooFew', above: 'tooMany' },
    path,
  );
}

function checkRows(field: RowsField, rows: readonly unknown[], path: string, values: Values): void {
  for (const [i, row] of rows.entries()) {
    if (!isRecord(row)) continue;
    for (const column of field.columns) {
      const at = `${path}[${i}].${column.name}`;
      const cell = ownValue(row, column.name);
      if (!isBlank(cell)) checkLimits(column, cell, at, values);
      else if (column.required === true) throw new InputError({ field: at, rule: 'required' });
    }
  }
  const { total } = field;
  if (total !== undefined && columnTotal(rows, total.column) > total.maximum) {
    throw new InputError({ field: path, rule: 'total', limit: total.maximum });
  }
}

/** Throws InputError naming `path` when `value` breaks one of the field's limits as they are for `values`. */
export function checkLimits(field: FieldSpec, value: unknown, path: string, values: Values): void {
  switch (field.type) {
    case 'text':
      if (typeof value === 'string') checkText(field, value, path, values);
      break;
    case 'number':
      if (typeof value === 'number') checkNumber(field, value, path);
      break;
    case 'choice':
      checkChoice(field, value, path, values);
      break;
    case 'urls':
    case 'json':
      checkItems(field, value, path);
      break;
    case 'rows':
      checkItems(field, value, path);
      if (Array.isArray(value)) checkRows(field, value, path, values);
      break;
    default:
  }
}
