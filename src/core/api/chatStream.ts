/** An answer of the chat endpoint as it comes: server-sent events, or JSON where the service chose to answer at once. */
import { DecodeError, isError, NetworkError } from '../errors.ts';
import {
  type ChatEnd,
  type ChatState,
  createChatState,
  endEvents,
  readChunk,
  readWholeAnswer,
} from './decodeChat.ts';
import { decodeReply, errorInBody, type Reply } from './decodeError.ts';
import type { OpenExchange } from './exchange.ts';
import { maxEventChars, maxJsonBytes, maxStreamBytes } from './limits.ts';
import { readPieces } from './readBody.ts';
import { type SseEvent, SseParser } from './sse.ts';
import type { ChatEvent } from './types.ts';
import { asObject, field, parseJson } from './wire.ts';
import type { WithoutKey } from './withoutKey.ts';

type Head = Omit<Reply, 'text'>;

/**
 * The events of a good answer, whichever way it came; ends with exactly one `end`. Its beginning decides, whatever
 * the headers say. Throws ApiError for an error in the answer, DecodeError for
 * what cannot be read, NetworkError when the stream breaks off before the model said that it was done.
 * The caller disposes of the exchange.
 */
export async function* readChat(
  { response, withoutKey }: Pick<OpenExchange, 'response' | 'withoutKey'>,
  receivedAt: number,
): AsyncGenerator<ChatEvent | ChatEnd> {
  const head: Head = { status: response.status, headers: response.headers, receivedAt };
  const pieces = readPieces(response, maxStreamBytes);
  const first = await readBeginning(pieces);
  if (/^\s*(data|event|id|retry)?:/.test(first.text)) {
    yield* readEvents(first.bytes, pieces, { head, withoutKey });
  } else {
    const text = withoutKey(await readRest(first.bytes, pieces));
    yield* readWholeAnswer(decodeReply({ ...head, text }));
  }
}

/** Pieces until the first eight characters that are not space are there, or the end. */
async function readBeginning(
  pieces: AsyncGenerator<Uint8Array>,
): Promise<{ bytes: Uint8Array[]; text: string }> {
  const bytes: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let text = '';
  while (text.trimStart().length < 8 && text.length < 64 * 1024) {
    const next = await pieces.next();
    if (next.done === true) break;
    bytes.push(next.value);
    text += decoder.decode(next.value, { stream: true });
  }
  return { bytes, text };
}

async function readRest(first: readonly Uint8Array[], pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  const add = (piece: Uint8Array): void => {
    bytes += piece.byteLength;
    if (bytes > maxJsonBytes) {
      const message = `the answer is larger than ${maxJsonBytes} bytes`;
      throw new DecodeError({ path: '', reason: 'tooLarge', message });
    }
    text += decoder.decode(piece, { stream: true });
  };
  first.forEach(add);
  for await (const piece of pieces) add(piece);
  return text + decoder.decode();
}

async function* readEvents(
  first: readonly Uint8Array[],
  pieces: AsyncGenerator<Uint8Array>,
  { head, withoutKey }: { head: Head; withoutKey: WithoutKey },
): AsyncGenerator<ChatEvent | ChatEnd> {
  const state = createChatState();
  for await (const event of sseEvents(first, pieces, state)) {
    if (event.data.trim() === '[DONE]') {
      yield* endEvents(state);
      return;
    }
    const chunk = parseEvent({ ...event, data: withoutKey(event.data) });
    if (chunk === undefined) continue;
    const error = errorInBody(isBareError(event, chunk) ? { error: chunk } : chunk, head);
    if (error !== undefined) throw error;
    yield* readChunk(chunk, state);
  }
  if (state.finishReason === undefined) {
    const message = 'the answer broke off before its end';
    throw new NetworkError({ sent: 'unknown', message, code: 'EOF' });
  }
  yield* endEvents(state);
}

/** Events of the whole stream. Once the model is done, a connection that breaks ends the stream instead of failing it. */
async function* sseEvents(
  first: readonly Uint8Array[],
  pieces: AsyncGenerator<Uint8Array>,
  state: ChatState,
): AsyncGenerator<SseEvent> {
  const parser = new SseParser(maxEventChars);
  for (const piece of first) yield* parser.push(piece);
  while (true) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await pieces.next();
    } catch (e) {
      if (state.finishReason !== undefined && (isError(e, 'network') || isError(e, 'timeout'))) return;
      throw e;
    }
    if (next.done === true) break;
    yield* parser.push(next.value);
  }
  yield* parser.end();
}

/** `event: error` whose data is the inside of an error. */
function isBareError(event: SseEvent, chunk: unknown): boolean {
  return event.type === 'error' && field(chunk, 'error') === undefined;
}

/** The event's object; undefined for heartbeats and other events that are none of ours. */
function parseEvent(event: SseEvent): unknown {
  if (event.data.trim() === '') return undefined;
  try {
    return asObject(parseJson(event.data, 'stream'));
  } catch (e) {
    if (event.type !== '' && event.type !== 'message' && event.type !== 'error') return undefined;
    throw e;
  }
}
