/** The texts that the code asks translations for, read from its source. */

const literal = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
const asText = new RegExp(String.raw`^\s*(${literal})\s*[,)]`);
const asMessage = new RegExp(
  String.raw`^\s*\{\s*message:\s*(${literal}),\s*comment:\s*(${literal}|\[[^\]]*\])\s*[,}]`,
);

/** The value of a string literal. */
function unquote(source: string): string {
  const plain = source.slice(1, -1).replace(/\\'/g, "'").replace(/\\?"/g, '\\"');
  return JSON.parse(`"${plain}"`) as string;
}

/** The key in a bundle: the English text, with its comments behind a slash where it has some. */
function keyOfCall(call: string): string | undefined {
  const text = asText.exec(call)?.[1];
  if (text !== undefined) return unquote(text);
  const [, message, comment] = asMessage.exec(call) ?? [];
  if (message === undefined || comment === undefined) return undefined;
  const comments = comment.match(new RegExp(literal, 'g')) ?? [];
  return `${unquote(message)}/${comments.map(unquote).join('')}`;
}

/** Keys of all `l10n.t(` in `source`; what is not a literal text is told through `onOther` with what stands there. */
export function textsInSource(source: string, onOther: (call: string) => void): string[] {
  return source
    .split(/\bl10n\.t\(/)
    .slice(1)
    .flatMap(call => {
      const key = keyOfCall(call);
      if (key === undefined) onOther(call.slice(0, 60));
      return key ?? [];
    });
}
