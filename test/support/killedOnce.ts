/** One task in a window that kills itself at a chosen write, and then in a second one over the same disk. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Answer } from './fakeApi/answers.ts';
import { mediaFiles } from './fakeApi/media.ts';
import { startFakeApi } from './fakeApi/startFakeApi.ts';
import { runWindow } from './faultRun.ts';
import { openSqliteStore } from './openStores.ts';
import { tempFolder } from './tempFolder.ts';

export interface KilledOnce {
  readonly status: string | undefined;
  /** Names in the results' folder, without those of unfinished files. */
  readonly files: readonly string[];
  /** Names of the files that the ledger speaks of. */
  readonly recorded: readonly string[];
}

/** `diesAt` as faultChild takes it. The result can be had `fetches` times, has to be, and then is gone. */
export async function runKilledOnce(t: TestContext, diesAt: string, fetches: number): Promise<KilledOnce> {
  const [folder, results] = [tempFolder(t), tempFolder(t)];
  await using api = await startFakeApi({ accept: 'any' });
  const content = mediaFiles['tiny.png']?.make() ?? new Uint8Array();
  const whole: Answer = {
    name: 'whole',
    isProcessed: true,
    send: (_request, response) => void response.writeHead(200).end(content),
  };
  api.expectPost('/images/generations', { task: { response: [api.mediaUrl('result.png')] } });
  for (let i = 0; i < fetches; i++) api.expectMedia('result.png', whole);
  const args = [api.baseUrl, api.key, folder, results, '1'];
  if (await runWindow([...args, diesAt])) throw new Error('the window did not die');
  await runWindow(args);
  const store = await openSqliteStore(t, folder);
  const state = (await store.get('n0'))?.state;
  const outputs = state !== undefined && 'outputs' in state ? state.outputs : [];
  return {
    status: state?.status,
    files: readdirSync(results).filter(name => !name.startsWith('.')),
    recorded: outputs.map(output => (output?.uri ? path.basename(fileURLToPath(output.uri)) : 'none')),
  };
}
