/** Makes the media files that a document names and that are not there: one, or all of them. */
import * as vscode from 'vscode';
import { wishFor } from '../../core/assets/references/wish.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import type { TaskSnapshot } from '../../shared/views.ts';
import { fill } from '../editor/missing/fill.ts';
import { findMissing, type MissingAsset } from '../editor/missing/findMissing.ts';
import { checkTarget } from '../inputs/checkTarget.ts';
import type { Filling, Origin } from '../origin.ts';
import { showMessage } from '../present.ts';
import { runMany, tellMany } from '../runMany.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { parseUri } from './fileArgument.ts';
import { generateInteractively } from './generateInteractively.ts';
import { askWhich, endingOf, fileBelow, type MissingPlan, planFor } from './missingPlans.ts';
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

/** Without the document: the reference stands there already, nothing is to be inserted. */
function originOf(document: vscode.TextDocument): Origin {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri;
  return { folder, document: undefined, selection: undefined };
}

/** Each file once, in the order of the document. */
function distinctTargets(found: readonly MissingAsset[]): readonly MissingAsset[] {
  const targets = found.map(({ target }) => target.toString());
  return found.filter((_, at) => targets.indexOf(targets[at] ?? '') === at);
}

async function generateOne(
  services: Services,
  document: vscode.TextDocument,
  missing: MissingAsset,
): Promise<TaskSnapshot | undefined> {
  await checkTarget(missing.target);
  const wish = wishFor(missing.reference, document.getText());
  const origin = originOf(document);
  const file = fileBelow(origin.folder, missing.target);
  return generateInteractively(services, {
    kind: wish.kind,
    suggested: { ...wish, ending: endingOf(missing.target) },
    origin: { ...origin, fills: { document: document.uri, target: missing.target } },
    output: { file },
    subject: file,
  });
}

/** Every place is looked at before the first order. */
async function generateAll(
  services: Services,
  document: vscode.TextDocument,
  plans: readonly MissingPlan[],
  isAgreed: boolean,
): Promise<readonly Task[]> {
  for (const { missing } of plans) await checkTarget(missing.target);
  const requests = plans.map(({ request }) => request);
  const made: [Filling, Task][] = [];
  let done: readonly Task[] = [];
  let filled: readonly Task[] = [];
  try {
    done = await runMany(services, requests, { ...originOf(document), isAgreed }, async (task, at) => {
      const target = plans[at]?.missing.target;
      if (target !== undefined) made.push([{ document: document.uri, target }, task]);
    });
  } finally {
    // Who has agreed is a person, and can be asked.
    filled = await fill(services, made, isAgreed);
  }
  return done.map(task => filled.find(({ id }) => id === task.id) ?? task);
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
