/** Many tasks with one click: agreed to once, for all together, then in the ordinary line one after the other. */
import * as vscode from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { GenerateRequest } from '../../shared/views.ts';
import { guardBudget } from '../budget.ts';
import type { Origin } from '../origin.ts';
import { showMessage } from '../present.ts';
import { type Estimate, priceLine } from '../pricing.ts';
import { tellBatch } from '../runMany.ts';
import type { Services } from '../services.ts';

/** More than anybody orders by a slip of the hand. */
const manyTasks = 25;

/** CancelledError where the person does not want so many. */
async function agree(text: string): Promise<void> {
  const yes = vscode.l10n.t('Generate');
  if ((await showMessage('warning', text, { modal: {}, buttons: [yes] })) !== yes) throw new CancelledError();
}

function tellPart(services: Services, begun: number, all: number): void {
  const text = vscode.l10n.t(
    'Ordered so far: {0} of {1}; these go on. Order only the others again.',
    ...[begun, all],
  );
  services.background(showMessage('warning', text));
}

/** Puts all into the line; the id of the first. Nothing is begun where the budget or the person says no. */
export async function beginBatch(
  services: Services,
  requests: readonly GenerateRequest[],
  context: { readonly origin: Origin; readonly price: Estimate },
): Promise<string> {
  const { price } = context;
  const question = (text: string): string => vscode.l10n.t('{0} tasks: {1}. Go on?', requests.length, text);
  const isMany = requests.length > manyTasks;
  if (isMany) await agree(question(priceLine(price, services.service() === 'sandbox')));
  // All or nothing: half of a series is of little use, and costs as much as half.
  await guardBudget(
    { catalogue: services.catalogue(), tasks: services.tasks, service: services.service() },
    { price, question, isAgreed: isMany },
  );
  const begun: Task[] = [];
  // What is ordered by itself meanwhile goes before the rest of these.
  const batch = services.ids.next();
  try {
    for (const request of requests)
      begun.push(await services.generate({ ...request, batch }, { ...context.origin, isAgreed: true }));
  } catch (e) {
    // Who does not know of these orders them once more.
    if (begun.length > 0) tellPart(services, begun.length, requests.length);
    throw e;
  } finally {
    services.background(tellBatch(services, begun));
  }
  const [first] = begun;
  if (first === undefined) throw new CancelledError();
  return first.id;
}
