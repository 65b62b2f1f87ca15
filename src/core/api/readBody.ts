import { DecodeError } from '../errors.ts';
import type { HttpResponse } from '../ports.ts';

/** The body's pieces, up to `maxBytes`; the piece that goes over is the last one and comes with `isOver`. */
async function* capped(
  response: HttpResponse,
  maxBytes: number,
): AsyncGenerator<{ chunk: Uint8Array; isOver: boolean }> {
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      bytes += chunk.byteLength;
      const isOver = bytes > maxBytes;
      yield { chunk, isOver };
      if (isOver) return;
    }
  } finally {
    response.dispose();
  }
}

/** The body's pieces as they come; DecodeError `tooLarge` beyond `maxBytes`. Ends the exchange when left early. */
export async function* readPieces(response: HttpResponse, maxBytes: number): AsyncGenerator<Uint8Array> {
  for await (const { chunk, isOver } of capped(response, maxBytes)) {
    if (isOver) {
      const message = `the answer is larger than ${maxBytes} bytes`;
      throw new DecodeError({ path: '', reason: 'tooLarge', message });
    }
    yield chunk;
  }
}

/** The whole body as text. DecodeError `tooLarge` beyond `maxBytes`; a byte order mark is dropped. */
export async function readText(response: HttpResponse, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of readPieces(response, maxBytes)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/**
 * The beginning of an error's body, never an error of its own: what was too much is left out, and what came before
 * a broken connection is kept, because the status alone already says what happened.
 */
export async function readStart(response: HttpResponse, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const { chunk } of capped(response, maxBytes)) {
      text += decoder.decode(chunk.subarray(0, maxBytes - bytes), { stream: true });
      bytes += chunk.byteLength;
    }
  } catch {
    // The status is known; the words are lost.
  }
  return text;
}
