/** Shows things to people. Text from outside goes through `plain` before it reaches any widget of the editor. */
import * as vscode from 'vscode';
import { isError } from '../core/errors.ts';
import { type Description, describeAny, type NextStep } from './describe.ts';

const billingUrl = 'https://apiin.one/';

// The widgets of VS Code make links of `[text](command:…)` in plain messages, with commands allowed; codicons come
// from `$(name)`; bidirectional controls reorder what is read. None of them may come from outside.
const controls = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** Untrusted text as one plain line of at most `limit` characters, that can be no link, icon or reordering. */
export function plain(text: string, limit = 300): string {
  const line = text.replace(controls, ' ').replaceAll('](', '] (').replaceAll('$(', '$ (').trim();
  const points = [...line];
  return points.length <= limit ? line : `${points.slice(0, limit - 1).join('')}…`;
}

const textLimit = 1000;

/** Description as one text. Our own words go through `plain`, too: they hold values that came from anywhere. */
export function fullText(d: Description): string {
  const text = plain(d.text, textLimit);
  return d.reason === undefined || d.reason === '' ? text : `${text} “${plain(d.reason)}”`;
}

/** Does what a step of a message names. */
export async function takeStep(step: NextStep): Promise<void> {
  if (step.command === 'openBilling') await vscode.env.openExternal(vscode.Uri.parse(billingUrl));
  else if (step.command === 'manageTrust') await vscode.commands.executeCommand('workbench.trust.manage');
  else if (step.command === 'openSettings')
    await vscode.commands.executeCommand('workbench.action.openSettings', ...(step.args ?? []));
  else await vscode.commands.executeCommand(step.command, ...(step.args ?? []));
}

/** Shows a failure with its next steps and does the one that is chosen. A cancellation shows nothing. */
export async function showError(e: unknown): Promise<void> {
  if (isError(e, 'cancelled')) return;
  const d = describeAny(e);
  const chosen = await vscode.window.showErrorMessage(fullText(d), ...d.nextSteps.map(s => s.title));
  const step = d.nextSteps.find(s => s.title === chosen);
  if (step !== undefined) await takeStep(step);
}
