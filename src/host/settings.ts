/** The only file that reads and writes configuration. */
import * as vscode from 'vscode';
import { isLoopbackHost } from '../core/assets/resultUrl.ts';
import { SettingError } from '../core/errors.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { type SettingId, type SettingValues, settings } from './contributions.ts';

/**
 * The value in force. Machine settings come from the user's own settings alone: a workspace's value is not even
 * looked at, whatever the editor thinks of scopes (CVE-2026-81381 and its kin: a repository that redirects the key).
 */
export function readSetting<K extends SettingId>(id: K, resource?: vscode.Uri): SettingValues[K] {
  const config = vscode.workspace.getConfiguration(undefined, resource);
  if (settings[id].scope === 'machine') {
    const found = config.inspect<SettingValues[K]>(id);
    return found?.globalValue ?? found?.defaultValue ?? (settings[id].default as SettingValues[K]);
  }
  return config.get<SettingValues[K]>(id, settings[id].default as unknown as SettingValues[K]);
}

/** Writes to the user's settings. */
export async function writeSetting<K extends SettingId>(id: K, value: SettingValues[K]): Promise<void> {
  await vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
}

/** Calls back when one of `ids` changed anywhere. */
export function onDidChangeSetting(ids: readonly SettingId[], listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration(e => {
    if (ids.some(id => e.affectsConfiguration(id))) listener();
  });
}

/** VS Code's own proxy setting, as far as it says that a proxy is in the way. */
export function hasProxySetting(): boolean {
  const proxy = vscode.workspace.getConfiguration('http').get<string>('proxy');
  return typeof proxy === 'string' && proxy.trim() !== '';
}

/** The base URL without a trailing slash. Throws SettingError where the key must not go there. */
export function readBaseUrl(): string {
  const text = readSetting('apiInOne.baseUrl').trim();
  const refuse = (message: string): never => {
    throw new SettingError({ setting: 'apiInOne.baseUrl', message });
  };
  const url = URL.canParse(text) ? new URL(text) : refuse('not a URL');
  if (url.username !== '' || url.password !== '') refuse('must not hold a user name or password');
  if (url.search !== '' || url.hash !== '') refuse('must not have a query');
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (!isSafe) refuse('must begin with https://');
  return url.href.replace(/\/+$/, '');
}
