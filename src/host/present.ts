/** Shows things to people. Text from outside goes through `plain` before it reaches any widget of the editor. */
import * as vscode from 'vscode';
import { isError } from '../core/errors.ts';
import { hiddenSigns } from '../core/hiddenSigns.ts';
import { type Description, describeAny, type NextStep } from './describe.ts';

const billingUrl = 'https://apiin.one/';

// The widgets of VS Code make links of `[text](command:…)` in plain messages, with commands allowed; codicons come
// from `$(name)`; hidden signs reorder what is read. None of them may come from outside.

const textLimit = 1000;

const capped = (line: string, limit: number): string => {
  const points = [...line];
  return points.length <= limit ? line : `${points.slice(0, limit - 1).join('')}…`;
};

/** Text for a widget of ours, icons and all, as one line in which nothing that it holds is a link or reorders it. */
export function inert(text: string): string {
  return capped(text.replace(hiddenSigns, ' ').replaceAll('](', '] ('), textLimit);
}

/** Untrusted text as one plain line of at most `limit` characters, that can be no link, icon or reordering. */
export function plain(text: string, limit = 300): string {
  return capped(text.replace(hiddenSigns, ' ').replaceAll('](', '] (').replaceAll('$(', '$ (').trim(), limit);
}

interface MessageOptions {
  /** Answers that are offered. */
  readonly buttons?: readonly string[];
  /** Waits for an answer in the middle of the window, with a second line. */
  readonly modal?: { readonly detail?: string };
}

/**
 * Shows a message and resolves with the button that was chosen. The one way to VS Code's messages: whatever values a
 * text holds, nothing of it is a link, an icon or a reordering.
 */
export async function showMessage(
  severity: 'info' | 'warning' | 'error',
  text: string,
  { buttons = [], modal }: MessageOptions = {},
): Promise<string | undefined> {
  const { window } = vscode;
  const line = plain(text, textLimit);
  const detail = modal?.detail === undefined ? {} : { detail: plain(modal.detail, textLimit) };
  const options = modal === undefined ? {} : { modal: true, ...detail };
  switch (severity) {
    case 'info':
      return window.showInformationMessage(line, options, ...buttons);
    case 'warning':
      return window.showWarningMessage(line, options, ...buttons);
    case 'error':
      return window.showErrorMessage(line, options, ...buttons);
  }
}

/** Work that may take a while, for the person to see and to cancel. Titles of progress make links of their text, too. */
export async function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title: plain(title, textLimit), cancellable: true };
  return vscode.window.withProgress(options, (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return work(abort.signal);
  });
}

/** Description as one text. Our own words go through `plain`, too: they hold values that came from anywhere. */
export function fullText(d: Description): string {
  const text = plain(d.text, textLimit);
  return d.reason === undefined || d.reason === '' ? text : `${text} “${plain(d.reason)}”`;
}

/** In a remote window the machine's settings stand in a tab of their own; that one has the others, too. */
async function openSetting(id: string): Promise<void> {
  const { executeCommand } = vscode.commands;
  if (vscode.env.remoteName === undefined) await executeCommand('workbench.action.openSettings', id);
  else await executeCommand('workbench.action.openRemoteSettings', { query: id });
}

/** Does what a step of a message names. */
export async function takeStep(step: NextStep): Promise<void> {
  if (step.command === 'openBilling') await vscode.env.openExternal(vscode.Uri.parse(billingUrl));
  else if (step.command === 'manageTrust') await vscode.commands.executeCommand('workbench.trust.manage');
  else if (step.command === 'openSettings') await openSetting(String(step.args?.[0] ?? ''));
  else await vscode.commands.executeCommand(step.command, ...(step.args ?? []));
}

/** Shows a failure with its next steps and does the one that is chosen. A cancellation shows nothing. */
export async function showError(e: unknown): Promise<void> {
  if (isError(e, 'cancelled')) return;
  const d = describeAny(e);
  const chosen = await showMessage('error', fullText(d), { buttons: d.nextSteps.map(s => s.title) });
  const step = d.nextSteps.find(s => s.title === chosen);
  if (step !== undefined) await takeStep(step);
}
