/** The extension against the fake service on loopback, inside the extension host that runs both. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { suiteSetup, suiteTeardown } from 'mocha';
import * as vscode from 'vscode';
import { builtInModels } from '../../../src/core/catalogue/index.ts';
import type { ApiInOne } from '../../../src/host/extensionApi.ts';
import type { TaskSnapshot } from '../../../src/shared/views.ts';
import { type FakeApi, type FakeApiOptions, startFakeApi } from '../../support/fakeApi/startFakeApi.ts';

export const extensionId = 'apiinone.api-in-one';
export const keyVariable = 'API_IN_ONE_API_KEY';

/** A key of no service: wherever it is found outside of the header, it leaked. */
export const canaryKey = 'aio_canary_5f2c81d0b7e94a36';

/** What the extension hands to others; activates it where that is still to be done. */
export async function extensionApi(): Promise<ApiInOne> {
  const extension = vscode.extensions.getExtension<ApiInOne>(extensionId);
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

/** Writes a setting to the person's own settings; `undefined` takes it away. */
export async function setSetting(id: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
}

/** Sets several for the suite that calls, and takes them away behind it. */
export function settingsForSuite(settings: () => Readonly<Record<string, unknown>>): void {
  let names: string[] = [];
  suiteSetup(async () => {
    const wanted = settings();
    names = Object.keys(wanted);
    for (const [id, value] of Object.entries(wanted)) await setSetting(id, value);
  });
  suiteTeardown(async () => {
    for (const id of names) await setSetting(id, undefined);
  });
}

/** The fake service for the suite that calls, with the extension pointed at it. */
export function fakeServiceForSuite(options: FakeApiOptions = {}): () => FakeApi {
  let fake: FakeApi | undefined;
  const keyBefore = process.env[keyVariable];
  suiteSetup(async () => {
    fake = await startFakeApi({ accept: 'any', key: canaryKey, ...options });
    process.env[keyVariable] = fake.key;
  });
  settingsForSuite(() => ({
    'apiInOne.service': 'live',
    'apiInOne.baseUrl': fake?.baseUrl,
    'apiInOne.requestsPerMinute': 6000,
    // Tasks of the fake are done at once: nobody should wait for the usual minutes of a video.
    'apiInOne.models': builtInModels.map(({ slug }) => ({ slug, typicalSeconds: 1 })),
  }));
  suiteTeardown(async () => {
    if (keyBefore === undefined) delete process.env[keyVariable];
    else process.env[keyVariable] = keyBefore;
    await fake?.close();
  });
  return () => {
    assert.ok(fake, 'asked for before the suite began');
    return fake;
  };
}

/** Runs a command of the extension with an argument. */
export async function run<T = TaskSnapshot>(command: string, argument?: unknown): Promise<T> {
  return vscode.commands.executeCommand<T>(`apiInOne.${command}`, argument);
}

/** What a call rejects with; fails where it does not. */
export async function rejection(
  call: Promise<unknown>,
): Promise<Error & { kind?: string; field?: string; rule?: string }> {
  return call.then(
    value => assert.fail(`should have been rejected, came to ${JSON.stringify(value)}`),
    (e: Error) => e,
  );
}

/** The folder that is open. */
export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return folder.uri;
}

/** The folder where this VS Code keeps everything: settings, state, logs. */
export function profileFolder(): string {
  const folder = process.env['API_IN_ONE_TEST_PROFILE'];
  assert.ok(folder, 'the rig did not say where the profile lies');
  return folder;
}

/** What the extension has logged so far, in all of this profile's windows. */
export async function readLog(): Promise<string> {
  const files = (await filesBelow(profileFolder())).filter(f => path.basename(f) === 'API in One.log');
  const texts = await Promise.all(files.map(f => readFile(path.join(profileFolder(), f), 'utf8')));
  return texts.join('\n');
}

/** Resolves when the log, which VS Code writes behind, holds `text`. */
export async function whenLogged(text: string): Promise<void> {
  while (!(await readLog()).includes(text)) await new Promise(resolve => setTimeout(resolve, 50));
}

/** Files below `folder`, relative; none where it does not exist. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter(e => e.isFile()).map(e => path.relative(folder, path.join(e.parentPath, e.name)));
}

/** An empty folder in the workspace for the files of one test. */
export async function emptyFolder(name: string): Promise<string> {
  const folder = path.join(workspaceFolder().fsPath, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Resolves with the first snapshot of task `id` for which `holds`, now or when it comes. */
export async function whenTask(id: string, holds: (task: TaskSnapshot) => boolean): Promise<TaskSnapshot> {
  const api = await extensionApi();
  const { promise, resolve } = Promise.withResolvers<TaskSnapshot>();
  const look = (): void => {
    const task = api.task(id);
    if (task !== undefined && holds(task)) resolve(task);
  };
  const subscription = api.onDidChangeTasks(look);
  look();
  return promise.finally(() => subscription.dispose());
}
