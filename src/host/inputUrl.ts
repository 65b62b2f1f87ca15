/** A public address for a local file: the service takes addresses alone. */
import * as vscode from 'vscode';
import type { Task, TaskInput } from '../core/tasks/task.ts';
import type { OutputSnapshot } from '../shared/views.ts';
import { nameOf } from './fileFacts.ts';
import type { Reduction } from './inputs/types.ts';
import type { Uploads } from './inputs/uploads.ts';
import { refuseRestrictedInput } from './restricted.ts';
import type { Services } from './services.ts';

/** Addresses that were made, so that an order can say which files it is made from, and whether they still lead there. */
export class MadeInputs {
  readonly uploads: Uploads;
  readonly #byUrl = new Map<string, TaskInput>();

  constructor(uploads: Uploads) {
    this.uploads = uploads;
  }

  add(input: TaskInput): void {
    this.#byUrl.set(input.url, input);
  }

  /** Those of windows that are gone, whose addresses a kept form may still hold. */
  async recall(): Promise<void> {
    for (const { place: _, ...input } of await this.uploads.all())
      if (!this.#byUrl.has(input.url)) this.add(input);
  }

  /** Whether the address leads to the file for a while yet, as far as is known without asking anybody. */
  async isAlive({ object, expiresAt = Infinity }: TaskInput, nowMs: number): Promise<boolean> {
    if (expiresAt <= nowMs) return false;
    return object === undefined || this.uploads.has(object);
  }

  /** Those whose address stands somewhere in `body`. */
  usedIn(body: unknown): readonly TaskInput[] {
    if (typeof body === 'string') {
      const input = this.#byUrl.get(body);
      return input === undefined ? [] : [input];
    }
    if (typeof body !== 'object' || body === null) return [];
    return Object.values(body).flatMap(value => this.usedIn(value));
  }
}

/** An hour is the shortest time that services of this kind are known to hand a result out. */
const surelyThereMs = 30 * 60_000;

/**
 * The address to send for a result of `task`: the service's own where it surely answers still, else as for any file.
 * Undefined where there is none, or the person gives up; rejects with InputFileError.
 */
export async function resultUrlOf(
  services: Services,
  task: Task,
  output: Pick<OutputSnapshot, 'url' | 'uri'>,
): Promise<string | undefined> {
  const { url, uri } = output;
  if (uri === undefined) return url;
  const { state } = task;
  const doneAt = 'succeededAt' in state ? state.succeededAt : -Infinity;
  const isNew = task.service === services.service() && Date.now() - doneAt < surelyThereMs;
  if (!isNew || url === undefined) return inputUrlOf(services, vscode.Uri.parse(uri));
  services.inputs.add({ url, file: uri, way: 'earlierResult' });
  return url;
}

/**
 * The address to send for `file`; asks where no way is allowed. Undefined when the person gives up; rejects with
 * InputFileError, also in the sandbox: what a folder without trust holds is no input at all. `reduction`: whether a
 * picture that is too large may go as a smaller copy.
 */
export async function inputUrlOf(
  services: Services,
  file: vscode.Uri,
  reduction: Reduction = 'ask',
): Promise<string | undefined> {
  await refuseRestrictedInput(file, nameOf(file));
  if (services.service() === 'sandbox') {
    const { sandboxAddress } = await import('./inputs/sandboxAddress.ts');
    const url = await sandboxAddress(file);
    services.inputs.add({ url, way: 'sandbox', file: file.toString() });
    return url;
  }
  const { publicAddress } = await import('./inputs/publicAddress.ts');
  const address = await publicAddress(services, file, reduction);
  if (address === undefined) return undefined;
  services.inputs.add({ ...address, file: file.toString() });
  return address.url;
}
