/** How far the downloads of this window are. Kept in memory alone: the next window finds out for itself. */
import type { DownloadProgress } from '../assets/progress.ts';
import { type Disposable, Emitter, type Event } from '../lifecycle.ts';

export interface Downloads extends Disposable {
  /** The id of a task whose downloads have come further. */
  readonly onDidProgress: Event<string>;
  /** All that a task downloads, together; undefined where nothing is known or worth telling. */
  of(id: string): DownloadProgress | undefined;
  /** An output of a task is so far. Does nothing while nobody listens. */
  note(id: string, index: number, progress: DownloadProgress): void;
  /** The task downloads nothing any more. */
  end(id: string): void;
}

function sumOf(outputs: Iterable<DownloadProgress>): DownloadProgress {
  let bytes = 0;
  let length: number | undefined = 0;
  for (const output of outputs) {
    bytes += output.bytes;
    length = length === undefined || output.length === undefined ? undefined : length + output.length;
  }
  return { bytes, length };
}

export function createDownloads(onError: (e: unknown) => void): Downloads {
  const progressed = new Emitter<string>(onError);
  const byTask = new Map<string, Map<number, DownloadProgress>>();
  return {
    onDidProgress: progressed.event,
    of(id) {
      const outputs = byTask.get(id);
      return outputs && sumOf(outputs.values());
    },
    note(id, index, progress) {
      if (progressed.listenerCount === 0) return;
      const outputs = byTask.get(id) ?? new Map<number, DownloadProgress>();
      outputs.set(index, progress);
      byTask.set(id, outputs);
      progressed.fire(id);
    },
    end: id => void byTask.delete(id),
    dispose() {
      byTask.clear();
      progressed.dispose();
    },
  };
}
