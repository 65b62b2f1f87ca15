/** The saver of results, loaded with the first of them. */
import type { AssetSaver } from '../core/assets/types.ts';
import type { Http, Log } from '../core/ports.ts';
import { once } from './once.ts';

/** A saver that downloads through `http`. */
export function createLazySaver(http: Http, log: Log): AssetSaver {
  const saver = once(async () => (await import('./createSaver.ts')).createSaver(http, log));
  return {
    save: async (request, signal) => (await saver()).save(request, signal),
    isStored: async asset => (await saver()).isStored(asset),
  };
}
