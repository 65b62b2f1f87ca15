/** Given values into wire types, where nothing is lost and the meaning is plain. Types only; limits come after. */

import { isRecord } from '../../shared/isRecord.ts';
import { InputError } from '../errors.ts';
import type { ChoiceField, FieldSpec, RowsField } from './types.ts';
import { mediaUrl } from './urls.ts';
import { isBlank, ownValue, toJson } from './values.ts';

/** Collects the names that no field has, with their paths. */
export type OnUnknown = (path: string) => void;

const decimal = /^-?(\d+(\.\d+)?|\.\d+)$/;

function typeError(path: string, wanted: string): InputError {
  return new InputError({ field: path, rule: 'type', limit: wanted });
}

function toText(raw: unknown, path: string): string {
  if (typeof raw !== 'string') throw typeError(path, 'text');
  return raw;
}

function toNumber(raw: unknown, path: string): number {
  if (typeof raw === 'number' && Number.isFinite(raw)) return raw;
  if (typeof raw === 'string' && decimal.test(raw.trim())) return Number(raw);
  throw typeError(path, 'number');
}

function toBoolean(raw: unknown, path: string): boolean {
  if (typeof raw === 'boolean') return raw;
  if (raw === 'true' || raw === 'false') return raw === 'true';
  throw typeError(path, 'boolean');
}

/** The option's own value, so that `"5"` becomes the `5` the model wants and the other way round. */
function toOption(field: ChoiceField, raw: unknown, path: string): string | number {
  if (typeof raw !== 'string' && typeof raw !== 'number') throw typeError(path, 'text or number');
  const option =
    field.options.find(o => o.value === raw) ?? field.options.find(o => `${o.value}` === `${raw}`);
  if (option === undefined) throw notOneOf(field.options, path);
  return option.value;
}

/** The error for a value that is none of `options`. */
export function notOneOf(options: ChoiceField['options'], path: string): InputError {
  return new InputError({ field: path, rule: 'notOneOf', limit: options.map(o => o.value).join(', ') });
}

function toUrl(raw: unknown, path: string): string {
  if (typeof raw !== 'string') throw typeError(path, 'URL');
  const url = mediaUrl(raw);
  if (url === undefined) throw new InputError({ field: path, rule: 'notUrl' });
  return url;
}

/** A single address stands for a list of one; blank entries are left out. */
function toUrls(raw: unknown, path: string): readonly string[] {
  if (typeof raw === 'string') return [toUrl(raw, path)];
  if (!Array.isArray(raw)) throw typeError(path, 'list of URLs');
  return Array.from(raw, (item, i) => (isBlank(item) ? undefined : toUrl(item, `${path}[${i}]`))).filter(
    url => url !== undefined,
  );
}

function toTaskId(raw: unknown, path: string): string {
  const id = toText(raw, path).trim();
  if (!/^[\w.:-]{1,200}$/.test(id)) throw typeError(path, 'task id');
  return id;
}

function toRow(field: RowsField, raw: unknown, path: string, onUnknown: OnUnknown): unknown {
  if (!isRecord(raw)) throw typeError(path, 'object');
  const row: Record<string, unknown> = {};
  for (const column of field.columns) {
    const cell = ownValue(raw, column.name);
    if (!isBlank(cell)) row[column.name] = coerce(column, cell, `${path}.${column.name}`, onUnknown);
    else if ('default' in column && column.default !== undefined) row[column.name] = column.default;
  }
  copyUnknown(raw, new Set(field.columns.map(c => c.name)), row, name => {
    onUnknown(`${path}.${name}`);
    return `${path}.${name}`;
  });
  return row;
}

/**
 * Copies the members of `from` that are not `known` into `to`, as JSON. `report` is told each name and answers the
 * path for errors. InputError `notAllowed` for `__proto__`.
 */
export function copyUnknown(
  from: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  to: Record<string, unknown>,
  report: (name: string) => string,
): void {
  for (const [name, value] of Object.entries(from)) {
    if (name === '__proto__') throw new InputError({ field: name, rule: 'notAllowed' });
    if (known.has(name) || isBlank(value)) continue;
    to[name] = toJson(value, report(name));
  }
}

/**
 * `raw` (not blank) as the field's wire type, or InputError (`type`, `notOneOf`, `notUrl`) naming the place.
 * Whether an option may be chosen now, and all limits, are not looked at here.
 */
export function coerce(field: FieldSpec, raw: unknown, path: string, onUnknown: OnUnknown): unknown {
  switch (field.type) {
    case 'text':
      return toText(raw, path);
    case 'number':
      return toNumber(raw, path);
    case 'boolean':
      return toBoolean(raw, path);
    case 'choice':
      return toOption(field, raw, path);
    case 'url':
      return toUrl(raw, path);
    case 'urls':
      return toUrls(raw, path);
    case 'taskId':
      return toTaskId(raw, path);
    case 'rows':
      if (!Array.isArray(raw)) throw typeError(path, 'list');
      return Array.from(raw, (row, i) => toRow(field, row, `${path}[${i}]`, onUnknown));
    case 'json':
      if (field.maxItems !== undefined && !Array.isArray(raw)) throw typeError(path, 'list');
      return toJson(raw, path);
  }
}
