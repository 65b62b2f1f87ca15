/** Many tasks with one click: agreed to once, for all together, then in the ordinary line one after the other. */
import * as vscode from 'vscode';
import { BudgetError, CancelledError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { GenerateRequest } from '../../shared/views.ts';
import type { Origin } from '../origin.ts';
import { type Estimate, estimateText, expectedCredits, mostOf } from '../pricing.ts';
import type { Services } from '../services.ts';
import { readSetting } from '../settings.ts';

async function guardBatch(services: Services, count: number, price: Estimate): Promise<void> {
  if (services.service() === 'sandbox') return;
  const highest = mostOf(price);
  const stopAbove = readSetting('apiInOne.budget.stopAbove');
  if (stopAbove !== null) {
    const { tasks } = services;
    const today = new Date().setHours(0, 0, 0, 0);
    const used = await tasks.creditsSince(today, expectedCredits(services.catalogue(), tasks.tasks()));
    // All or nothing: half of a series is of little use, and costs as much as half.
    if (used + highest > stopAbove) throw new BudgetError({ limit: stopAbove, used, price: highest });
  }
  const askAbove = readSetting('apiInOne.budget.askAbove');
  if (askAbove === null || highest <= askAbove) return;
  const yes = vscode.l10n.t('Generate');
  const text = vscode.l10n.t('{0} tasks: {1}. Go on?', count, estimateText(price));
  if ((await vscode.window.showWarningMessage(text, { modal: true }, yes)) !== yes)
    throw new CancelledError();
}

/** One message for all of them. */
async function tellBatch(services: Services, ids: readonly string[]): Promise<void> {
  const ends = await Promise.allSettled(ids.map(id => services.tasks.finished(id)));
  const done = ends.flatMap(end => (end.status === 'fulfilled' ? [end.value] : []));
  const isSaved = ({ state }: Task): boolean => state.status === 'saved';
  const { l10n, window } = vscode;
  const [saved, all] = [done.filter(isSaved).length, ids.length];
  const text = l10n.t('Saved {0} of {1}.', saved, all);
  if (saved === all) await window.showInformationMessage(text);
  else await window.showWarningMessage(text);
}

/** Puts all into the line; the id of the first. Nothing is begun where the budget or the person says no. */
export async function beginBatch(
  services: Services,
  requests: readonly GenerateRequest[],
  context: { readonly origin: Origin; readonly price: Estimate },
): Promise<string> {
  await guardBatch(services, requests.length, context.price);
  const begun: Task[] = [];
  try {
    for (const request of requests)
      begun.push(await services.generate(request, { ...context.origin, isAgreed: true }));
  } finally {
    if (begun.length > 0)
      services.background(
        tellBatch(
          services,
          begun.map(task => task.id),
        ),
      );
  }
  const [first] = begun;
  if (first === undefined) throw new CancelledError();
  return first.id;
}
