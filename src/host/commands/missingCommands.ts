/** Makes the media files that a document names and that are not there: one, or all of them. */
import * as vscode from 'vscode';
import { wishFor } from '../../core/assets/references/wish.ts';
import { withOwnDefaults } from '../../core/catalogue/form.ts';
import { suggestedValues } from '../../core/catalogue/suggest.ts';
import type { ModelChoice } from '../../core/catalogue/types.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import type { GenerateRequest, TaskSnapshot } from '../../shared/views.ts';
import { choiceLabel, choiceName } from '../choices.ts';
import { findMissing, type MissingAsset } from '../editor/missing/findMissing.ts';
import { mendReferences } from '../editor/missing/mendReferences.ts';
import { checkTarget } from '../inputs/checkTarget.ts';
import { createLastAnswers } from '../lastAnswers.ts';
import type { Origin } from '../origin.ts';
import { plain, showMessage } from '../present.ts';
import { estimate, estimateText, sumOf } from '../pricing.ts';
import { askSeveral } from '../quickSteps.ts';
import { defaultsFor } from '../recordRequest.ts';
import { runMany, tellMany } from '../runMany.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { kindIcons } from '../words.ts';
import { parseUri } from './fileArgument.ts';
import { generateInteractively } from './generateInteractively.ts';
import { type HandlersOf, isProgrammatic } from './registerCommands.ts';

interface MissingArgument {
  readonly document?: vscode.TextDocument;
  /** URI of the one file that is meant. */
  readonly target?: string;
}

async function parseArgument(arg: unknown): Promise<MissingArgument> {
  const active = vscode.window.activeTextEditor?.document;
  if (typeof arg !== 'object' || arg === null || arg instanceof vscode.Uri)
    return active === undefined ? {} : { document: active };
  const { document, target } = arg as { document?: unknown; target?: unknown };
  const opened = await vscode.workspace.openTextDocument(parseUri(document, 'document'));
  return typeof target === 'string' ? { document: opened, target } : { document: opened };
}

/** A missing file with what is to be made of it. */
interface Plan {
  readonly missing: MissingAsset;
  readonly choice: ModelChoice;
  readonly request: GenerateRequest;
}

const endingOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('.') + 1);

function originOf(document: vscode.TextDocument): Origin {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri;
  // Without the document: the reference stands there already, nothing is to be inserted.
  return { folder, document: undefined, selection: undefined };
}

/** The path below the workspace folder, as `output.file` takes it. */
function fileBelow(folder: vscode.Uri | undefined, target: vscode.Uri): string {
  return target.path.slice((folder?.path.replace(/\/$/, '').length ?? 0) + 1);
}

/** Each file once, in the order of the document. */
function distinctTargets(found: readonly MissingAsset[]): readonly MissingAsset[] {
  const targets = found.map(({ target }) => target.toString());
  return found.filter((_, at) => targets.indexOf(targets[at] ?? '') === at);
}

function planFor(services: Services, document: vscode.TextDocument, missing: MissingAsset): Plan {
  const wish = wishFor(missing.reference, document.getText());
  const catalogue = services.catalogue();
  const [last] = createLastAnswers(services.context.globalState).models(wish.kind);
  const known = last === undefined ? undefined : catalogue.find(wish.kind, last);
  const choice = known ?? catalogue.defaultFor(wish.kind);
  const own = defaultsFor(choice, document.uri);
  const suggested = suggestedValues(choice, { ...wish, ending: endingOf(missing.target) });
  // What the markup asks for counts before the person's own defaults.
  const params = withOwnDefaults(choice, own, suggested);
  const file = fileBelow(originOf(document).folder, missing.target);
  return {
    missing,
    choice,
    request: { kind: wish.kind, model: choiceName(choice), params, output: { file } },
  };
}

async function generateOne(
  services: Services,
  document: vscode.TextDocument,
  missing: MissingAsset,
): Promise<TaskSnapshot | undefined> {
  await checkTarget(missing.target);
  const wish = wishFor(missing.reference, document.getText());
  const origin = originOf(document);
  const done = await generateInteractively(services, {
    kind: wish.kind,
    suggested: { ...wish, ending: endingOf(missing.target) },
    origin,
    output: { file: fileBelow(origin.folder, missing.target) },
  });
  if (done !== undefined) await mendReferences(document, missing, done);
  return done;
}

interface PlanItem extends vscode.QuickPickItem {
  readonly plan: Plan;
}

/** The list with what each is to be and costs; undefined when given up. */
async function askWhich(services: Services, plans: readonly Plan[]): Promise<readonly Plan[] | undefined> {
  const { l10n } = vscode;
  const prices = plans.map(({ choice, request }) =>
    estimate(services.tasks.prices(), choice, request.params),
  );
  const items: PlanItem[] = plans.map((plan, at) => ({
    label: `$(${kindIcons[plan.request.kind]}) ${plain(plan.request.output?.file ?? '', 80)}`,
    description: [choiceLabel(plan.choice), ...prices.slice(at, at + 1).map(estimateText)].join(' · '),
    detail: plain(wishText(plan), 160),
    plan,
  }));
  const total = estimateText(sumOf(prices));
  const answer = await askSeveral({
    title: l10n.t('API in One: Generate Missing Files'),
    placeholder: l10n.t(
      'Files: {0}. Price in all: {1}. Enter generates those that are ticked.',
      plans.length,
      total,
    ),
    items,
  });
  return answer.type === 'value' ? answer.value.map(({ plan }) => plan) : undefined;
}

function wishText({ choice, request }: Plan): string {
  const field = choice.spec.fields.find(({ role }) => role === 'prompt');
  const value: unknown = field && request.params[field.name];
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** Every place is looked at before the first order. */
async function generateAll(
  services: Services,
  document: vscode.TextDocument,
  plans: readonly Plan[],
  isAgreed: boolean,
): Promise<readonly Task[]> {
  for (const { missing } of plans) await checkTarget(missing.target);
  const requests = plans.map(({ request }) => request);
  return runMany(services, requests, { ...originOf(document), isAgreed }, async (task, at) => {
    const plan = plans[at];
    if (plan !== undefined) await mendReferences(document, plan.missing, toTaskSnapshot(task));
  });
}

/** A second order of a file would be paid for, and stored beside the first. */
function isOnItsWay(services: Services, { target }: MissingAsset): boolean {
  return services.tasks.tasks().some(({ state, output }) => {
    const name = output?.exactName;
    const isOpen = activeStatuses.has(state.status) && name !== undefined;
    return isOpen && joined(output?.folder ?? '', name) === target.toString();
  });
}

const joined = (folder: string, name: string): string =>
  vscode.Uri.joinPath(vscode.Uri.parse(folder), name).toString();

function tellNothingMissing(services: Services, isBeingMade: boolean): void {
  const { l10n } = vscode;
  const text = isBeingMade
    ? l10n.t('It is being made already: the list of tasks says how far it is.')
    : l10n.t('No media file that this document names is missing.');
  services.background(showMessage('info', text));
}

async function generateMissing(services: Services, args: readonly unknown[]): Promise<unknown> {
  const { document, target } = await parseArgument(args[0]);
  await services.tasks.ready;
  const all = document === undefined ? [] : distinctTargets(await findMissing(document));
  const named = target === undefined ? all : all.filter(missing => missing.target.toString() === target);
  const found = named.filter(missing => !isOnItsWay(services, missing));
  const [first] = found;
  if (document === undefined || first === undefined) {
    if (!isProgrammatic(args)) tellNothingMissing(services, named.length > 0);
    return [];
  }
  if (!isProgrammatic(args) && found.length === 1) return generateOne(services, document, first);
  const plans = found.map(missing => planFor(services, document, missing));
  if (isProgrammatic(args)) return (await generateAll(services, document, plans, false)).map(toTaskSnapshot);
  const chosen = await askWhich(services, plans);
  if (chosen === undefined || chosen.length === 0) return [];
  // The price was shown with them; the day's limit holds all the same.
  const done = await generateAll(services, document, chosen, true);
  tellMany(services, done);
  return done.map(toTaskSnapshot);
}

export function missingCommands(services: Services): HandlersOf<'apiInOne.generateMissing'> {
  return { 'apiInOne.generateMissing': (...args) => generateMissing(services, args) };
}
