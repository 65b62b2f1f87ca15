/** Many tasks with one click: agreed to once, for all together, then in the ordinary line one after the other. */
import * as vscode from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { GenerateRequest } from '../../shared/views.ts';
import { guardBudget } from '../budget.ts';
import type { Origin } from '../origin.ts';
import { showMessage } from '../present.ts';
import type { Estimate } from '../pricing.ts';
import type { Services } from '../services.ts';

/** One message for all of them. */
async function tellBatch(services: Services, ids: readonly string[]): Promise<void> {
  const ends = await Promise.allSettled(ids.map(id => services.tasks.finished(id)));
  const done = ends.flatMap(end => (end.status === 'fulfilled' ? [end.value] : []));
  const isSaved = ({ state }: Task): boolean => state.status === 'saved';
  const { l10n } = vscode;
  const [saved, all] = [done.filter(isSaved).length, ids.length];
  const text = l10n.t('Saved {0} of {1}.', saved, all);
  await showMessage(saved === all ? 'info' : 'warning', text);
}

/** Puts all into the line; the id of the first. Nothing is begun where the budget or the person says no. */
export async function beginBatch(
  services: Services,
  requests: readonly GenerateRequest[],
  context: { readonly origin: Origin; readonly price: Estimate },
): Promise<string> {
  // All or nothing: half of a series is of little use, and costs as much as half.
  await guardBudget(
    { catalogue: services.catalogue(), tasks: services.tasks, service: services.service() },
    {
      price: context.price,
      question: price => vscode.l10n.t('{0} tasks: {1}. Go on?', requests.length, price),
    },
  );
  const begun: Task[] = [];
  // What is ordered by itself meanwhile goes before the rest of these.
  const batch = services.ids.next();
  try {
    for (const request of requests)
      begun.push(await services.generate({ ...request, batch }, { ...context.origin, isAgreed: true }));
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
