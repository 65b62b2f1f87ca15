/**
 * A process that saves one result with the extension's parts and prints what that took. Arguments: address, folder,
 * stack.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { createAssetSaver, defaultSaveLimits } from '../../../src/core/assets/save.ts';
import { createLocalFiles } from '../../../src/host/ports/localFiles.ts';
import { createPlatformHttp } from '../../../src/host/ports/platformHttp.ts';
import { createSha256 } from '../../../src/host/ports/sha256.ts';
import { sniffMedia } from '../../../src/host/ports/sniffMedia.ts';
import { systemClock } from '../../../src/host/ports/systemClock.ts';
import { createUndiciHttp } from '../../../src/host/ports/undiciHttp.ts';
import { silentLog } from '../../support/silentLog.ts';

/** What a run prints, as JSON. */
export interface DownloadFigures {
  readonly ms: number;
  /** The most memory held, less what was held before, bytes. */
  readonly extraBytes: number;
  /** Of the event loop, ms. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

async function measure(url: string, folder: string, stack: string): Promise<DownloadFigures> {
  const http = stack === 'undici' ? createUndiciHttp() : createPlatformHttp();
  // Loaded with the first download in the extension; not what is measured here.
  await sniffMedia(new Uint8Array(16));
  const saver = createAssetSaver({
    ...{ http: async () => http, files: createLocalFiles(), sniff: sniffMedia, hash: createSha256 },
    ...{ clock: systemClock, log: silentLog, limits: () => defaultSaveLimits },
  });
  const request = { url, folder: pathToFileURL(folder).href, baseName: 'ours', origin: 'loopback' } as const;
  const before = process.memoryUsage.rss();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startMs = performance.now();
  await saver.save(request, new AbortController().signal);
  const ms = performance.now() - startMs;
  delay.disable();
  http.dispose();
  return {
    ms,
    extraBytes: process.resourceUsage().maxRSS * 1024 - before,
    delayP99Ms: delay.percentile(99) / 1e6,
    delayMaxMs: delay.max / 1e6,
  };
}

const [url = '', folder = '', stack = ''] = process.argv.slice(2);
console.log(JSON.stringify(await measure(url, folder, stack)));
