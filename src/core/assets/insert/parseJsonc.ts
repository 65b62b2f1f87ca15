/** JSON as configuration files have it: with comments and commas at ends of lists. Linear in the length of the text. */
const string = /"(?:[^"\\\n]|\\.)*"/y;
const comment = /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/y;
const code = /[^"/]+|["/]/y;

interface Piece {
  readonly type: 'string' | 'comment' | 'code';
  readonly text: string;
}

function matchAt(pattern: RegExp, json: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(json)?.[0];
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function* pieces(json: string): Generator<Piece> {
  /** From a quote on that nothing closes no later one of its line begins a string either. */
  let unclosedTo = 0;
  for (let at = 0; at < json.length; ) {
    let piece: Piece | undefined;
    if (json[at] === '"' && at >= unclosedTo) {
      const text = matchAt(string, json, at);
      if (text === undefined) unclosedTo = lineEnd(json, at);
      else piece = { type: 'string', text };
    } else if (json[at] === '/') {
      const text = matchAt(comment, json, at);
      if (text !== undefined) piece = { type: 'comment', text };
    }
    piece ??= { type: 'code', text: matchAt(code, json, at) ?? '' };
    yield piece;
    at += piece.text.length;
  }
}

/** The value; undefined where the text is none. */
export function parseJsonc(source: string): unknown {
  let json = '';
  let between = '';
  for (const { type, text } of pieces(source)) {
    if (type === 'code') between += text;
    if (type !== 'string') continue;
    json += withoutLastCommas(between) + text;
    between = '';
  }
  try {
    return JSON.parse(json + withoutLastCommas(between));
  } catch {
    return undefined;
  }
}

/** White space between a comma and a bracket: longer is none that anybody wrote. */
function withoutLastCommas(part: string): string {
  return part.replace(/,(\s{0,2000}[}\]])/g, '$1');
}
