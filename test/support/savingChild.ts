/**
 * A process of its own that saves results with the extension's parts, one after the other, onto a disk that is slower
 * than the net. Run as a program it takes its plan as first argument and prints what came of it.
 */
import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createAssetSaver, defaultSaveLimits } from '../../src/core/assets/save.ts';
import { isError } from '../../src/core/errors.ts';
import type { Files, Http } from '../../src/core/ports.ts';
import { createHttp } from '../../src/host/ports/httpSelection.ts';
import { createLocalFiles } from '../../src/host/ports/localFiles.ts';
import { createPlatformHttp } from '../../src/host/ports/platformHttp.ts';
import { createSha256 } from '../../src/host/ports/sha256.ts';
import { sniffMedia } from '../../src/host/ports/sniffMedia.ts';
import { createUndiciHttp } from '../../src/host/ports/undiciHttp.ts';
import { createFastClock } from './fastClock.ts';
import { silentLog } from './silentLog.ts';

export interface SavingPlan {
  readonly stack: 'undici' | 'platform';
  /** Path of the folder. */
  readonly folder: string;
  /** Addresses by the names of their files. */
  readonly results: Readonly<Record<string, string>>;
  /** Wait before each piece is written. */
  readonly slowMs: number;
}

/** By name: the SHA-256 of what was stored, or the kind of the failure. */
export type SavingReport = Readonly<Record<string, string>>;

/** Runs `plan`. Rejects where the process ended otherwise than by itself and well, or said anything to stderr. */
export async function runSavingChild(plan: SavingPlan): Promise<SavingReport> {
  const args = [fileURLToPath(import.meta.url), JSON.stringify(plan)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as SavingReport;
}

/** The same files, each piece of which takes its time. */
function slowDown(files: Files, ms: number): Files {
  return {
    ...files,
    async createTemp(folder, within) {
      const temp = await files.createTemp(folder, within);
      const write = temp.write.bind(temp);
      return Object.assign(temp, {
        async write(chunk: Uint8Array) {
          await wait(ms);
          await write(chunk);
        },
      });
    },
  };
}

function makeHttp(stack: SavingPlan['stack']): Http {
  const load = async (): Promise<Http> => (stack === 'undici' ? createUndiciHttp() : createPlatformHttp());
  const stacks = { direct: load, platform: load };
  return createHttp({ proxyConfigured: () => false, log: silentLog, env: {}, stacks });
}

async function run(plan: SavingPlan): Promise<SavingReport> {
  const http = makeHttp(plan.stack);
  const saver = createAssetSaver({
    http: async () => http,
    files: slowDown(createLocalFiles(), plan.slowMs),
    sniff: sniffMedia,
    hash: createSha256,
    clock: createFastClock(50),
    log: silentLog,
    limits: () => ({ ...defaultSaveLimits, idleTimeoutMs: 2000 }),
  });
  const report: Record<string, string> = {};
  const where = { folder: pathToFileURL(plan.folder).href, origin: 'loopback' } as const;
  for (const [baseName, url] of Object.entries(plan.results)) {
    try {
      report[baseName] = (await saver.save({ url, baseName, ...where }, AbortSignal.timeout(50_000))).sha256;
    } catch (e) {
      if (!isError(e)) throw e;
      report[baseName] = isError(e, 'storage') ? e.reason : e.kind;
    }
  }
  http.dispose();
  return report;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '') as SavingPlan)));
}
