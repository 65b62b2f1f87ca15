/** The saver on memory, and a result host that says what a test wants. */
import assert from 'node:assert/strict';
import { createAssetSaver, defaultSaveLimits } from '../../src/core/assets/save.ts';
import type { SavedAsset, SaveLimits, SaveRequest } from '../../src/core/assets/types.ts';
import { throwIfAborted } from '../../src/core/async.ts';
import { NetworkError, type StorageReason } from '../../src/core/errors.ts';
import type { Clock, Http, HttpRequest } from '../../src/core/ports.ts';
import { createSha256 } from '../../src/host/ports/sha256.ts';
import { MemoryFiles } from './memoryFiles.ts';

export const savingFolder = 'file:///ws/out';
export const savingUrl = 'https://cdn.example.com/1';

export interface SavingAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Pieces, or an error in their place, or what happens between them. */
  body?: readonly (Uint8Array | Error | (() => void))[];
}

/** An answer good for any number of requests, or what to answer to each. */
export type SavingHost = SavingAnswer | ((request: HttpRequest, count: number) => SavingAnswer | Error);

/** Sniffs by the fixtures' own first bytes: the real table is tested where it is. */
function sniff(head: Uint8Array): Promise<{ mime: string; ext: string } | undefined> {
  const start = Buffer.from(head.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\u0089PNG')) return Promise.resolve({ mime: 'image/png', ext: 'png' });
  if (start.startsWith('\u00ff\u00d8')) return Promise.resolve({ mime: 'image/jpeg', ext: 'jpg' });
  if (start.startsWith('PK')) return Promise.resolve({ mime: 'application/zip', ext: 'zip' });
  return Promise.resolve(undefined);
}

async function* pieces(answer: SavingAnswer, state: { read: number }): AsyncGenerator<Uint8Array> {
  for (const piece of answer.body ?? []) {
    if (piece instanceof Error) throw piece;
    if (typeof piece === 'function') piece();
    else {
      state.read += piece.length;
      yield piece;
    }
  }
}

export type SavingRig = ReturnType<typeof createSavingRig>;

/** A saver on memory; `hosts` by URL. Waits take no time and are kept. */
export function createSavingRig(hosts: Record<string, SavingHost>, limits: Partial<SaveLimits> = {}) {
  const files = new MemoryFiles();
  const requests: HttpRequest[] = [];
  const state = { open: 0, read: 0, nowMs: 0, logged: [] as string[], waited: [] as number[] };
  const http: Http = {
    async send(request) {
      requests.push(request);
      const host = hosts[request.url];
      const count = requests.filter(({ url }) => url === request.url).length;
      const answer = typeof host === 'function' ? host(request, count) : host;
      if (answer === undefined) throw new NetworkError({ sent: 'no', message: `nothing at ${request.url}` });
      if (answer instanceof Error) throw answer;
      state.open++;
      let isOpen = true;
      return {
        status: answer.status ?? 200,
        headers: new Map(Object.entries(answer.headers ?? {})),
        body: pieces(answer, state),
        dispose() {
          if (isOpen) state.open--;
          isOpen = false;
        },
      };
    },
    dispose() {},
  };
  const note = (message: string): void => void state.logged.push(message);
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    throwIfAborted(signal);
    state.waited.push(ms);
  };
  const saver = createAssetSaver({
    http: () => Promise.resolve(http),
    files,
    sniff,
    hash: createSha256,
    clock: { monotonic: () => state.nowMs, sleep } as Clock,
    log: { debug: note, info: note, warn: note, error: note },
    limits: () => ({ ...defaultSaveLimits, ...limits }),
  });
  const save = (
    changes: Partial<SaveRequest> = {},
    signal = new AbortController().signal,
  ): Promise<SavedAsset> =>
    saver.save(
      { url: savingUrl, folder: savingFolder, baseName: 'hero', origin: 'public', ...changes },
      signal,
    );
  return { save, saver, files, requests, state };
}

/** What `assert.rejects` compares a StorageError with. */
export const storageError = (reason: StorageReason) => ({ kind: 'storage', reason });

/** Nothing may be left behind, whatever happened. */
export function assertClean({ files, state }: SavingRig): void {
  assert.equal(files.openTemps, 0, 'temporary files');
  assert.equal(state.open, 0, 'open answers');
}
