/** What saving promises to the rest of core. */
import type { OutputSnapshot } from '../../shared/views.ts';

export interface SaveRequest {
  /** Result URL, untrusted. */
  readonly url: string;
  /** Absolute URI of the folder. */
  readonly folder: string;
  /** Name without extension, still to be made safe; the extension comes from the content. */
  readonly baseName: string;
  /** The exact name where the person named one; its extension is corrected when the content disagrees. */
  readonly exactName?: string | undefined;
  /** `loopback` where `baseUrl` is itself loopback: http and loopback addresses are allowed there alone. */
  readonly origin: 'public' | 'loopback';
}

/** A stored result; all facts are of the file on disk. */
export type SavedAsset = Required<Pick<OutputSnapshot, 'url' | 'uri' | 'mime' | 'bytes' | 'sha256'>> &
  Pick<OutputSnapshot, 'width' | 'height' | 'durationMs'>;

/**
 * Fetches one result URL into a file: never half written, never over an existing one, extension from the content.
 * Rejects with StorageError (what the disk or the content refused), ApiError-free; NetworkError, TimeoutError and
 * StorageError `gone` mean that a fresh URL may help.
 */
export interface AssetSaver {
  save(request: SaveRequest, signal: AbortSignal): Promise<SavedAsset>;
}
