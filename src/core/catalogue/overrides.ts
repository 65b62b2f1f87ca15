/** The setting `apiInOne.models`: models to add or to patch, so that a new slug works before a release. */

import { isRecord } from '../../shared/isRecord.ts';
import { coherenceFaults } from './coherence.ts';
import { checkSpec } from './schema.ts';
import type { ModelSpec } from './types.ts';
import { ownValue, toJson } from './values.ts';

/** One entry of the setting that was ignored, and why. */
export interface CatalogueProblem {
  /** The slug, or the entry's place where it has none. */
  readonly entry: string;
  /** English, for the log and the settings' hint. */
  readonly message: string;
}

export interface Overridden {
  readonly models: readonly ModelSpec[];
  readonly problems: readonly CatalogueProblem[];
}

type Json = Readonly<Record<string, unknown>>;

/** The same key twice means the same thing: fields go by name, variants by wire value. */
const keyedLists: Readonly<Record<string, string>> = { fields: 'name', variants: 'value' };

/** `base` with the members of `patch`; null takes a member away. */
function patchRecord(base: Json, patch: Json): Json {
  const out: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete out[name];
    else if (Object.hasOwn(keyedLists, name)) out[name] = patchList(out[name], value, keyedLists[name] ?? '');
    else out[name] = value;
  }
  return out;
}

/** Items with a known key are patched, others are added; `{name, remove: true}` takes one away. */
function patchList(base: unknown, patch: unknown, key: string): unknown {
  if (!Array.isArray(base) || !Array.isArray(patch)) return patch;
  const out: unknown[] = [...base];
  for (const item of patch) {
    const name = isRecord(item) ? ownValue(item, key) : undefined;
    const at = out.findIndex(other => isRecord(other) && ownValue(other, key) === name);
    const old = out[at];
    if (at < 0 || !isRecord(item) || !isRecord(old)) out.push(item);
    else if (item['remove'] === true) out.splice(at, 1);
    else out[at] = patchRecord(old, item);
  }
  return out;
}

function entriesOf(setting: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(setting)) {
    return setting.map(entry => {
      const slug = isRecord(entry) ? ownValue(entry, 'slug') : undefined;
      return [typeof slug === 'string' ? slug : '', entry] as const;
    });
  }
  if (!isRecord(setting)) return [['', setting]];
  return Object.entries(setting).map(([slug, entry]) => [slug, isRecord(entry) ? { slug, ...entry } : entry]);
}

function readEntry(base: ModelSpec | undefined, entry: unknown): ModelSpec | readonly string[] {
  if (!isRecord(entry)) return ['object wanted'];
  const merged = base === undefined ? entry : patchRecord({ ...base }, entry);
  const faults: string[] = [];
  checkSpec(merged, 'model', faults);
  if (faults.length > 0) return faults;
  // Every member has just been checked against the type's own words.
  const spec = merged as unknown as ModelSpec;
  const incoherent = coherenceFaults(spec);
  return incoherent.length > 0 ? incoherent : spec;
}

/** Shown in full a long list of faults hides its first. */
function shorten(faults: readonly string[]): string {
  const shown = faults.slice(0, 5).join('; ');
  return faults.length > 5 ? `${shown}; and ${faults.length - 5} more` : shown;
}

/**
 * `builtIn` with the entries of the setting (a list, or an object by slug). A known slug patches: members replace,
 * null removes, `fields` merge by name and `variants` by value (`remove: true` drops one). An unknown slug must be a
 * whole model. Entries with faults are ignored and reported; never throws.
 */
export function applyOverrides(builtIn: readonly ModelSpec[], setting: unknown): Overridden {
  if (setting === undefined || setting === null) return { models: builtIn, problems: [] };
  let models = builtIn;
  const problems: CatalogueProblem[] = [];
  for (const [i, [slug, raw]] of entriesOf(setting).entries()) {
    const entry = slug === '' ? `#${i + 1}` : slug;
    try {
      const base = models.find(m => m.slug === slug);
      const read = readEntry(base, toJson(raw ?? null, entry));
      if ('slug' in read) models = replaceModel(models, slug, read);
      else problems.push({ entry, message: shorten(read) });
    } catch (e) {
      // `toJson` alone throws, for what is no JSON.
      problems.push({ entry, message: e instanceof Error ? e.message : 'not readable' });
    }
  }
  return { models, problems };
}

function replaceModel(models: readonly ModelSpec[], slug: string, spec: ModelSpec): readonly ModelSpec[] {
  const others = spec.isDefault ? models.map(m => withoutDefault(m, spec)) : models;
  const at = models.findIndex(m => m.slug === slug);
  return at < 0 ? [...others, spec] : others.with(at, spec);
}

/** A kind has one default; the last one named wins. */
function withoutDefault(model: ModelSpec, winner: ModelSpec): ModelSpec {
  if (model.kind !== winner.kind || model.isDefault === undefined) return model;
  const { isDefault: _, ...rest } = model;
  return rest;
}
