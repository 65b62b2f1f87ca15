/** JSON as configuration files have it: with comments and commas at ends of lists. Linear in the length of the text. */
const piece = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|[^"/]+|["/]/g;

/** The value; undefined where the text is none. */
export function parseJsonc(text: string): unknown {
  let json = '';
  let code = '';
  for (const [part] of text.matchAll(piece)) {
    if (part.startsWith('//') || part.startsWith('/*')) continue;
    if (part.startsWith('"') && part.length > 1) {
      json += withoutLastCommas(code) + part;
      code = '';
    } else code += part;
  }
  try {
    return JSON.parse(json + withoutLastCommas(code));
  } catch {
    return undefined;
  }
}

function withoutLastCommas(code: string): string {
  return code.replace(/,(\s*[}\]])/g, '$1');
}

/** An object, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
