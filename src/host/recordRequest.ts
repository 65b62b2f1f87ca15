/** A request on its way into the ledger: model, values, budget, place. Nothing is sent from here. */

import * as vscode from 'vscode';
import { planOutput } from '../core/assets/plan.ts';
import type { OutputPlan } from '../core/assets/types.ts';
import { withOwnDefaults } from '../core/catalogue/form.ts';
import type { Catalogue } from '../core/catalogue/index.ts';
import { buildRequest } from '../core/catalogue/request.ts';
import type { ModelChoice } from '../core/catalogue/types.ts';
import { InputError } from '../core/errors.ts';
import type { Ids, Log } from '../core/ports.ts';
import { toExpiredError } from '../core/tasks/expiredInput.ts';
import { prepareTask } from '../core/tasks/prepareTask.ts';
import type { Task, TaskFacts, TaskInput } from '../core/tasks/task.ts';
import type { GenerateRequest, Kind, OutputRequest, Params } from '../shared/views.ts';
import { guardBudget, refuseAboveLimit } from './budget.ts';
import { choiceLabel } from './choices.ts';
import type { SettingValues } from './contributions.ts';
import type { MadeInputs } from './inputUrl.ts';
import { findMaker } from './madeFrom.ts';
import { type Origin, projectAt } from './origin.ts';
import { estimate, expectedCredits } from './pricing.ts';
import { refuseRestrictedFolder } from './restricted.ts';
import { readSetting, readUserSetting } from './settings.ts';
import type { Tasks } from './tasks.ts';

export interface Recorder {
  readonly catalogue: Catalogue;
  readonly tasks: Tasks;
  readonly service: 'live' | 'sandbox';
  readonly baseUrl?: string;
  readonly ids: Ids;
  readonly log: Log;
  readonly inputs: MadeInputs;
}

/** The model that a request means. InputError `unknownModel` where there is none. */
export function findChoice(catalogue: Catalogue, request: GenerateRequest): ModelChoice {
  const { kind, model, params } = request;
  if (model === undefined) return catalogue.defaultFor(kind, params);
  const found = catalogue.find(kind, model, params);
  if (found === undefined) throw new InputError({ field: 'model', rule: 'unknownModel', limit: model });
  return found;
}

/**
 * Values to start from, from `apiInOne.defaults`. A folder may set what the catalogue knows, but for addresses: a
 * repository could name one that is told of each order. Those, and names that the catalogue does not know, count in the
 * user's own settings alone.
 */
export function defaultsFor(choice: ModelChoice, resource: vscode.Uri | undefined): Params {
  const isAddress = (type: string): boolean => type === 'url' || type === 'urls';
  const known = new Set(choice.spec.fields.filter(f => !isAddress(f.type)).map(({ name }) => name));
  const all = Object.entries(ofModel(choice, readSetting('apiInOne.defaults', resource)));
  const own = Object.entries(ofModel(choice, readUserSetting('apiInOne.defaults')));
  return Object.fromEntries([
    ...all.filter(([name]) => known.has(name)),
    ...own.filter(([name]) => !known.has(name)),
  ]);
}

function ofModel(choice: ModelChoice, byModel: SettingValues['apiInOne.defaults']): Params {
  return {
    ...byModel[choice.spec.slug],
    ...(choice.variant === undefined ? {} : byModel[choice.variant.value]),
  };
}

/** Whether files can lie beside it: not so for untitled documents, notebook cells and what other extensions make up. */
const isOnDisk = (uri: vscode.Uri): boolean => vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;

const parentOf = (uri: vscode.Uri): string => vscode.Uri.joinPath(uri, '..').toString();

/** Where the results of a task begun at `origin` will lie. */
export function planFor(
  origin: Origin,
  what: { kind: Kind; model: string; params: Params },
  output?: OutputRequest,
): OutputPlan {
  const resource = origin.source ?? origin.document ?? origin.folder;
  const at = origin.isApart === true ? undefined : (origin.source ?? origin.document);
  return planOutput({
    workspaceFolder: origin.folder?.toString(),
    fileDirname: at !== undefined && isOnDisk(at) ? parentOf(at) : undefined,
    settings: {
      folder: readSetting('apiInOne.output.folder', resource),
      fileName: readSetting('apiInOne.output.fileName', resource),
    },
    request: output,
    ...what,
    now: Date.now(),
  });
}

/** The facts of a checked and allowed request. Throws InputError, SettingError, StorageError, BudgetError. */
export async function recordRequest(
  recorder: Recorder,
  request: GenerateRequest,
  origin: Origin,
): Promise<TaskFacts> {
  const choice = findChoice(recorder.catalogue, request);
  const own = defaultsFor(choice, origin.document ?? origin.folder);
  const built = buildRequest(choice, withOwnDefaults(choice, own, request.params));
  for (const name of built.unknownNames)
    recorder.log.warn(`the catalogue does not know the field "${name}"; it is sent as it is`);
  const inputs = recorder.inputs.usedIn(built.body);
  await refuseDeadInputs(recorder.inputs, inputs);
  const { kind, slug: model } = choice.spec;
  const output = planFor(origin, { kind, model, params: built.body }, request.output);
  await refuseRestrictedFolder(output.folder);
  const { id = recorder.ids.next(), batch } = request;
  // A repeat costs nothing: neither asked about nor refused for its price.
  const isKnown = request.id !== undefined && (await recorder.tasks.find(id))?.id === id;
  if (!isKnown)
    await guardBudget(recorder, {
      price: estimate(recorder.tasks.prices(), choice, built.body),
      question: price => vscode.l10n.t('{0}: {1}. Go on?', choiceLabel(choice), price),
      isAgreed: origin.isAgreed === true,
    });
  return prepareTask(built, {
    ...{ id, batch },
    ...{ service: recorder.service, baseUrl: recorder.baseUrl },
    output,
    workspace: projectAt(origin),
    parent:
      origin.parent ?? (await findMaker(recorder.tasks, { body: built.body, inputs, source: origin.source })),
    source: origin.source?.toString(),
    inputs,
    nowMs: Date.now(),
  });
}

/**
 * Writes it down, unless others have used up what the day allows since it was agreed to: BudgetError. A repeat of what
 * is known costs nothing.
 */
export async function recordWithinLimit(recorder: Recorder, facts: TaskFacts): Promise<Task> {
  const { catalogue, tasks } = recorder;
  const isKnown = (await tasks.find(facts.id))?.id === facts.id;
  if (!isKnown) await refuseAboveLimit(recorder, expectedCredits(catalogue, tasks.prices())(facts));
  return tasks.create(facts);
}

/** An order that the service could not carry out, and might bill, is none. */
async function refuseDeadInputs(made: MadeInputs, inputs: readonly TaskInput[]): Promise<void> {
  for (const input of inputs) if (!(await made.isAlive(input, Date.now()))) throw toExpiredError(input);
}
