import { throwIfAborted } from '../async.ts';
import { StorageError, TimeoutError } from '../errors.ts';
import type { Clock, Files, Http, Log, TempFile } from '../ports.ts';
import { type Download, openDownload } from './download.ts';
import { describeForeign, extensionFor, type MediaType, mediaTypeOf, splitMediaName } from './mediaTypes.ts';
import { planEmbedding } from './metadata/embed.ts';
import { maxBaseBytes, safeName } from './names.ts';
import { joinBytes } from './probe/bytes.ts';
import { MediaProbe } from './probe/mediaProbe.ts';
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
};

/** As much is read before anything touches the disk; sniffers know every media type from less. */
const sniffBytes = 4100;
/** Names tried beside a taken one. */
const maxNumber = 999;

/** Makes the saver; see `AssetSaver` for what it promises. A taken name is followed by `-2`, `-3`, …. */
export function createAssetSaver(parts: AssetSaverParts): AssetSaver {
  return {
    async save(request, signal) {
      throwIfAborted(signal);
      const limits = parts.limits();
      const http = await parts.http();
      const download = await openDownload(http, { url: request.url, origin: request.origin, limits, signal });
      const body = download.body[Symbol.asyncIterator]();
      try {
        return await store({ parts, request, limits, download, body, signal });
      } finally {
        download.dispose();
        await body.return?.().catch(() => undefined);
      }
    },
  };
}

interface Job {
  readonly parts: AssetSaverParts;
  readonly request: SaveRequest;
  readonly limits: SaveLimits;
  readonly download: Download;
  readonly body: AsyncIterator<Uint8Array>;
  readonly signal: AbortSignal;
}

interface Facts extends Pick<SavedAsset, 'bytes' | 'sha256' | 'width' | 'height' | 'durationMs'> {}

async function store(job: Job): Promise<SavedAsset> {
  const { files, log, sniff } = job.parts;
  const maxBytes = await checkRoom(job);
  const pace = paceKeeper(job);
  const head = await readHead(job.body, maxBytes, pace);
  const type = await mediaTypeFor(head, sniff);
  const temp = await files.createTemp(job.request.folder, job.request.within);
  try {
    const facts = await pour(job, { ...withFacts(job.request, head, type), temp, type, maxBytes, pace });
    const uri = await commit(temp, job.request, type);
    log.debug(`stored ${facts.bytes} bytes of ${type.mime}`);
    return { url: job.request.url, uri, mime: type.mime, ...facts };
  } catch (e) {
    await discard(temp, log);
    throw e;
  }
}

/** The bytes that may come, at most. Refuses at once what cannot be stored, before anything is read. */
async function checkRoom(job: Job): Promise<number> {
  const { files } = job.parts;
  const { length } = job.download;
  const maxBytes = Math.min(
    job.limits.maxBytes,
    files.maxBytes(job.request.folder) ?? Number.POSITIVE_INFINITY,
  );
  if (length === undefined) return maxBytes;
  if (length === 0) throw truncated('the result is empty');
  if (length > maxBytes) throw tooLarge(maxBytes);
  const free = await files.freeBytes(job.request.folder);
  if (free !== undefined && free < length) {
    throw new StorageError({ reason: 'diskFull', message: `${length} bytes needed, ${free} free` });
  }
  return maxBytes;
}

async function readHead(
  body: AsyncIterator<Uint8Array>,
  maxBytes: number,
  pace: Pouring['pace'],
): Promise<readonly Uint8Array[]> {
  const head: Uint8Array[] = [];
  for (let length = 0; length < sniffBytes; ) {
    const next = await body.next();
    if (next.done) break;
    pace(next.value.length);
    head.push(next.value);
    length += next.value.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
  }
  return head;
}

async function mediaTypeFor(head: readonly Uint8Array[], sniff: Sniff): Promise<MediaType> {
  const start = joinBytes(head);
  if (start.length === 0) throw truncated('the result is empty');
  const found = await sniff(start);
  const type = found === undefined ? undefined : mediaTypeOf(found.mime);
  if (type === undefined) {
    throw new StorageError({ reason: 'badContent', message: describeForeign(start, found?.mime) });
  }
  return type;
}

/** The head as it is stored, and what is added behind the end. */
interface Framing {
  readonly head: readonly Uint8Array[];
  readonly tail: readonly Uint8Array[];
  /** Bytes that did not come from outside. */
  readonly added: number;
}

/** The content is hashed and counted as it lies on the disk, with what it says of itself. */
function withFacts(request: SaveRequest, head: readonly Uint8Array[], type: MediaType): Framing {
  const plain = { head, tail: [], added: 0 };
  if (request.facts === undefined) return plain;
  const whole = joinBytes(head);
  const plan = planEmbedding(whole, type.ext, request.facts);
  if (plan === undefined) return plain;
  const added = plan.head.length - whole.length + plan.tail.length;
  return { head: [plan.head], tail: plan.tail.length === 0 ? [] : [plan.tail], added };
}

interface Pouring extends Framing {
  readonly temp: TempFile;
  readonly type: MediaType;
  readonly maxBytes: number;
  /** Told of each piece as it comes; throws when they come too slowly. */
  readonly pace: (length: number) => void;
}

/** All bytes into the temporary file, counted, hashed and looked at on the way. */
async function pour(job: Job, { head, tail, added, temp, type, maxBytes, pace }: Pouring): Promise<Facts> {
  const hasher = job.parts.hash();
  const probe = new MediaProbe(type.ext);
  let bytes = 0;
  const take = async (chunk: Uint8Array): Promise<void> => {
    throwIfAborted(job.signal);
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    hasher.update(chunk);
    probe.push(chunk);
    await temp.write(chunk);
  };
  for (const chunk of head) await take(chunk);
  for (let next = await job.body.next(); !next.done; next = await job.body.next()) {
    pace(next.value.length);
    await take(next.value);
  }
  for (const chunk of tail) await take(chunk);
  throwIfAborted(job.signal);
  checkWhole(job.download, probe, bytes - added);
  return { bytes, sha256: hasher.digest(), ...probe.facts() };
}

/** Silence is the transport's to notice; this notices a host that sends a byte now and then for ever. */
function paceKeeper(job: Job): (length: number) => void {
  const { windowMs, minBytesPerWindow } = job.limits;
  let since = job.parts.clock.monotonic();
  let received = 0;
  return length => {
    received += length;
    const now = job.parts.clock.monotonic();
    if (now - since < windowMs) return;
    if (received < minBytesPerWindow) {
      throw new TimeoutError({ sent: 'unknown', afterMs: now - since, message: 'the download has stalled' });
    }
    since = now;
    received = 0;
  };
}

function checkWhole(download: Download, probe: MediaProbe, bytes: number): void {
  if (download.length !== undefined && bytes !== download.length) {
    throw truncated(`${bytes} of ${download.length} bytes came`);
  }
  if (!download.hasKnownEnd && !probe.isWhole()) throw truncated('the end of the file is missing');
}

async function commit(temp: TempFile, request: SaveRequest, type: MediaType): Promise<string> {
  const { base, ext } = targetName(request, type);
  for (let number = 1; number <= maxNumber; number++) {
    const done = await temp.commit(
      `${base}${number === 1 ? '' : `-${number}`}.${ext}`,
      request.mayBeThere === true,
    );
    if (!done.taken) return done.uri;
  }
  throw new StorageError({ reason: 'other', message: `${maxNumber} files of that name are there already` });
}

/** Made safe here once more: the names have been in the ledger, on disk, since they were planned. */
function targetName(request: SaveRequest, type: MediaType): { base: string; ext: string } {
  const { base, ext } = splitMediaName(request.exactName ?? request.baseName);
  if (request.exactName !== undefined) return { base: nameOrResult(base), ext: extensionFor(type, ext) };
  return { base: nameOrResult(request.baseName), ext: type.ext };
}

function nameOrResult(name: string): string {
  return safeName(name, maxBaseBytes) || 'result';
}

/** The error that led here counts, not one of cleaning up. */
async function discard(temp: TempFile, log: Log): Promise<void> {
  try {
    await temp.discard();
  } catch (e) {
    log.error('a temporary file could not be removed', e);
  }
}

function truncated(message: string): StorageError {
  return new StorageError({ reason: 'truncated', message });
}

function tooLarge(maxBytes: number): StorageError {
  return new StorageError({ reason: 'tooLarge', message: `the result is larger than ${maxBytes} bytes` });
}
