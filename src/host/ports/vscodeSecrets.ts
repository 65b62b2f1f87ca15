/** The key in VS Code's SecretStorage, else from the environment. */
import type * as vscode from 'vscode';
import { StorageError } from '../../core/errors.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Secrets } from '../../core/ports.ts';

const environmentName = 'API_IN_ONE_API_KEY';

/**
 * One secret for each origin: a key entered for one service is never sent to another, also when the base URL changes.
 * `origin` is asked at each call.
 */
export function createVscodeSecrets(storage: vscode.SecretStorage, origin: () => string): Secrets {
  const name = (): string => `apiInOne.key@${origin()}`;
  const guard = async <T>(work: () => Thenable<T>): Promise<T> => {
    try {
      return await work();
    } catch (e) {
      throw new StorageError({ reason: 'keyStoreRefused', message: 'SecretStorage refused' }, e);
    }
  };
  return {
    async get() {
      const fromEnvironment = process.env[environmentName]?.trim() || undefined;
      try {
        return (await guard(() => storage.get(name()))) ?? fromEnvironment;
      } catch (e) {
        if (fromEnvironment !== undefined) return fromEnvironment;
        throw e;
      }
    },
    set: key => guard(() => storage.store(name(), key)),
    delete: () => guard(() => storage.delete(name())),
    onDidChange: (listener): Disposable =>
      storage.onDidChange(e => {
        if (e.key.startsWith('apiInOne.key@')) listener();
      }),
  };
}
