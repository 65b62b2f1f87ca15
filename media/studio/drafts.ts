/** What the person wrote: one draft a kind, and the values of models they left, kept over a reload. */

import { isRecord } from '../../src/shared/isRecord.ts';
import type { Draft, FieldListView } from '../../src/shared/protocol.ts';
import { type Kind, kinds, type Params } from '../../src/shared/views.ts';

export interface Drafts {
  readonly kind: Kind;
  /** The latest used first. */
  readonly drafts: readonly Draft[];
  readonly isMoreOpen: boolean;
}

const mostDrafts = 24;

const isList = (value: unknown): value is FieldListView =>
  isRecord(value) && typeof value['field'] === 'string' && typeof value['values'] === 'string';

function toDraft(value: unknown): Draft | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, model, values } = value;
  const known = kinds.find(k => k === kind);
  if (known === undefined || !isRecord(values)) return undefined;
  const lists = Array.isArray(value['lists']) ? value['lists'].filter(isList) : [];
  const draft = { kind: known, model: typeof model === 'string' ? model : undefined, values };
  return lists.length === 0 ? draft : { ...draft, lists };
}

/** Reads what VS Code kept; whatever a former version left there. */
export function readDrafts(state: unknown): Drafts {
  const empty: Drafts = { kind: 'image', drafts: [], isMoreOpen: false };
  if (!isRecord(state) || !Array.isArray(state['drafts'])) return empty;
  return {
    kind: kinds.find(k => k === state['kind']) ?? empty.kind,
    drafts: state['drafts'].flatMap(d => toDraft(d) ?? []).slice(0, mostDrafts),
    isMoreOpen: state['isMoreOpen'] === true,
  };
}

/** The latest draft of a kind. */
export function draftOf(drafts: Drafts, kind: Kind): Draft | undefined {
  return drafts.drafts.find(d => d.kind === kind);
}

const isSame = (a: Draft, b: Draft): boolean => a.kind === b.kind && a.model === b.model;

/** With `draft` as the one in use; others of its kind stay behind it, so that going back to a model finds its values. */
export function withDraft(drafts: Drafts, draft: Draft): Drafts {
  const others = drafts.drafts.filter(d => !isSame(d, draft));
  return { ...drafts, kind: draft.kind, drafts: [draft, ...others].slice(0, mostDrafts) };
}

/** Whether something that was written in the form of `after`'s kind is not in it any more. */
export function hasLost(before: Drafts, after: Drafts): boolean {
  const [old, now] = [draftOf(before, after.kind), draftOf(after, after.kind)];
  const isKept = (name: string): boolean =>
    JSON.stringify(old?.values[name]) === JSON.stringify(now?.values[name]);
  return Object.keys(old?.values ?? {}).some(name => !isKept(name));
}

/** Whether anything was written. */
export function isBlank(values: Params): boolean {
  return Object.keys(values).length === 0;
}
