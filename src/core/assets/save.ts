import { throwIfAborted } from '../async.ts';
import { StorageError } from '../errors.ts';
import type { Clock, Files, Http, Log } from '../ports.ts';
import { extensionFor, type MediaType, splitMediaName } from './mediaTypes.ts';
import { maxBaseBytes, safeName, spelledName } from './names.ts';
import { type Received, Receiver } from './receiver.ts';
import type { AssetSaver, Hasher, SavedAsset, SaveLimits, SaveRequest, Sniff } from './types.ts';

export interface AssetSaverParts {
  /** Asked for each download: a changed service has another transport. */
  readonly http: () => Promise<Http>;
  readonly files: Files;
  readonly sniff: Sniff;
  readonly hash: () => Hasher;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: () => SaveLimits;
}

export const defaultSaveLimits: SaveLimits = {
  maxBytes: 2 * 1024 ** 3,
  connectTimeoutMs: 15_000,
  headersTimeoutMs: 60_000,
  idleTimeoutMs: 30_000,
  windowMs: 60_000,
  minBytesPerWindow: 64 * 1024,
  minFreeBytes: 64 * 1024 ** 2,
};

/** Names tried beside a taken one. */
const maxNumber = 999;

/** Makes the saver; see `AssetSaver` for what it promises. A taken name is followed by `-2`, `-3`, …. */
export function createAssetSaver(parts: AssetSaverParts): AssetSaver {
  return {
    async save(request, signal) {
      throwIfAborted(signal);
      const { files, log } = parts;
      const receiving = { ...parts, http: await parts.http(), limits: parts.limits() };
      const receiver = new Receiver(receiving, request, signal);
      try {
        const asset = await giveName(files, await receiver.receive(), request);
        log.debug(`stored ${asset.bytes} bytes of ${asset.mime}`);
        return asset;
      } catch (e) {
        await discard(receiver, log);
        throw e;
      }
    },
    isStored: asset => parts.files.holds(asset.uri, asset),
  };
}

/**
 * Taken names are passed over before they are told to `beforeNaming`, so that nobody takes another's file of the very
 * same bytes for its own.
 */
async function giveName(files: Files, received: Received, request: SaveRequest): Promise<SavedAsset> {
  const { temp, type, ...facts } = received;
  const { base, ext } = targetName(request, type);
  for (let number = 1; number <= maxNumber; number++) {
    const name = `${base}${number === 1 ? '' : `-${number}`}.${ext}`;
    const asset: SavedAsset = { ...facts, uri: temp.uriFor(name), mime: type.mime };
    if (await files.exists(asset.uri)) continue;
    await request.beforeNaming?.(asset);
    if (!(await temp.commit(name)).taken) return asset;
  }
  throw new StorageError({ reason: 'other', message: `${maxNumber} files of that name are there already` });
}

/** Made safe here once more: the names have been in the ledger, on disk, since they were planned. */
function targetName(request: SaveRequest, type: MediaType): { base: string; ext: string } {
  const { base, ext } = splitMediaName(request.exactName ?? request.baseName);
  if (request.exactName !== undefined)
    return { base: spelledName(base) || 'result', ext: extensionFor(type, ext) };
  return { base: nameOrResult(request.baseName), ext: type.ext };
}

function nameOrResult(name: string): string {
  return safeName(name, maxBaseBytes) || 'result';
}

/** The error that led here counts, not one of cleaning up. */
async function discard(receiver: Receiver, log: Log): Promise<void> {
  try {
    await receiver.discard();
  } catch (e) {
    log.error('a temporary file could not be removed', e);
  }
}
