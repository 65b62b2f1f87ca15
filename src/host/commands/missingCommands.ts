/** Makes the media files that a document names and that are not there: one, or all of them. */
import * as vscode from 'vscode';
import { wishFor } from '../../core/assets/references/wish.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { GenerateRequest, TaskSnapshot } from '../../shared/views.ts';
import { fill } from '../editor/missing/fill.ts';
import { findMissing, type MissingAsset } from '../editor/missing/findMissing.ts';
import { type Standing, standingOf } from '../editor/missing/standing.ts';
import { checkTarget } from '../inputs/checkTarget.ts';
import type { Filling, Origin } from '../origin.ts';
import { showMessage } from '../present.ts';
import { refuseRestrictedFolder } from '../restricted.ts';
import { runMany, tellMany } from '../runMany.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { statusLabel } from '../words.ts';
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

/** Another window may have ordered it while the questions were open. */
async function stillMissing(services: Services, { target }: MissingAsset): Promise<string | undefined> {
  await checkTarget(target);
  const standing = await standingOf(services, target);
  if (standing.is === 'free') return standing.id;
  services.background(tellNothingMissing([standing]));
  return undefined;
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
    orderId: () => stillMissing(services, missing),
  });
}

/** Every place is looked at before the first order. */
async function generateAll(
  services: Services,
  document: vscode.TextDocument,
  plans: readonly MissingPlan[],
  isAgreed: boolean,
): Promise<readonly Task[]> {
  const orders: { readonly target: vscode.Uri; readonly request: GenerateRequest }[] = [];
  for (const { missing, request } of plans) {
    const id = await stillMissing(services, missing);
    if (id !== undefined) orders.push({ target: missing.target, request: { ...request, id } });
  }
  const requests = orders.map(({ request }) => request);
  const made: [Filling, Task][] = [];
  let done: readonly Task[] = [];
  let filled: readonly Task[] = [];
  try {
    done = await runMany(services, requests, { ...originOf(document), isAgreed }, async (task, at) => {
      const target = orders[at]?.target;
      if (target !== undefined) made.push([{ document: document.uri, target }, task]);
    });
  } finally {
    // Who has agreed is a person, and can be asked.
    filled = await fill(services, made, { mayAsk: isAgreed, isNew: true });
  }
  return done.map(task => filled.find(({ id }) => id === task.id) ?? task);
}

/** Why there is nothing to order, where somebody asked for it. */
async function tellNothingMissing(standings: readonly Standing[]): Promise<void> {
  const { l10n } = vscode;
  const undecided = standings.find(({ is }) => is === 'undecided');
  if (undecided === undefined) {
    if (standings.some(({ is }) => is === 'made')) return;
    const text =
      standings.length > 0
        ? l10n.t('It is being made already: the list of tasks says how far it is.')
        : l10n.t('No media file that this document names is missing.');
    await showMessage('info', text);
    return;
  }
  const details = l10n.t('Details');
  const text = l10n.t(
    'It was ordered before and may be paid for: look at that task first ({0}).',
    statusLabel(undecided.task.state.status),
  );
  if ((await showMessage('warning', text, { buttons: [details] })) !== details) return;
  const { id } = undecided.task;
  await vscode.commands.executeCommand('apiInOne.tasks.showDetails', { type: 'task', id });
}

interface Sorted {
  readonly toOrder: readonly MissingAsset[];
  readonly standings: readonly Standing[];
}

/** What was made already and lies there under another name is no order: the document names it so from now on. */
async function sortOut(
  services: Services,
  document: vscode.TextDocument,
  { named, mayAsk }: { named: readonly MissingAsset[]; mayAsk: boolean },
): Promise<Sorted> {
  // Before anything is asked: the files would lie in its folder.
  await refuseRestrictedFolder(document.uri.toString());
  const known = await Promise.all(named.map(({ target }) => standingOf(services, target)));
  const made = named.flatMap(({ target }, at): [Filling, Task][] =>
    known[at]?.is === 'made' ? [[{ document: document.uri, target }, known[at].task]] : [],
  );
  await fill(services, made, { mayAsk, isNew: false });
  return {
    toOrder: named.filter((_, at) => known[at]?.is === 'free'),
    standings: known.filter(standing => standing.is !== 'free'),
  };
}

async function generateMissing(services: Services, args: readonly unknown[]): Promise<unknown> {
  const { document, target } = await parseArgument(args[0]);
  const all = document === undefined ? [] : distinctTargets(await findMissing(document));
  const named = target === undefined ? all : all.filter(missing => missing.target.toString() === target);
  const sorted = document && (await sortOut(services, document, { named, mayAsk: !isProgrammatic(args) }));
  const [first] = sorted?.toOrder ?? [];
  if (document === undefined || sorted === undefined || first === undefined) {
    if (!isProgrammatic(args)) services.background(tellNothingMissing(sorted?.standings ?? []));
    return [];
  }
  if (!isProgrammatic(args) && sorted.toOrder.length === 1) return generateOne(services, document, first);
  const plans = sorted.toOrder.map(missing => planFor(services, document, missing));
  if (isProgrammatic(args)) return (await generateAll(services, document, plans, false)).map(toTaskSnapshot);
  const chosen = await askWhich(services, plans);
  if (chosen === undefined || chosen.length === 0) return [];
  // The price was shown with them; the day's limit holds all the same.
  const done = await generateAll(services, document, chosen, true);
  if (done.length > 0) tellMany(services, done);
  return done.map(toTaskSnapshot);
}

export function missingCommands(services: Services): HandlersOf<'apiInOne.generateMissing'> {
  return { 'apiInOne.generateMissing': (...args) => generateMissing(services, args) };
}
