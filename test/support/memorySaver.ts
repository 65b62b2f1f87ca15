/** Stores results as names alone, and remembers what it was asked to. */
import type { AssetSaver, SavedAsset, SaveRequest } from '../../src/core/assets/types.ts';
import type { Clock } from '../../src/core/ports.ts';

export interface MemorySaver extends AssetSaver {
  readonly saved: readonly SavedAsset[];
  readonly requests: readonly SaveRequest[];
  /** Downloads under way at the same time, at most so far. */
  readonly mostAtOnce: number;
  /** Throws to make a download fail. */
  onSave: ((request: SaveRequest, count: number) => void | Promise<void>) | undefined;
  /** The file has its name, and the disk is still busy with it. */
  onNamed: (() => Promise<void>) | undefined;
}

function freeName(request: SaveRequest, files: ReadonlySet<string>): string {
  const name = request.exactName ?? `${request.baseName}.png`;
  for (let number = 1; ; number++) {
    const uri = `${request.folder}/${number === 1 ? name : name.replace('.', `-${number}.`)}`;
    if (!files.has(uri)) return uri;
  }
}

/** `files`: URIs of what lies on the disk; all are of the same bytes. */
export function createMemorySaver(clock: Clock, files = new Set<string>(), takesMs = 200): MemorySaver {
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
    onNamed: undefined,
    async save(request, signal) {
      requests.push(request);
      mostAtOnce = Math.max(mostAtOnce, ++underWay);
      try {
        await clock.sleep(takesMs, signal);
        await saver.onSave?.(request, requests.length);
      } finally {
        underWay--;
      }
      for (;;) {
        const uri = freeName(request, files);
        const asset = { url: request.url, uri, mime: 'image/png', bytes: 10, sha256: '00' };
        await request.beforeNaming?.(asset);
        if (files.has(uri)) continue;
        files.add(uri);
        saved.push(asset);
        await saver.onNamed?.();
        return asset;
      }
    },
    isStored: asset => Promise.resolve(files.has(asset.uri)),
  };
  return saver;
}
