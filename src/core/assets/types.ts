/** What saving promises to the rest of core. */
import type { OutputSnapshot } from '../../shared/views.ts';
import type { EmbeddedFacts } from './metadata/facts.ts';
import type { DownloadProgress } from './progress.ts';

/** Where results will lie, settled when the task is made, so that a later window saves to the same place. */
export interface OutputPlan {
  /** Absolute URI of the folder. */
  readonly folder: string;
  /** URI of the folder that results may not leave, also not through a symbolic link: the workspace folder, mostly. */
  readonly within?: string;
  /** Template of the name without extension; only tokens known after the answer are still in it. */
  readonly fileName: string;
  /** The exact file name with its extension, where the person named one. */
  readonly exactName?: string;
  /** The person chose the folder by hand for this one task: any window may store there. */
  readonly isChosen?: boolean;
}

export interface SaveRequest {
  /** Result URL, untrusted. */
  readonly url: string;
  /** Absolute URI of the folder. */
  readonly folder: string;
  /** URI of the folder that the file may not leave, also not through a symbolic link; see `OutputPlan.within`. */
  readonly within?: string | undefined;
  /** Name without extension, still to be made safe; the extension comes from the content. */
  readonly baseName: string;
  /** The exact name where the person named one; its extension is corrected when the content disagrees. */
  readonly exactName?: string | undefined;
  /** `loopback` where `baseUrl` is itself loopback: http and loopback addresses are allowed there alone. */
  readonly origin: 'public' | 'loopback';
  /** What the file is to say of itself, as far as its format can; nothing where it is left out. */
  readonly facts?: EmbeddedFacts | undefined;
  /**
   * Awaited with all facts of the whole file before it gets its name, so that a window that dies right after it has
   * written down which file is whose; again where the name was taken meanwhile. Its rejection ends the save.
   */
  readonly beforeNaming?: ((asset: SavedAsset) => Promise<void>) | undefined;
  /** An address that lives, asked for when a download has broken off and its address has run out. */
  readonly freshUrl?: (() => Promise<string | undefined>) | undefined;
  /** Told now and then of a download that is large or slow; the figures fall where it begins anew. Does not throw. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** A stored result; all facts are of the file on disk. */
export type SavedAsset = Required<Pick<OutputSnapshot, 'url' | 'uri' | 'mime' | 'bytes' | 'sha256'>> &
  Pick<OutputSnapshot, 'width' | 'height' | 'durationMs'>;

/**
 * Fetches one result URL into a file: never half written, never over an existing one, extension from the content.
 * Goes on by itself where a download broke off and the host can say that the rest is of the same file.
 * Rejects with StorageError (what the disk or the content refused), never ApiError. NetworkError, TimeoutError and
 * StorageError `gone` or `truncated` mean that another try, best with a fresh URL, may help.
 */
export interface AssetSaver {
  save(request: SaveRequest, signal: AbortSignal): Promise<SavedAsset>;
  /** Whether the file that `beforeNaming` told of is there, with these very bytes; false where that cannot be seen. */
  isStored(asset: SavedAsset): Promise<boolean>;
}

/** What a file is by its first bytes; undefined where nothing known fits. */
export type Sniff = (head: Uint8Array) => Promise<{ mime: string; ext: string } | undefined>;

/** A running SHA-256; `digest` ends it and gives lower-case hex. */
export interface Hasher {
  update(chunk: Uint8Array): void;
  digest(): string;
}

/** Limits of one download, asked for anew each time. */
export interface SaveLimits {
  /** The largest file that is fetched, bytes. */
  readonly maxBytes: number;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  /** The longest silence between two pieces. */
  readonly idleTimeoutMs: number;
  /** A download that brings fewer than `minBytesPerWindow` in a window of this length has stalled. */
  readonly windowMs: number;
  readonly minBytesPerWindow: number;
  /** Where nothing says how much will come, the download stops when the disk has less than this left. */
  readonly minFreeBytes: number;
}
