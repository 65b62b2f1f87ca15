/** Waits for the end of a task that a person began, and tells of it once, also when the window is reloaded meanwhile. */
import * as vscode from 'vscode';
import { isError } from '../core/errors.ts';
import { type Disposable, toDisposable } from '../core/lifecycle.ts';
import type { Task } from '../core/tasks/task.ts';
import type { GenerateRequest } from '../shared/views.ts';
import { type FollowedOrigin, followPlace } from './editor/followPlace.ts';
import type { Origin } from './origin.ts';
import type { Services } from './services.ts';
import { tellFinished } from './tellFinished.ts';
import { forgetWaiting, keepWaiting, type Waiting, waitingTasks } from './waiting.ts';

/** After the last key: a place for each letter that is typed would be too many. */
const restMs = 300;

export function placeOf({ document, selection, fills }: Origin): Waiting {
  if (fills !== undefined) return { document: fills.document.toString(), target: fills.target.toString() };
  if (document === undefined) return null;
  const { line, character } = selection?.end ?? new vscode.Position(0, 0);
  return { document: document.toString(), line, character };
}

export function originAt(place: Waiting): Origin {
  const nowhere = { folder: undefined, document: undefined, selection: undefined };
  if (place === null) return nowhere;
  if ('target' in place) {
    const [document, target] = [vscode.Uri.parse(place.document), vscode.Uri.parse(place.target)];
    return { ...nowhere, fills: { document, target } };
  }
  const at = new vscode.Position(place.line, place.character);
  return {
    folder: undefined,
    document: vscode.Uri.parse(place.document),
    selection: new vscode.Selection(at, at),
  };
}

/** Of the windows of one folder the one that waits first tells; its end frees the others. */
const claimTelling = ({ tasks }: Services, id: string): Promise<Disposable | undefined> =>
  tasks.claim(`tell-${id}`);

/** Has the place kept as the text moves, so that it is the right one after a reload, too; until it is disposed. */
export function keepPlace(
  { background }: Services,
  place: FollowedOrigin,
  keep: (at: Waiting) => Promise<void>,
): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listener = place.onDidMove(() => {
    clearTimeout(timer);
    timer = setTimeout(() => background(keep(placeOf(place))), restMs);
  });
  return toDisposable(() => {
    clearTimeout(timer);
    listener.dispose();
  });
}

async function waitAndTell(services: Services, id: string, place: FollowedOrigin): Promise<Task> {
  const { workspaceState } = services.context;
  const keeping = keepPlace(services, place, at => keepWaiting(workspaceState, id, at));
  try {
    // Rejects when the window ends: then it stays to be told of.
    const done = await services.tasks.finished(id).finally(() => keeping.dispose());
    await forgetWaiting(workspaceState, id);
    services.background(tellFinished(services, done, place).finally(() => place.dispose()));
    return done;
  } catch (e) {
    place.dispose();
    throw e;
  }
}

/** Resolves with the task at its end. Rejects as `Tasks.finished`. */
async function tellWhenDone(services: Services, id: string, place: FollowedOrigin): Promise<Task> {
  let claim: Disposable | undefined;
  try {
    claim = await claimTelling(services, id);
    await keepWaiting(services.context.workspaceState, id, placeOf(place));
    return await waitAndTell(services, id, place);
  } catch (e) {
    place.dispose();
    throw e;
  } finally {
    claim?.dispose();
  }
}

/** A task that has been recorded, and its end. */
export interface Running {
  readonly begun: Task;
  readonly finished: Promise<Task>;
}

/** Records the request and tells of its end. The place is followed from now on: people type on while it is ordered. */
export async function runAndTell(
  services: Services,
  request: GenerateRequest,
  origin: Origin,
): Promise<Running> {
  const place = followPlace(origin);
  try {
    const begun = await services.generate(request, origin);
    const finished = tellWhenDone(services, begun.id, place);
    // Not everybody waits for it.
    services.background(finished);
    return { begun, finished };
  } catch (e) {
    place.dispose();
    throw e;
  }
}

async function tellAgain(services: Services, id: string, place: Waiting): Promise<void> {
  const claim = await claimTelling(services, id);
  if (claim === undefined) return;
  try {
    await waitAndTell(services, id, followPlace(originAt(place)));
  } catch (e) {
    // Taken off the list meanwhile.
    if (!isError(e, 'input')) throw e;
    await forgetWaiting(services.context.workspaceState, id);
  } finally {
    claim.dispose();
  }
}

/** Goes on waiting for what an earlier life of this window waited for. */
export async function tellOfEarlier(services: Services): Promise<void> {
  await services.tasks.ready;
  const waiting = Object.entries(waitingTasks(services.context.workspaceState));
  for (const [id, place] of waiting) services.background(tellAgain(services, id, place));
}
