/** Server-sent events out of bytes, by the rules of the HTML standard, a piece at a time. */
import { DecodeError } from '../errors.ts';

export interface SseEvent {
  /** The `event` field; empty where there is none. */
  readonly type: string;
  /** The `data` lines, joined by line feeds. */
  readonly data: string;
}

/**
 * Parses one stream. Lines end in CRLF, LF or CR, characters may be torn between pieces, comments and unknown fields
 * are skipped. `maxEventChars` bounds an event and a line, hence what is kept in memory.
 */
export class SseParser {
  readonly #maxEventChars: number;
  readonly #decoder = new TextDecoder();
  /** The line that has not ended yet; `#scanned` of its characters are known to hold no end. */
  #rest = '';
  #scanned = 0;
  #endedInCr = false;
  #type = '';
  #data: string[] = [];
  #size = 0;

  constructor(maxEventChars: number) {
    this.#maxEventChars = maxEventChars;
  }

  /** The events that this piece completes. DecodeError `tooLarge` for an event beyond the cap. */
  push(chunk: Uint8Array): readonly SseEvent[] {
    return this.#takeText(this.#decoder.decode(chunk, { stream: true }));
  }

  /** The event that the end completes: many services leave out the last empty line. */
  end(): readonly SseEvent[] {
    const events = this.#takeText(this.#decoder.decode());
    if (this.#rest !== '') this.#takeLine(this.#rest);
    this.#rest = '';
    this.#scanned = 0;
    events.push(...this.#takeEvent());
    return events;
  }

  #takeText(text: string): SseEvent[] {
    const events: SseEvent[] = [];
    // A CR at the end of the last piece has ended its line; the LF that follows belongs to it.
    this.#rest += this.#endedInCr && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#endedInCr = text.endsWith('\r');
    let from = 0;
    for (const match of this.#rest.slice(this.#scanned).matchAll(/\r\n|\n|\r/g)) {
      const at = this.#scanned + match.index;
      const line = this.#rest.slice(from, at);
      if (line === '') events.push(...this.#takeEvent());
      else this.#takeLine(line);
      from = at + match[0].length;
    }
    this.#rest = this.#rest.slice(from);
    this.#scanned = this.#rest.length;
    this.#check(this.#size + this.#rest.length);
    return events;
  }

  #takeLine(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    this.#size += line.length;
    this.#check(this.#size);
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#type = value;
  }

  #takeEvent(): SseEvent[] {
    const events = this.#data.length === 0 ? [] : [{ type: this.#type, data: this.#data.join('\n') }];
    this.#type = '';
    this.#data = [];
    this.#size = 0;
    return events;
  }

  #check(chars: number): void {
    if (chars <= this.#maxEventChars) return;
    const message = `one event is larger than ${this.#maxEventChars} characters`;
    throw new DecodeError({ path: 'stream', reason: 'tooLarge', message });
  }
}
