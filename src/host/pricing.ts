/** Prices as far as they are known: from the person's own past tasks, else from the vendor's pages. */
import { l10n } from 'vscode';
import { draftBody } from '../core/catalogue/form.ts';
import type { Catalogue } from '../core/catalogue/index.ts';
import { priceHint, priceKey, priceUnits, roundCredits } from '../core/catalogue/prices.ts';
import type { ModelChoice } from '../core/catalogue/types.ts';
import type { LearnedPrice, PriceFacts } from '../core/tasks/prices.ts';
import type { Task } from '../core/tasks/task.ts';
import type { Params } from '../shared/views.ts';
import { creditsRange, creditsText } from './words.ts';

/** Credits for one action; undefined figures are not known. */
export interface Estimate {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** How many own tasks it rests on; 0 where it is the vendor's figure. */
  readonly runs: number;
  /** What the newest of them was billed. */
  readonly last?: number;
}

/** What of a task names its price. */
type Priced = Pick<Task, 'kind' | 'model' | 'request'>;

function choiceOfTask(catalogue: Catalogue, task: Priced): ModelChoice | undefined {
  const { model } = task.request;
  return catalogue.find(task.kind, typeof model === 'string' ? model : task.model);
}

/** Credits for one unit that past tasks took, by price key. */
export type Prices = ReadonlyMap<string, LearnedPrice>;

/** Under which key a task's bill is learned; its model's name where the catalogue does not know it any more. */
export function priceFactsOf(catalogue: Catalogue, task: Task): PriceFacts {
  const choice = choiceOfTask(catalogue, task);
  if (choice === undefined) return { priceKey: task.model, units: 1 };
  return { priceKey: priceKey(choice, task.request), units: priceUnits(choice, task.request) };
}

/** What is known of the price of `values` with this model. */
export function estimate(prices: Prices, choice: ModelChoice, values: Params): Estimate {
  return estimateBy(prices, choice, draftBody(choice, values));
}

/** What is known of the price of tasks that are ordered and not billed: the most it may be, 0 for unknown. */
export function expectedCredits(catalogue: Catalogue, prices: Prices): (task: Priced) => number {
  return task => {
    const choice = choiceOfTask(catalogue, task);
    return choice === undefined ? 0 : mostOf(estimateBy(prices, choice, task.request));
  };
}

/** The most that it may cost, as far as known; 0 where nothing is. */
export function mostOf({ minimum, maximum }: Estimate): number {
  return maximum ?? minimum ?? 0;
}

function estimateBy(prices: Prices, choice: ModelChoice, body: Params): Estimate {
  const learned = prices.get(priceKey(choice, body));
  if (learned !== undefined) {
    const units = priceUnits(choice, body);
    const [minimum, maximum] = [roundCredits(learned.min * units), roundCredits(learned.max * units)];
    return { minimum, maximum, runs: learned.count, last: roundCredits(learned.last * units) };
  }
  const hint = priceHint(choice, body);
  return { minimum: hint?.minimum, maximum: hint?.maximum, runs: 0 };
}

/** What all of them cost together. One that nobody knows leaves the most unknown, and counts nothing to the least. */
export function sumOf(estimates: readonly Estimate[]): Estimate {
  const known = estimates.filter(e => e.minimum !== undefined);
  const minimum =
    known.length === 0 ? undefined : roundCredits(known.reduce((sum, e) => sum + (e.minimum ?? 0), 0));
  const isSure = known.length === estimates.length && known.every(e => e.maximum !== undefined);
  const maximum = isSure ? roundCredits(known.reduce((sum, e) => sum + (e.maximum ?? 0), 0)) : undefined;
  return { minimum, maximum, runs: 0 };
}

/** The estimate in words. */
export function estimateText({ minimum, maximum, runs }: Estimate): string {
  if (minimum === undefined) return l10n.t('price not known yet');
  if (maximum === undefined) return l10n.t('from {0}', creditsText(minimum));
  const range = minimum === maximum ? creditsText(maximum) : creditsRange(minimum, maximum);
  if (runs === 0) return l10n.t('about {0}', range);
  return runs === 1 ? l10n.t('{0} (your last run)', range) : l10n.t('{0} (your last {1} runs)', range, runs);
}

/** Above a list of what can be ordered: the number of what is ticked and its price in all. */
export function priceOfTicked(prices: readonly Estimate[]): string {
  if (prices.length === 0) return l10n.t('Tick what is to be generated.');
  return l10n.t(
    'Files: {0}. Price in all: {1}. Enter generates those that are ticked.',
    prices.length,
    estimateText(sumOf(prices)),
  );
}

/** The same in short. */
export function sumOfTicked(prices: readonly Estimate[]): string {
  return prices.length === 0 ? '0' : `${prices.length} · ${estimateText(sumOf(prices))}`;
}

/** The estimate beside a button, with what it rests on: "about 5 credits, your last 7 runs: 4–6 credits". */
export function priceLine(price: Estimate, isFree: boolean): string {
  if (isFree) return l10n.t('free here');
  const { minimum, maximum, runs, last } = price;
  if (runs < 2 || last === undefined || minimum === undefined || maximum === undefined || minimum === maximum)
    return estimateText(price);
  const range = creditsRange(minimum, maximum);
  return l10n.t('about {0}, your last {1} runs: {2}', creditsText(last), runs, range);
}
