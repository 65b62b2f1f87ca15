/** A task from the first question to the message at its end, for every command that asks a person. */
import * as vscode from 'vscode';
import type { OutputRequest, TaskSnapshot } from '../../shared/views.ts';
import { createLastAnswers } from '../lastAnswers.ts';
import { type Origin, withFolder } from '../origin.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { runAndTell } from '../tellWhenDone.ts';
import { askRequest, type FlowStart } from './generateFlow.ts';

export interface InteractiveStart extends FlowStart {
  readonly origin: Origin;
  /** Where the result goes, where that is not the settings' to say. */
  readonly output?: OutputRequest | undefined;
}

/** Asks, then runs; undefined when the person gave up. */
export async function generateInteractively(
  services: Services,
  start: InteractiveStart,
): Promise<TaskSnapshot | undefined> {
  const last = createLastAnswers(services.context.globalState);
  const request = await askRequest(services, last, start);
  const origin = request && (await withFolder(start.origin));
  if (request === undefined || origin === undefined) return undefined;
  const { finished } = await runAndTell(services, { ...request, output: start.output }, origin);
  await vscode.commands.executeCommand('apiInOne.taskList.focus', { preserveFocus: true });
  return toTaskSnapshot(await finished);
}
