/** Lines out of a stream of bytes, without ever holding more of it than one line. */

/** A line, or that there was one longer than allowed, of which nothing is kept. */
export type Line = { readonly text: string } | { readonly isTooLong: true };

const lineFeed = 0x0a;

/** The lines of UTF-8 text, without their ends; empty lines are left out. */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Line, void, undefined> {
  let pieces: Uint8Array[] = [];
  let length = 0;

  function add(piece: Uint8Array): void {
    length += piece.length;
    if (length <= maxBytes) pieces.push(piece);
    else pieces = [];
  }

  function take(): Line | undefined {
    const isTooLong = length > maxBytes;
    // Strips a byte order mark, too.
    const text = isTooLong ? '' : new TextDecoder().decode(Buffer.concat(pieces)).trim();
    pieces = [];
    length = 0;
    if (isTooLong) return { isTooLong };
    return text === '' ? undefined : { text };
  }

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      add(chunk.subarray(start, end));
      const line = take();
      if (line !== undefined) yield line;
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  const last = take();
  if (last !== undefined) yield last;
}
