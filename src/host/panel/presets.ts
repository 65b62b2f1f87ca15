/** Named drafts: the project's in `.vscode/api-in-one.json`, the person's own in the profile. */
import * as vscode from 'vscode';
import { InputError, isError } from '../../core/errors.ts';
import { type PresetPlace, type PresetView, presetPlaces } from '../../shared/composeProtocol.ts';
import { isRecord } from '../../shared/isRecord.ts';
import type { Draft, FieldListView } from '../../shared/protocol.ts';
import { kinds } from '../../shared/views.ts';
import { fileErrorCode, toStorageError } from '../ports/fileErrors.ts';

const stateKey = 'presets';
const mostPresets = 200;
const longestName = 80;
const fileName = 'api-in-one.json';

type Stored = Readonly<Record<string, unknown>>;

function toList(value: unknown): FieldListView | undefined {
  if (!isRecord(value)) return undefined;
  const { field, values } = value;
  return typeof field === 'string' && typeof values === 'string' ? { field, values } : undefined;
}

/** A draft out of what a file holds; undefined for anything else: the file is anybody's. */
export function toPresetDraft(value: unknown): Draft | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, model, values } = value;
  const known = kinds.find(k => k === kind);
  if (known === undefined || !isRecord(values)) return undefined;
  const lists = Array.isArray(value['lists']) ? value['lists'].flatMap(list => toList(list) ?? []) : [];
  return {
    ...{ kind: known, model: typeof model === 'string' ? model : undefined, values },
    ...(lists.length === 0 ? {} : { lists }),
  };
}

function viewsOf(stored: Stored, place: PresetPlace): readonly PresetView[] {
  return Object.entries(stored)
    .slice(0, mostPresets)
    .flatMap(([name, value]) => {
      const draft = toPresetDraft(value);
      return draft === undefined ? [] : [{ name, place, draft }];
    });
}

/** The names of the fields that a draft's model has. */
export type FieldNames = (draft: Draft) => ReadonlySet<string>;

/** A repository could name an address that results are told to, in a field that no form shows. */
function knownAlone(preset: PresetView, fieldsOf: FieldNames): PresetView {
  const known = fieldsOf(preset.draft);
  const values = Object.fromEntries(Object.entries(preset.draft.values).filter(([name]) => known.has(name)));
  return { ...preset, draft: { ...preset.draft, values } };
}

export interface PresetList {
  readonly presets: readonly PresetView[];
  /** Why those of the folder are not among them. */
  readonly failure?: unknown;
}

export interface Presets {
  /** Never rejects: a broken file hides no other presets. */
  list(folder: vscode.Uri | undefined): Promise<PresetList>;
  save(preset: PresetView, folder: vscode.Uri | undefined): Promise<void>;
  remove(preset: Pick<PresetView, 'name' | 'place'>, folder: vscode.Uri | undefined): Promise<void>;
}

const fileIn = (folder: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(folder, '.vscode', fileName);

/** All of the file, so that what others keep in it stays. InputError where it is no JSON object. */
async function readFile(folder: vscode.Uri): Promise<Stored> {
  let bytes: Uint8Array;
  try {
    bytes = await vscode.workspace.fs.readFile(fileIn(folder));
  } catch (e) {
    if (fileErrorCode(e) === 'FileNotFound') return {};
    throw toStorageError(e, 'read the presets');
  }
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(value)) return value;
  } catch {
    // Told below.
  }
  throw new InputError({ field: `.vscode/${fileName}`, rule: 'type', limit: 'JSON' });
}

const presetsIn = (stored: Stored): Stored => (isRecord(stored['presets']) ? stored['presets'] : {});

function without(stored: Stored, name: string): Stored {
  return Object.fromEntries(Object.entries(stored).filter(([other]) => other !== name));
}

function checkName(name: unknown): string {
  const text = typeof name === 'string' ? name.trim() : '';
  if (text === '') throw new InputError({ field: 'name', rule: 'required' });
  if (text.length > longestName) throw new InputError({ field: 'name', rule: 'tooLong', limit: longestName });
  return text;
}

export interface PresetParts {
  /** The profile's. */
  readonly memento: Pick<vscode.Memento, 'get' | 'update'>;
  readonly fieldsOf: FieldNames;
  /** Replaces a file in one step, where that is allowed. */
  readonly writeFile: (file: vscode.Uri, content: Uint8Array) => Promise<void>;
}

/** Makes the store. */
export function createPresets({ memento, fieldsOf, writeFile }: PresetParts): Presets {
  const change = async (
    place: PresetPlace,
    folder: vscode.Uri | undefined,
    step: (presets: Stored) => Stored,
  ): Promise<void> => {
    if (place === 'profile') {
      await memento.update(stateKey, step(memento.get<Stored>(stateKey, {})));
      return;
    }
    if (folder === undefined) throw new InputError({ field: 'place', rule: 'notAllowed' });
    const file = await readFile(folder);
    const text = JSON.stringify({ ...file, presets: step(presetsIn(file)) }, null, 2);
    await writeFile(fileIn(folder), new TextEncoder().encode(`${text}\n`)).catch((e: unknown) => {
      throw isError(e, 'storage') ? e : toStorageError(e, 'write the presets');
    });
  };
  const placeOf = (place: unknown): PresetPlace => presetPlaces.find(p => p === place) ?? 'profile';
  return {
    async list(folder) {
      const own = viewsOf(memento.get<Stored>(stateKey, {}), 'profile');
      if (folder === undefined) return { presets: own };
      try {
        const shared = viewsOf(presetsIn(await readFile(folder)), 'workspace');
        return { presets: [...shared.map(preset => knownAlone(preset, fieldsOf)), ...own] };
      } catch (failure) {
        return { presets: own, failure };
      }
    },
    async save({ name, place, draft }, folder) {
      const known = toPresetDraft(draft);
      if (known === undefined) throw new InputError({ field: 'draft', rule: 'type' });
      const key = checkName(name);
      await change(placeOf(place), folder, presets => ({ ...without(presets, key), [key]: known }));
    },
    remove: ({ name, place }, folder) =>
      change(placeOf(place), folder, presets => without(presets, String(name))),
  };
}
