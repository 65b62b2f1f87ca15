/** The only file that reads and writes configuration. */
import * as vscode from 'vscode';
import { isLoopbackHost } from '../core/assets/resultUrl.ts';
import { SettingError } from '../core/errors.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { isRecord } from '../shared/isRecord.ts';
import { type SettingId, type SettingSpec, type SettingValues, settings } from './contributions.ts';

function isOfType(type: unknown, value: unknown): boolean {
  if (Array.isArray(type)) return type.some(one => isOfType(one, value));
  switch (type) {
    case 'null':
      return value === null;
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    default:
      // Lists are judged entry by entry by who reads them.
      return true;
  }
}

/** Whether `value` is what the table says. The editor underlines what is not, and hands it out all the same. */
function fits({ schema }: SettingSpec, value: unknown): boolean {
  const { type, enum: words, minimum, maximum, additionalProperties: each } = schema;
  if (!isOfType(type, value)) return false;
  if (Array.isArray(words) && !words.includes(value)) return false;
  if (typeof minimum === 'number' && typeof value === 'number' && value < minimum) return false;
  if (typeof maximum === 'number' && typeof value === 'number' && value > maximum) return false;
  return !isRecord(each) || !isRecord(value) || Object.values(value).every(v => isOfType(each['type'], v));
}

/**
 * The value in force, or the default where it is not of the setting's kind; a limit that cannot be read is a
 * SettingError, because its default is "no limit". Machine settings come from the user's own settings alone: a workspace's value is not even
 * looked at, whatever the editor thinks of scopes (CVE-2026-81381 and its kin: a repository that redirects the key).
 */
export function readSetting<K extends SettingId>(id: K, resource?: vscode.Uri): SettingValues[K] {
  return usable(id, readRaw(id, settings[id], resource));
}

/** The same by the user's own settings alone, whatever the folder that is open says. */
export function readUserSetting<K extends SettingId>(id: K): SettingValues[K] {
  return usable(id, readOwn(id));
}

function usable<K extends SettingId>(id: K, found: unknown): SettingValues[K] {
  const spec: SettingSpec = settings[id];
  const value = found ?? spec.default;
  if (fits(spec, value)) return value as SettingValues[K];
  if (spec.default === null) throw new SettingError({ setting: id, message: 'must be a number or null' });
  return spec.default as SettingValues[K];
}

function readRaw(id: SettingId, spec: SettingSpec, resource: vscode.Uri | undefined): unknown {
  if (spec.scope === 'machine') return readOwn(id);
  return vscode.workspace.getConfiguration(undefined, resource).get<unknown>(id);
}

function readOwn(id: SettingId): unknown {
  const found = vscode.workspace.getConfiguration().inspect<unknown>(id);
  return found?.globalValue ?? found?.defaultValue;
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

/** The patterns that hide files from the Explorer or the search; those with conditions are left out. */
export function readExcludes(resource: vscode.Uri): readonly string[] {
  return ['files', 'search'].flatMap(section => {
    const excluded: unknown = vscode.workspace.getConfiguration(section, resource).get('exclude');
    return isRecord(excluded) ? Object.keys(excluded).filter(pattern => excluded[pattern] === true) : [];
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
