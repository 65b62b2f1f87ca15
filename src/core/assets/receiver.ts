/** Gets one result into a temporary file, over several downloads where one breaks off. */
import { throwIfAborted } from '../async.ts';
import { errorText, isError, StorageError } from '../errors.ts';
import type { Clock, Files, Http, Log, TempFile } from '../ports.ts';
import { isSameResource, type Part } from './contentRange.ts';
import { type Download, openDownload } from './download.ts';
import { describeForeign, type MediaType, mediaTypeOf } from './mediaTypes.ts';
import { planEmbedding } from './metadata/embed.ts';
import { joinBytes } from './probe/bytes.ts';
import { MediaProbe } from './probe/mediaProbe.ts';
import { createProgressTeller } from './progress.ts';
import { createPaceKeeper, createRoomKeeper, type RoomKeeper, truncated } from './receivingLimits.ts';
import type { Hasher, SavedAsset, SaveLimits, SaveRequest, Sniff } from './types.ts';

export interface ReceiverParts {
  readonly http: Http;
  readonly files: Files;
  readonly sniff: Sniff;
  readonly hash: () => Hasher;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: SaveLimits;
}

/** A whole result, not named yet. */
export interface Received extends Pick<SavedAsset, 'bytes' | 'sha256' | 'width' | 'height' | 'durationMs'> {
  /** The address that brought it. */
  readonly url: string;
  readonly temp: TempFile;
  readonly type: MediaType;
}

/** As much is read before anything touches the disk; sniffers know every media type from less. */
const sniffBytes = 4100;
/** Waits before the rest is asked for. */
const waitsMs = [500, 2000, 8000] as const;
/** A try that gets so much further than any before does not count: long files over bad lines come through. */
const goodStepBytes = 1024 * 1024;

/** The file as far as it is there. */
interface Growing {
  readonly temp: TempFile;
  readonly type: MediaType;
  readonly hasher: Hasher;
  /** What answered with its beginning. */
  readonly url: string;
  readonly probe: MediaProbe;
  bytes: number;
  /** How the host calls these bytes; undefined where it cannot give their rest. */
  etag: string | undefined;
  length: number | undefined;
  /** Bytes of ours in it: what it says of itself. `bytes` counts the host's alone. */
  added: number;
  /** What follows the host's last byte. */
  readonly tail: Uint8Array;
}

/**
 * One result on its way. The file holds bytes of one version alone: it grows only by what the host proves to be the
 * rest of the very same bytes, and begins anew with everything else.
 */
export class Receiver {
  readonly #parts: ReceiverParts;
  readonly #request: SaveRequest;
  readonly #signal: AbortSignal;
  #url: string;
  #file: Growing | undefined;
  #tries = 0;
  readonly #tell: ReturnType<typeof createProgressTeller> | undefined;
  /** How far the file had come when the tries were last counted from 0. */
  #mark = 0;

  constructor(parts: ReceiverParts, request: SaveRequest, signal: AbortSignal) {
    this.#parts = parts;
    this.#request = request;
    this.#signal = signal;
    this.#url = request.url;
    this.#tell = request.onProgress && createProgressTeller(parts.clock, request.onProgress);
  }

  /** Call once. Rejects as `AssetSaver.save`; whether it does or not, `discard` removes what was not named. */
  async receive(): Promise<Received> {
    for (;;) {
      try {
        return await this.#download();
      } catch (e) {
        const waitMs = this.#waitAfter(e);
        if (waitMs === undefined) throw e;
        this.#parts.log.debug(`a download broke off; going on in ${waitMs} ms: ${errorText(e)}`);
        await this.#parts.clock.sleep(waitMs, this.#signal);
        if (isGone(e)) await this.#freshen();
      }
    }
  }

  async discard(): Promise<void> {
    await this.#file?.temp.discard();
  }

  /** How long to wait before the rest is asked for; undefined to give up. */
  #waitAfter(e: unknown): number | undefined {
    const bytes = this.#file?.bytes ?? 0;
    if (bytes >= this.#mark + goodStepBytes) {
      this.#mark = bytes;
      this.#tries = 0;
    }
    return this.#canGoOnAfter(e) ? waitsMs[this.#tries++] : undefined;
  }

  /** What is there can grow, and the failure is one that passes. */
  #canGoOnAfter(e: unknown): boolean {
    if (this.#part() === undefined) return false;
    if (isError(e, 'network') || isError(e, 'timeout')) return true;
    if (isGone(e)) return this.#request.freshUrl !== undefined;
    return isError(e, 'storage') && e.reason === 'truncated';
  }

  #part(): Part | undefined {
    if (this.#file === undefined) return undefined;
    const { url, bytes, etag, length } = this.#file;
    return etag === undefined || bytes >= (length ?? Number.POSITIVE_INFINITY)
      ? undefined
      : { url, bytes, etag, length };
  }

  async #freshen(): Promise<void> {
    const url = (await this.#request.freshUrl?.()) ?? this.#url;
    if (this.#file !== undefined && !isSameResource(url, this.#url)) this.#file.etag = undefined;
    this.#url = url;
  }

  async #download(): Promise<Received> {
    const { http, limits } = this.#parts;
    const { origin } = this.#request;
    const signal = this.#signal;
    const download = await openDownload(http, {
      url: this.#url,
      origin,
      limits,
      signal,
      part: this.#part(),
    });
    const body = download.body[Symbol.asyncIterator]();
    try {
      return await this.#take(download, body);
    } finally {
      download.dispose();
      await body.return?.().catch(() => undefined);
    }
  }

  async #take(download: Download, body: AsyncIterator<Uint8Array>): Promise<Received> {
    const { files, clock, limits } = this.#parts;
    const { start, length } = download;
    const present = this.#file?.bytes ?? 0;
    const room = await createRoomKeeper({ files, folder: this.#request.folder, limits, length, present });
    const stream: Stream = { body, room, pace: createPaceKeeper(clock, limits) };
    const file = (start > 0 ? this.#file : undefined) ?? (await this.#begin(download, stream));
    file.length = length;
    for (let next = await body.next(); !next.done; next = await body.next()) {
      stream.pace(next.value.length);
      await this.#add(file, next.value, room);
    }
    throwIfAborted(this.#signal);
    checkLength(download, file);
    await this.#end(file);
    checkWhole(download, file);
    const { temp, type, added } = file;
    const bytes = file.bytes + added;
    return { url: this.#url, temp, type, bytes, sha256: file.hasher.digest(), ...file.probe.facts() };
  }

  /** A file of the download's first bytes, which tell what it is. Nothing touches the disk before. */
  async #begin({ url, etag, length }: Download, stream: Stream): Promise<Growing> {
    const { files, sniff, hash } = this.#parts;
    const head = await readHead(stream);
    const type = await mediaTypeFor(head, sniff);
    await this.#file?.temp.restart();
    const temp = this.#file?.temp ?? (await files.createTemp(this.#request.folder, this.#request.within));
    const probe = new MediaProbe(type.ext);
    const { tail, added, head: stored } = withFacts(this.#request, head, type);
    const bytes = head.reduce((sum, chunk) => sum + chunk.length, 0);
    const file: Growing = { ...{ temp, type, url, hasher: hash(), probe, bytes }, etag, length, added, tail };
    this.#file = file;
    for (const chunk of stored) {
      throwIfAborted(this.#signal);
      // The stream has seen to the room for it.
      await this.#write(file, chunk);
    }
    return file;
  }

  /** What follows the last byte; nothing of the host's can follow it. */
  async #end(file: Growing): Promise<void> {
    if (file.tail.length === 0) return;
    file.etag = undefined;
    file.added += file.tail.length;
    await this.#write(file, file.tail);
  }

  async #add(file: Growing, chunk: Uint8Array, room: RoomKeeper): Promise<void> {
    throwIfAborted(this.#signal);
    const checking = room.grown(file.bytes + chunk.length);
    if (checking !== undefined) await checking;
    file.bytes += chunk.length;
    await this.#write(file, chunk);
    this.#tell?.(file.bytes, file.length);
  }

  async #write(file: Growing, chunk: Uint8Array): Promise<void> {
    file.hasher.update(chunk);
    file.probe.push(chunk);
    await file.temp.write(chunk);
  }
}

/** A body and what watches over it. */
interface Stream {
  readonly body: AsyncIterator<Uint8Array>;
  readonly room: RoomKeeper;
  /** Told of each piece as it comes; throws when they come too slowly. */
  readonly pace: (length: number) => void;
}

async function readHead({ body, room, pace }: Stream): Promise<readonly Uint8Array[]> {
  const head: Uint8Array[] = [];
  for (let length = 0; length < sniffBytes; ) {
    const next = await body.next();
    if (next.done) break;
    pace(next.value.length);
    head.push(next.value);
    length += next.value.length;
    await room.grown(length);
  }
  return head;
}

async function mediaTypeFor(head: readonly Uint8Array[], sniff: Sniff): Promise<MediaType> {
  const start = joinBytes(head);
  if (start.length === 0) throw truncated('the result is empty');
  const found = await sniff(start);
  const type = found === undefined ? undefined : mediaTypeOf(found.mime);
  if (type !== undefined) return type;
  throw new StorageError({ reason: 'badContent', message: describeForeign(start, found?.mime) });
}

/** The head as it is stored, and what is added behind the end. */
interface Framing {
  readonly head: readonly Uint8Array[];
  readonly tail: Uint8Array;
  /** Bytes that the head has more than what came. */
  readonly added: number;
}

/** The content is hashed and counted as it lies on the disk, with what it says of itself. */
function withFacts(request: SaveRequest, head: readonly Uint8Array[], type: MediaType): Framing {
  const plain = { head, tail: new Uint8Array(0), added: 0 };
  if (request.facts === undefined) return plain;
  const whole = joinBytes(head);
  const plan = planEmbedding(whole, type.ext, request.facts);
  return plan === undefined
    ? plain
    : { head: [plan.head], tail: plan.tail, added: plan.head.length - whole.length };
}

function checkLength({ length }: Download, { bytes }: Growing): void {
  if (length !== undefined && bytes !== length) throw truncated(`${bytes} of ${length} bytes came`);
}

function checkWhole({ length, hasKnownEnd }: Download, { probe }: Growing): void {
  if (length === undefined && !hasKnownEnd && !probe.isWhole())
    throw truncated('the end of the file is missing');
}

function isGone(e: unknown): boolean {
  return isError(e, 'storage') && e.reason === 'gone';
}
