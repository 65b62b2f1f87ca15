/** What the catalogue's tests share: choices by name, notation of fields, valid values made from a spec. */
import assert from 'node:assert/strict';
import type { FormField } from '../../../src/core/catalogue/form.ts';
import { type Catalogue, createCatalogue } from '../../../src/core/catalogue/index.ts';
import { limitNow, optionsNow } from '../../../src/core/catalogue/rules.ts';
import type { FieldSpec, ModelChoice } from '../../../src/core/catalogue/types.ts';
import type { Values } from '../../../src/core/catalogue/values.ts';
import { type InputRule, isError } from '../../../src/core/errors.ts';

export const catalogue: Catalogue = createCatalogue();

/** The choice of this name, of any kind. */
export function choose(name: string, from: Catalogue = catalogue): ModelChoice {
  const choice = from.find(undefined, name);
  assert.ok(choice, `no model ${name}`);
  return choice;
}

/** Asserts that `fn` throws an InputError with exactly this field and rule. */
export function assertInput(fn: () => unknown, field: string, rule: InputRule): void {
  assert.throws(fn, (e: unknown) => {
    assert.ok(isError(e, 'input'), `expected an InputError for ${field}, got ${String(e)}`);
    assert.deepEqual({ field: e.field, rule: e.rule }, { field, rule });
    return true;
  });
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  return `${minimum ?? ''}..${maximum ?? ''}`;
}

/** A field in the notation of `expected.ts`. */
export function notation(field: FieldSpec, values: Values, isRequired: boolean): string {
  const required = isRequired ? ' R' : '';
  const byDefault =
    'default' in field && field.default !== undefined ? ` = ${JSON.stringify(field.default)}` : '';
  switch (field.type) {
    case 'text':
      return `text${required} ${range(field.minLength ?? 0, limitNow(field.maxLength, values))}${byDefault}`;
    case 'choice': {
      const options = optionsNow(field, values).map(o => JSON.stringify(o.value));
      return `choice${required} ${options.join(' ')}${byDefault}`;
    }
    case 'number':
      return `${field.isInteger ? 'integer' : 'number'}${required} ${range(field.minimum, field.maximum)}${byDefault}`;
    case 'boolean':
      return `boolean${byDefault}`;
    case 'url':
      return `url ${field.media}${required}`;
    case 'urls':
      return `urls ${field.media}${required} ${range(field.minItems ?? 0, field.maxItems)}`;
    case 'taskId':
      return `taskId${required}`;
    case 'rows': {
      const columns = field.columns.map(c => `${c.name}: ${notation(c, values, c.required === true)}`);
      return `rows${required} ${range(field.minItems, field.maxItems)} {${columns.join(', ')}}`;
    }
    case 'json':
      return `json${required} ${range(field.minItems ?? 0, field.maxItems)}`;
  }
}

/** Where the random (or least) values come from; returns a whole number in `[from, to]`. */
export type Pick = (from: number, to: number) => number;

/** Always the least that is allowed. */
export const least: Pick = from => from;

/** A repeatable source of picks (mulberry32). */
export function seeded(seed: number): Pick {
  let state = seed;
  return (from, to) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return from + (((t ^ (t >>> 14)) >>> 0) % (to - from + 1));
  };
}

const url = (i: number): string => `https://files.example/${i}.png?sig=a%2Fb`;

function textOfLength(length: number, pick: Pick): string {
  // Astral characters count once.
  return (pick(0, 1) === 0 ? 'x' : '🦊').repeat(length);
}

/** A valid value for one field of a form, made from what the form says and nothing else. */
export function validValue(field: FormField, pick: Pick): unknown {
  const { spec } = field;
  switch (spec.type) {
    case 'text': {
      const minimum = Math.max(field.minimum ?? 1, 1);
      return textOfLength(pick(minimum, Math.min(field.maximum ?? minimum + 40, minimum + 40)), pick);
    }
    case 'choice': {
      const options = field.options ?? [];
      return options[pick(0, options.length - 1)]?.value;
    }
    case 'number': {
      const minimum = field.minimum ?? 0;
      const maximum = field.maximum ?? minimum + 1000;
      return spec.isInteger ? pick(minimum, maximum) : minimum + ((maximum - minimum) * pick(0, 10)) / 10;
    }
    case 'boolean':
      return pick(0, 1) === 1;
    case 'url':
      return url(pick(0, 9));
    case 'urls': {
      const minimum = Math.max(field.minimum ?? 1, 1);
      return Array.from(
        { length: pick(minimum, Math.min(field.maximum ?? minimum + 3, minimum + 3)) },
        (_, i) => url(i),
      );
    }
    case 'taskId':
      return `n${pick(1, 999)}_abc`;
    case 'rows':
      return Array.from({ length: pick(1, Math.min(field.maximum ?? 3, 3)) }, () =>
        Object.fromEntries(
          spec.columns.map(column => [
            column.name,
            column.type === 'number'
              ? pick(column.minimum ?? 1, Math.min(column.maximum ?? 5, 5))
              : textOfLength(pick(1, 40), pick),
          ]),
        ),
      );
    case 'json':
      return [{ name: 'cat' }];
  }
}
