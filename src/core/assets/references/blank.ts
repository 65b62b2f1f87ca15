/** Blanks out what names no file: comments and code. The text keeps its length, so that offsets stay. Pure and linear. */

/** `text` with everything from `open` to `close` (or to the end) blanked. */
export function blankBetween(text: string, open: string, close: string): string {
  let blanked = '';
  let at = 0;
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, at)) {
    const end = text.indexOf(close, start + open.length);
    const next = end < 0 ? text.length : end + close.length;
    blanked += text.slice(at, start) + ' '.repeat(next - start);
    at = next;
  }
  return blanked + text.slice(at);
}

/** Fenced blocks and code between backticks. */
export function blankMarkdownCode(text: string): string {
  let fence: string | undefined;
  const lines = text.split('\n').map(line => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const isCode = fence !== undefined || mark !== undefined;
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) === true) fence = undefined;
    if (isCode) return ' '.repeat(line.length);
    return line.replace(/`[^`]+`/g, code => ' '.repeat(code.length));
  });
  return lines.join('\n');
}

/** Begins what goes on in indented lines: items of lists, footnotes, the boxes of documentation tools. */
const indentingStart = /^ {0,3}(?:[-*+][ \t]|\d{1,9}[.)][ \t]|\[\^[^\]\n]{1,50}\]:|:[ \t]|!!!|\?\?\?|===)/;

/** Blocks of lines that begin with four blanks, behind an empty line and in no list. */
export function blankIndentedCode(text: string): string {
  let isBehindEmpty = true;
  let isCode = false;
  let isInList = false;
  const lines = text.split('\n').map(line => {
    const isEmpty = line.trim() === '';
    const isIndented = /^(?: {4}| {0,3}\t)/.test(line);
    if (indentingStart.test(line)) isInList = true;
    else if (isBehindEmpty && !isEmpty && !/^[ \t]/.test(line)) isInList = false;
    if (!isEmpty) isCode = isIndented && !isInList && (isCode || isBehindEmpty);
    isBehindEmpty = isEmpty;
    return isCode ? ' '.repeat(line.length) : line;
  });
  return lines.join('\n');
}
