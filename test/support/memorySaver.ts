/** Stores results nowhere, and remembers what it was asked to. */
import type { AssetSaver, SavedAsset, SaveRequest } from '../../src/core/assets/types.ts';
import type { Clock } from '../../src/core/ports.ts';

export interface MemorySaver extends AssetSaver {
  readonly saved: readonly SavedAsset[];
  readonly requests: readonly SaveRequest[];
  /** Downloads under way at the same time, at most so far. */
  readonly mostAtOnce: number;
  /** Throws to make a download fail. */
  onSave: ((request: SaveRequest, count: number) => void) | undefined;
}

export function createMemorySaver(clock: Clock, takesMs = 200): MemorySaver {
  const saved: SavedAsset[] = [];
  const requests: SaveRequest[] = [];
  let underWay = 0;
  let mostAtOnce = 0;
  const saver: MemorySaver = {
    saved,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    onSave: undefined,
    async save(request, signal) {
      requests.push(request);
      mostAtOnce = Math.max(mostAtOnce, ++underWay);
      try {
        await clock.sleep(takesMs, signal);
        saver.onSave?.(request, requests.length);
      } finally {
        underWay--;
      }
      const uri = `${request.folder}/${request.exactName ?? `${request.baseName}.png`}`;
      const asset = { url: request.url, uri, mime: 'image/png', bytes: 10, sha256: '00' };
      saved.push(asset);
      return asset;
    },
  };
  return saver;
}
