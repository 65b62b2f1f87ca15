/** The person's limits: what one action may cost without a question, and what a day may cost at all. */
import * as vscode from 'vscode';
import type { Catalogue } from '../core/catalogue/index.ts';
import { roundCredits } from '../core/catalogue/prices.ts';
import { BudgetError, CancelledError } from '../core/errors.ts';
import { showMessage } from './present.ts';
import { type Estimate, estimateText, expectedCredits, mostOf } from './pricing.ts';
import type { ServiceName } from './services.ts';
import { readSetting } from './settings.ts';
import type { Tasks } from './tasks.ts';
import { creditsText } from './words.ts';

export interface BudgetSources {
  readonly catalogue: Catalogue;
  readonly tasks: Pick<Tasks, 'prices' | 'creditsSince'>;
  readonly service: ServiceName;
}

export interface Spending {
  readonly price: Estimate;
  /** The question, for the price in words. */
  question(price: string): string;
  /** The person has agreed already; the day's limit holds all the same. */
  readonly isAgreed?: boolean;
}

/** Credits that went or may go today, what is ordered and not billed included. */
async function usedToday({ catalogue, tasks }: BudgetSources): Promise<number> {
  const today = new Date().setHours(0, 0, 0, 0);
  return roundCredits(await tasks.creditsSince(today, expectedCredits(catalogue, tasks.prices())));
}

/**
 * BudgetError where `credits` would be too many for today. What other windows order counts once it is recorded: ask
 * again where nothing can come between this and recording, see `Services.inOrder`.
 */
export async function refuseAboveLimit(sources: BudgetSources, credits: number): Promise<void> {
  const limit = sources.service === 'sandbox' ? null : readSetting('apiInOne.budget.stopAbove');
  if (limit === null) return;
  const used = await usedToday(sources);
  if (roundCredits(used + credits) > limit) throw new BudgetError({ limit, used, price: credits });
}

/** Refuses or asks where the budget says so: BudgetError, CancelledError. The sandbox costs nothing. */
export async function guardBudget(sources: BudgetSources, spending: Spending): Promise<void> {
  if (sources.service === 'sandbox') return;
  await refuseAboveLimit(sources, mostOf(spending.price));
  const askAbove = readSetting('apiInOne.budget.askAbove');
  const { maximum } = spending.price;
  // What nobody knows may be more than that.
  const isWithin = maximum !== undefined && maximum <= (askAbove ?? 0);
  if (spending.isAgreed === true || askAbove === null || isWithin) return;
  const yes = vscode.l10n.t('Generate');
  const text = spending.question(estimateText(spending.price));
  if ((await showMessage('warning', text, { modal: {}, buttons: [yes] })) !== yes) throw new CancelledError();
}

/** What of the day's limit is used; undefined where there is none, and in the sandbox, which uses nothing. */
export async function budgetText(sources: BudgetSources): Promise<string | undefined> {
  const limit = readSetting('apiInOne.budget.stopAbove');
  if (limit === null || sources.service === 'sandbox') return undefined;
  return vscode.l10n.t("{0} of today's {1} used", await usedToday(sources), creditsText(limit));
}
