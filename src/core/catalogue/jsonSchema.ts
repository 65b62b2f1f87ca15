/** JSON Schema of a model's params, for agents' tools and for settings. Says less than the rules: those still count. */
import type { FieldSpec, LimitByCase, ModelSpec } from './types.ts';

/** A JSON Schema object (draft 7 words only, which editors and language models know). */
export type JsonSchema = Readonly<Record<string, unknown>>;

function widest(limit: number | LimitByCase): number {
  return typeof limit === 'number' ? limit : Math.max(limit.otherwise, ...limit.cases.map(c => c.limit));
}

/** Without the members that are undefined, so that the schema is plain JSON. */
function compact(schema: Record<string, unknown>): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

function common(field: FieldSpec): Record<string, unknown> {
  const description = field.description === undefined ? field.label : `${field.label}. ${field.description}`;
  return { description, default: 'default' in field ? field.default : undefined };
}

/** The schema of one field's value. */
export function fieldSchema(field: FieldSpec): JsonSchema {
  const base = common(field);
  switch (field.type) {
    case 'text': {
      const maxLength = field.maxLength === undefined ? undefined : widest(field.maxLength);
      return compact({
        ...base,
        type: 'string',
        minLength: field.minLength,
        maxLength,
        examples: field.suggestions,
      });
    }
    case 'choice':
      return compact({ ...base, enum: field.options.map(o => o.value) });
    case 'number':
      return compact({
        ...base,
        type: field.isInteger ? 'integer' : 'number',
        minimum: field.minimum,
        maximum: field.maximum,
      });
    case 'boolean':
      return compact({ ...base, type: 'boolean' });
    case 'url':
      return compact({ ...base, type: 'string', format: 'uri' });
    case 'urls':
      return compact({
        ...base,
        type: 'array',
        items: { type: 'string', format: 'uri' },
        minItems: field.minItems,
        maxItems: field.maxItems,
      });
    case 'taskId':
      return compact({ ...base, type: 'string' });
    case 'rows':
      return compact({
        ...base,
        type: 'array',
        items: objectSchema(field.columns),
        minItems: field.minItems,
        maxItems: field.maxItems,
      });
    case 'json':
      return field.maxItems === undefined
        ? compact(base)
        : compact({ ...base, type: 'array', items: {}, minItems: field.minItems, maxItems: field.maxItems });
  }
}

function objectSchema(fields: readonly FieldSpec[], more: Record<string, JsonSchema> = {}): JsonSchema {
  const properties = { ...more, ...Object.fromEntries(fields.map(f => [f.name, fieldSchema(f)])) };
  const required = fields.filter(f => f.required === true && f.visibleWhen === undefined).map(f => f.name);
  return compact({ type: 'object', properties, required: required.length === 0 ? undefined : required });
}

/** The schema of a model's params; `model` picks the variant. Unknown names are allowed, as in the builder. */
export function paramsSchema(spec: ModelSpec): JsonSchema {
  const values = spec.variants.map(v => v.value);
  const model: Record<string, JsonSchema> =
    values.length > 1 ? { model: { description: 'Variant', enum: values, default: values[0] } } : {};
  return objectSchema(spec.fields, model);
}
