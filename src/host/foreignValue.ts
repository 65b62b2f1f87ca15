/** Values from other code, taken over as plain data before anything else looks at them. */
import { InputError } from '../core/errors.ts';

const maxDepth = 32;
const maxParts = 100_000;
/** Inputs may stand in a request as data: URIs. */
const maxChars = 100 * 1024 * 1024;

interface Account {
  parts: number;
  chars: number;
}

function wrong(field: string): InputError {
  return new InputError({ field, rule: 'type', limit: 'JSON' });
}

function spend(account: Account, field: string, text?: string): void {
  account.parts += 1;
  account.chars += text?.length ?? 0;
  if (account.parts > maxParts) throw new InputError({ field, rule: 'tooMany', limit: maxParts });
  if (account.chars > maxChars) throw new InputError({ field, rule: 'tooLong', limit: maxChars });
}

function copyObject(value: object, field: string, account: Account, depth: number): unknown {
  // Depth ends what goes round in a circle, too.
  if (depth >= maxDepth) throw wrong(field);
  if (Array.isArray(value)) {
    // The length first: a list may say that it has four thousand million holes.
    if (value.length > maxParts) throw new InputError({ field, rule: 'tooMany', limit: maxParts });
    return Array.from(value, item => copy(item, field, account, depth + 1));
  }
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    if (name === '__proto__') throw wrong(field);
    spend(account, field, name);
    result[name] = copy((value as Record<string, unknown>)[name], field, account, depth + 1);
  }
  return result;
}

function copy(value: unknown, field: string, account: Account, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      spend(account, field, value);
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw wrong(field);
      spend(account, field);
      return value;
    case 'boolean':
    case 'undefined':
      spend(account, field);
      return value;
    case 'object':
      spend(account, field);
      return value === null ? null : copyObject(value, field, account, depth);
    default:
      throw wrong(field);
  }
}

/**
 * A copy of JSON's kinds of values (and `undefined`): own enumerable properties, read once. What is checked afterwards
 * is then what is sent: an object could answer differently each time, run code of its own, go round in a circle or
 * bring a prototype. Throws InputError for `field` for everything that is no such data, or too much of it.
 */
export function copyForeign(value: unknown, field: string): unknown {
  try {
    return copy(value, field, { parts: 0, chars: 0 }, 0);
  } catch (e) {
    // A getter or a proxy that throws, even one of our own errors: its words are nobody's to trust.
    throw e instanceof InputError ? e : wrong(field);
  }
}
