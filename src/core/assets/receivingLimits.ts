/** What ends a download on its way: too much, no room, no pace. */
import { StorageError, TimeoutError } from '../errors.ts';
import type { Clock, Files } from '../ports.ts';
import type { SaveLimits } from './types.ts';

/** Where nothing says how much will come, the disk is asked so often. */
const roomStepBytes = 8 * 1024 * 1024;

export interface RoomKeeper {
  /** The bytes that a file may have, at most. */
  readonly maxBytes: number;
  /** Told of the file's size as it grows; rejects with StorageError `tooLarge`, `truncated` or `diskFull`. */
  grown(bytes: number): Promise<void> | undefined;
}

export interface RoomKeeperParts {
  readonly files: Files;
  /** URI. */
  readonly folder: string;
  readonly limits: SaveLimits;
  /** What the whole file will have, where that is known. */
  readonly length: number | undefined;
  /** What of it takes room already. */
  readonly present: number;
}

/** Refuses at once what cannot be stored, before anything is read: StorageError as of `grown`. */
export async function createRoomKeeper(parts: RoomKeeperParts): Promise<RoomKeeper> {
  const { files, folder, limits, length, present } = parts;
  const maxBytes = Math.min(limits.maxBytes, files.maxBytes(folder) ?? Number.POSITIVE_INFINITY);
  if (length === 0) throw truncated('the result is empty');
  if (length !== undefined && length > maxBytes) throw tooLarge(maxBytes);

  async function checkDisk(needed: number): Promise<void> {
    const free = await files.freeBytes(folder);
    if (free === undefined || free >= needed) return;
    throw new StorageError({ reason: 'diskFull', message: `${needed} bytes needed, ${free} free` });
  }

  await checkDisk(length === undefined ? limits.minFreeBytes : length - present);
  let checkAt = present + roomStepBytes;
  return {
    maxBytes,
    grown(bytes) {
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      if (length !== undefined && bytes > length) throw truncated(`more than ${length} bytes came`);
      if (length !== undefined || bytes < checkAt) return undefined;
      checkAt = bytes + roomStepBytes;
      return checkDisk(limits.minFreeBytes);
    },
  };
}

/** Silence is the transport's to notice; this notices a host that sends a byte now and then for ever. */
export function createPaceKeeper(clock: Clock, limits: SaveLimits): (length: number) => void {
  const { windowMs, minBytesPerWindow } = limits;
  let since = clock.monotonic();
  let received = 0;
  return length => {
    received += length;
    const now = clock.monotonic();
    if (now - since < windowMs) return;
    if (received < minBytesPerWindow) {
      throw new TimeoutError({ sent: 'unknown', afterMs: now - since, message: 'the download has stalled' });
    }
    since = now;
    received = 0;
  };
}

export function truncated(message: string): StorageError {
  return new StorageError({ reason: 'truncated', message });
}

export function tooLarge(maxBytes: number): StorageError {
  return new StorageError({ reason: 'tooLarge', message: `the result is larger than ${maxBytes} bytes` });
}
