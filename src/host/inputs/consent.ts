/** Which ways the person has allowed for good. */
import type * as vscode from 'vscode';

const key = 'inputs.allowed';

export interface Consents {
  has(destination: string): boolean;
  add(destination: string): Promise<void>;
  clear(): Promise<void>;
}

export function createConsents(memento: vscode.Memento): Consents {
  const all = (): readonly string[] => memento.get<readonly string[]>(key, []);
  return {
    has: destination => all().includes(destination),
    add: async destination => memento.update(key, [...new Set([...all(), destination])]),
    clear: async () => memento.update(key, undefined),
  };
}
