/** A task from the first question to the message at its end, for every command that asks a person. */
import * as vscode from 'vscode';
import type { OutputRequest, TaskSnapshot } from '../../shared/views.ts';
import { followPlace } from '../editor/followPlace.ts';
import { createLastAnswers } from '../lastAnswers.ts';
import { type Origin, withFolder } from '../origin.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { type Running, runAndTell } from '../tellWhenDone.ts';
import { askRequest, type FlowStart } from './generateFlow.ts';

export interface InteractiveStart extends FlowStart {
  readonly origin: Origin;
  /** Where the result goes, where that is not the settings' to say. */
  readonly output?: OutputRequest | undefined;
  /** Asked right before it is ordered: the order's id, or undefined where it is not to be ordered any more. */
  orderId?(): Promise<string | undefined>;
}

/** Shows where tasks are listed, once for ever: whoever works in the Explorer is not taken out of it each time. */
async function introduceList({ context: { globalState } }: Services): Promise<void> {
  if (globalState.get('listIntroduced') === true) return;
  await globalState.update('listIntroduced', true);
  await vscode.commands.executeCommand('apiInOne.taskList.focus', { preserveFocus: true });
}

/** Asks, then runs; undefined when the person gave up. */
export async function generateInteractively(
  services: Services,
  start: InteractiveStart,
): Promise<TaskSnapshot | undefined> {
  const last = createLastAnswers(services.context.globalState);
  // From the first question on: between the last answer and the order the person types already.
  const place = followPlace(start.origin);
  let running: Running | undefined;
  try {
    const request = await askRequest(services, last, start);
    const origin = request && (await withFolder(place));
    if (request === undefined || origin === undefined) return undefined;
    const id = await start.orderId?.();
    if (start.orderId !== undefined && id === undefined) return undefined;
    running = await runAndTell(services, { ...request, id, output: start.output }, origin);
  } finally {
    place.dispose();
  }
  await introduceList(services);
  return toTaskSnapshot(await running.finished);
}
