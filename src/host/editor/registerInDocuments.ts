/** What the extension does in documents by itself: takes what is dropped, and hints at files that are missing. */
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Services } from '../services.ts';
import { registerAssetDrop } from './assetTransfer.ts';
import { watchMissingAssets } from './watchMissingAssets.ts';

export function registerInDocuments(services: Services): DisposableStore {
  const store = new DisposableStore();
  store.add(registerAssetDrop(services));
  store.add(watchMissingAssets(services));
  return store;
}
