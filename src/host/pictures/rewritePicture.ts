/** Pictures in another format or size, made in a thread of their own: the extension host serves others meanwhile. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { Bytes } from '../../core/assets/probe/bytes.ts';
import { pictureSize } from '../../core/assets/probe/pictureSize.ts';
import { CancelledError, InputFileError } from '../../core/errors.ts';
import { isAnimated } from '../../core/pictures/animated.ts';
import type { MadePicture, PictureAnswer, PictureWish, PictureWork, ReadableExt } from './work.ts';

/** 400 MB of pixels, and as much again for the codec. */
const maxMegapixels = 100;

/** Progressive JPEGs can be made that take hours. */
const timeLimitMs = 120_000;

/** Where the thread's code and the codecs lie. */
export interface PictureRoom {
  /** Path of the script. */
  readonly script: string;
  /** Path of the folder. */
  readonly codecs: string;
}

/** Both lie beside the bundles of the extension at `extensionPath`. */
export function pictureRoomOf(extensionPath: string): PictureRoom {
  const codecs = path.join(extensionPath, 'dist');
  return { script: path.join(codecs, 'pictureWorker.js'), codecs };
}

const readable: readonly string[] = ['png', 'jpg', 'webp'] satisfies readonly ReadableExt[];

/** Whether pictures with this ending, as their content says it, can be read. */
export function isReadable(ext: string): ext is ReadableExt {
  return readable.includes(ext);
}

export interface SourcePicture {
  /** For messages. */
  readonly name: string;
  /** Handed over: it is empty afterwards. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** As the content says. */
  readonly ext: ReadableExt;
}

function check({ name, content, ext }: SourcePicture): void {
  if (isAnimated(content, ext)) throw new InputFileError({ reason: 'animated', name });
  const size = pictureSize(ext, new Bytes(content));
  if (size === undefined) throw new InputFileError({ reason: 'damaged', name });
  if (size.width * size.height > maxMegapixels * 1e6)
    throw new InputFileError({ reason: 'tooManyPixels', name, limit: maxMegapixels });
}

async function askThread(room: PictureRoom, work: PictureWork, signal: AbortSignal): Promise<PictureAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PictureAnswer>();
  const worker = new Worker(room.script, { workerData: work, transferList: [work.content.buffer] });
  worker.once('message', resolve);
  worker.once('error', (e: Error) => resolve({ failure: e.message }));
  worker.once('exit', () => resolve({ failure: 'the thread ended' }));
  const timer = setTimeout(() => resolve({ failure: 'took too long' }), timeLimitMs);
  const onAbort = (): void => reject(new CancelledError('cancelled', signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}

/**
 * What `wish` asks for. Rejects with InputFileError `animated`, `damaged` (also for what the codecs do not know) or
 * `tooManyPixels`, and with CancelledError; the thread has ended by then.
 */
export async function rewritePicture(
  room: PictureRoom,
  source: SourcePicture,
  wish: PictureWish,
  signal: AbortSignal,
): Promise<MadePicture> {
  check(source);
  // The codecs take whole buffers, and a buffer that others look at cannot be handed over.
  const content =
    source.content.byteLength === source.content.buffer.byteLength ? source.content : source.content.slice();
  const { ext, name } = source;
  const answer = await askThread(room, { content, ext, wish, codecs: room.codecs }, signal);
  if ('failure' in answer) throw new InputFileError({ reason: 'damaged', name }, new Error(answer.failure));
  return answer;
}
