/** A draft that asks for several tasks: which they are, what they cost, how long they take to be sent. */
import { l10n } from 'vscode';
import { draftBody } from '../../core/catalogue/form.ts';
import { priceKey } from '../../core/catalogue/prices.ts';
import { expandValues, splitList } from '../../core/catalogue/variations.ts';
import { InputError } from '../../core/errors.ts';
import type { BatchView, Draft, FormView } from '../../shared/protocol.ts';
import { describe } from '../describe.ts';
import { type Estimate, priceLine, sumOf } from '../pricing.ts';
import { checkDraftRules, choiceOf, type FormServices, requestedValues } from './formView.ts';

/** More at once is a slip of the hand: it would be an hour of sending, and a day's credits. */
export const mostTasks = 200;

function textFields(services: FormServices, draft: Draft): readonly string[] {
  return choiceOf(services, draft)
    .spec.fields.filter(f => f.type === 'text')
    .map(f => f.name);
}

/** The models that the draft names, each one once. */
function modelsOf(draft: Draft): readonly (string | undefined)[] {
  const list = draft.lists?.find(({ field }) => field === 'model');
  const names = list === undefined ? [] : splitList(list.values);
  return names.length === 0 ? [draft.model] : names;
}

/** Whether a draft names its models in a list. */
export const namesModels = ({ lists = [] }: Draft): boolean => lists.some(({ field }) => field === 'model');

/** Each that asks for something else than those before it: what its form hides is not sent, and makes no difference. */
function withoutEqual(services: FormServices, drafts: readonly Draft[]): readonly Draft[] {
  const known = new Set<string>();
  return drafts.filter(one => {
    const body = JSON.stringify([one.model, requestedValues(services, one)]);
    const isNew = !known.has(body);
    known.add(body);
    return isNew;
  });
}

/**
 * The drafts of all tasks, without lists: the draft itself where it asks for one. One more than allowed at most. Each
 * model takes the lists of the fields that it has.
 */
export function batchOf(services: FormServices, draft: Draft): readonly Draft[] {
  const { lists = [], ...plain } = draft;
  const all = modelsOf(draft)
    .flatMap(model => {
      const one = { ...plain, model };
      const fields = new Set(choiceOf(services, one).spec.fields.map(f => f.name));
      const own = lists.filter(({ field }) => fields.has(field) && field !== 'model');
      const parts = { textFields: textFields(services, one), lists: own };
      return expandValues(draft.values, parts, mostTasks + 1).map(values => ({ ...one, values }));
    })
    .slice(0, mostTasks + 1);
  return all.length === 1 ? all : withoutEqual(services, all);
}

/** What all of them cost together. Alike tasks are priced once: a price is learned from all earlier bills. */
export function batchPrice(services: FormServices, drafts: readonly Draft[]): Estimate {
  const known = new Map<string, Estimate>();
  const prices = drafts.map(draft => {
    const choice = choiceOf(services, draft);
    const values = requestedValues(services, draft);
    const key = priceKey(choice, draftBody(choice, values));
    const price = known.get(key) ?? services.price(choice, values);
    known.set(key, price);
    return price;
  });
  return sumOf(prices);
}

/** How long it takes until so many requests are sent, in words. */
function sendingText(count: number, perMinute: number): string {
  const seconds = (count * 60) / perMinute;
  if (seconds < 5) return l10n.t('sent at once');
  return seconds < 90
    ? l10n.t('sent within {0} s', Math.ceil(seconds))
    : l10n.t('sent within {0} min', Math.ceil(seconds / 60));
}

/** Why these tasks cannot be begun as a whole; undefined where they can. */
export function batchError(services: FormServices, drafts: readonly Draft[]): InputError | undefined {
  if (drafts.length > mostTasks) return new InputError({ field: 'lists', rule: 'tooMany', limit: mostTasks });
  const catalogue = services.catalogue();
  // A form falls back to the kind's default; of a list each name is meant.
  const unknown = drafts.find(
    ({ kind, model }) => model !== undefined && catalogue.find(kind, model) === undefined,
  );
  return unknown && new InputError({ field: 'model', rule: 'unknownModel', limit: String(unknown.model) });
}

function batchView(services: FormServices, drafts: readonly Draft[], asked: Draft): BatchView | undefined {
  if (drafts.length === 1 && !namesModels(asked)) return undefined;
  const error = batchError(services, drafts);
  const isTooMany = error?.rule === 'tooMany';
  const problem = isTooMany ? l10n.t('At most {0} tasks can be begun at once.', mostTasks) : undefined;
  return {
    count: drafts.length,
    price: priceLine(batchPrice(services, drafts.slice(0, mostTasks)), services.isFree()),
    duration: sendingText(drafts.length, services.requestsPerMinute()),
    problem: problem ?? (error && describe(error).text),
  };
}

/** The first of them that breaks a rule says which; the preview is that of the first. */
export function checkBatch(
  services: FormServices,
  drafts: readonly Draft[],
  asked: Draft,
): Pick<FormView, 'problems' | 'preview' | 'batch'> {
  const checked = drafts.slice(0, mostTasks).map(one => checkDraftRules(services, one));
  const bad = checked.find(({ problems }) => problems.length > 0);
  return {
    problems: bad?.problems ?? [],
    preview: bad === undefined ? checked[0]?.preview : undefined,
    batch: batchView(services, drafts, asked),
  };
}
