/** A public address for a local file: the service takes addresses alone. */
import type * as vscode from 'vscode';
import type { TaskInput } from '../core/tasks/task.ts';
import { refuseRestrictedInput } from './restricted.ts';
import type { Services } from './services.ts';

/** In the sandbox a file needs no address that answers; its name is enough. */
const sandboxInputs = 'https://sandbox.invalid/inputs/';

/** Addresses that were made in this window, so that an order can say which files it is made from. */
export class MadeInputs {
  readonly #byUrl = new Map<string, TaskInput>();

  add(input: TaskInput): void {
    this.#byUrl.set(input.url, input);
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

/**
 * The address to send for `file`; asks where no way is allowed. Undefined when the person gives up; rejects with
 * InputFileError, also in the sandbox: what a folder without trust holds is no input at all.
 */
export async function inputUrlOf(services: Services, file: vscode.Uri): Promise<string | undefined> {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  await refuseRestrictedInput(file, name);
  if (services.service() === 'sandbox') return sandboxInputs + encodeURIComponent(name);
  const { publicAddress } = await import('./inputs/publicAddress.ts');
  const address = await publicAddress(services, file);
  if (address === undefined) return undefined;
  services.inputs.add({ ...address, file: file.toString() });
  return address.url;
}
