/** The catalogue's own schema as checks, for models that come from the setting `apiInOne.models`: untrusted JSON. */

import { isRecord } from '../../shared/isRecord.ts';
import { kinds } from '../../shared/views.ts';
import { endpoints, priceUnitNames, roles } from './types.ts';

/** Adds a line for each fault of `value` at `path`. */
export type Check = (value: unknown, path: string, faults: string[]) => void;

interface Member {
  readonly check: Check;
  readonly isOptional: boolean;
}

function when(test: (value: unknown) => boolean, wanted: string): Check {
  return (value, path, faults) => {
    if (!test(value)) faults.push(`${path}: ${wanted} wanted`);
  };
}

const text = when(v => typeof v === 'string' && v !== '' && v.length <= 2000, 'text');
const finite = when(v => typeof v === 'number' && Number.isFinite(v), 'number');
const count = when(v => Number.isSafeInteger(v) && Number(v) >= 0, 'whole number');
const positive = when(v => typeof v === 'number' && Number.isFinite(v) && v > 0, 'number above 0');
const yes = when(v => v === true, 'true');
const plain = when(
  v => typeof v === 'string' || typeof v === 'boolean' || (typeof v === 'number' && Number.isFinite(v)),
  'text, number or boolean',
);
const textOrNumber = when(
  v => typeof v === 'string' || (typeof v === 'number' && Number.isFinite(v)),
  'text or number',
);
/** Wire names; `model` is the builder's own and `__proto__` no name at all. */
const wireName = when(
  v => typeof v === 'string' && /^[A-Za-z]\w{0,63}$/.test(v) && v !== 'model',
  'wire name (letters, digits, _; not "model")',
);
const slug = when(v => typeof v === 'string' && /^[a-z0-9][a-z0-9.-]{0,63}$/.test(v), 'page slug');

function oneOf(values: readonly string[]): Check {
  return when(v => typeof v === 'string' && values.includes(v), `one of ${values.join(', ')}`);
}

function list(check: Check, minimum = 0): Check {
  return (value, path, faults) => {
    if (!Array.isArray(value)) {
      faults.push(`${path}: list wanted`);
      return;
    }
    if (value.length < minimum) faults.push(`${path}: at least ${minimum} wanted`);
    for (const [i, item] of value.entries()) check(item, `${path}[${i}]`, faults);
  };
}

function shape(members: Readonly<Record<string, Member>>): Check {
  return (value, path, faults) => {
    if (!isRecord(value)) {
      faults.push(`${path}: object wanted`);
      return;
    }
    for (const name of Object.keys(value)) {
      // A misspelt property would be a rule that silently does not count.
      if (!Object.hasOwn(members, name)) faults.push(`${path}.${name}: unknown property`);
    }
    for (const [name, member] of Object.entries(members)) {
      if (Object.hasOwn(value, name)) member.check(value[name], `${path}.${name}`, faults);
      else if (!member.isOptional) faults.push(`${path}.${name}: missing`);
    }
  };
}

const must = (check: Check): Member => ({ check, isOptional: false });
const may = (check: Check): Member => ({ check, isOptional: true });

const condition = list(shape({ field: must(text), in: must(list(plain, 1)), not: may(yes) }));
const anyOf = shape({ anyOf: must(list(condition, 1)) });
const rule: Check = (value, path, faults) => (Array.isArray(value) ? condition : anyOf)(value, path, faults);
const requirement: Check = (value, path, faults) => {
  if (value !== true) rule(value, path, faults);
};
const confidence = oneOf(['doc', 'modelPage', 'sister']);
const media = oneOf(['image', 'video', 'audio', 'any']);
const byCase = shape({
  cases: must(list(shape({ when: must(condition), limit: must(count) }))),
  otherwise: must(count),
});
const maxLength: Check = (value, path, faults) => (isRecord(value) ? byCase : count)(value, path, faults);

const common = {
  type: must(text),
  name: must(wireName),
  label: must(text),
  description: may(text),
  role: may(oneOf(roles)),
  required: may(requirement),
  visibleWhen: may(rule),
  exclusiveWith: may(list(wireName)),
  isPrimary: may(yes),
  isPriceRelevant: may(yes),
  confidence: may(confidence),
};

const items = { minItems: may(count), maxItems: may(count) };
const option = shape({ value: must(textOrNumber), label: may(text), when: may(rule) });

const cellChecks: Readonly<Record<string, Check>> = {
  text: shape({
    ...common,
    minLength: may(count),
    maxLength: may(maxLength),
    isMultiline: may(yes),
    default: may(text),
    suggestions: may(list(text)),
  }),
  choice: shape({
    ...common,
    options: must(list(option, 1)),
    default: may(textOrNumber),
    isAspectRatio: may(yes),
  }),
  number: shape({
    ...common,
    minimum: may(finite),
    maximum: may(finite),
    isInteger: may(yes),
    unit: may(oneOf(['s', 'px'])),
    default: may(finite),
    defaultTotal: may(shape({ field: must(wireName), column: must(wireName) })),
    step: may(positive),
  }),
};

function byType(checks: Readonly<Record<string, Check>>): Check {
  return (value, path, faults) => {
    const type = isRecord(value) ? value['type'] : undefined;
    const check = typeof type === 'string' && Object.hasOwn(checks, type) ? checks[type] : undefined;
    if (check === undefined) faults.push(`${path}.type: one of ${Object.keys(checks).join(', ')} wanted`);
    else check(value, path, faults);
  };
}

const field = byType({
  ...cellChecks,
  boolean: shape({ ...common, default: may(when(v => typeof v === 'boolean', 'boolean')) }),
  url: shape({ ...common, media: must(media) }),
  urls: shape({ ...common, media: must(media), ...items }),
  taskId: shape({ ...common, ofModel: may(slug) }),
  rows: shape({
    ...common,
    columns: must(list(byType(cellChecks), 1)),
    ...items,
    total: may(shape({ column: must(wireName), maximum: must(finite) })),
  }),
  json: shape({ ...common, ...items }),
});

const price = shape({
  when: may(condition),
  minimum: must(finite),
  maximum: may(finite),
  per: may(oneOf(priceUnitNames)),
  of: may(text),
  atLeast: may(finite),
  confidence: must(confidence),
});

/** Checks the shape of a whole ModelSpec; whether its parts fit each other is `coherenceFaults`' business. */
export const checkSpec: Check = shape({
  slug: must(slug),
  kind: must(oneOf(kinds)),
  // Names of endpoints, never paths: a setting must not send the key's requests anywhere else.
  endpoint: must(oneOf(Object.keys(endpoints))),
  label: must(text),
  description: may(text),
  variants: must(list(shape({ value: must(text), label: must(text), aliases: may(list(text)) }))),
  fields: must(list(field)),
  prices: must(list(price)),
  outputs: must(
    shape({
      count: must(positive),
      cases: may(list(shape({ when: must(condition), count: must(positive) }))),
      field: may(wireName),
      confidence: may(confidence),
    }),
  ),
  confidence: must(confidence),
  isDefault: may(yes),
  typicalSeconds: must(positive),
});
