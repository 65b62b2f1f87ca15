/** A key that comes back: services and gateways echo what they were sent, in one coding or another. */

const mark = '[redacted]';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Shorter pieces would be found in texts that hold no key. */
const shortest = 8;

/** Base64 of ASCII. */
function base64(text: string): string {
  const bytes = Array.from(text, letter => letter.charCodeAt(0));
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    for (const shift of [18, 12, 6, 0]) out += alphabet.charAt((bits >> shift) & 63);
  }
  return out;
}

/** What base64 makes of `key` inside any longer text: by where it begins, without the signs that its neighbours share. */
function base64Forms(key: string): string[] {
  return [0, 1, 2].map(before => {
    const end = before + key.length;
    const whole = base64(' '.repeat(before) + key);
    return whole.slice(Math.ceil((before * 8) / 6), Math.floor((end * 8) / 6));
  });
}

const escaped = (sign: string): string => sign.replace(/[^A-Za-z0-9]/g, found => `\\${found}`);

/** Each sign as it is, in percent coding or as JSON's escape, with line ends between: wrapped texts are still texts. */
function spelled(text: string): string {
  const sign = (letter: string): string => {
    const code = letter.charCodeAt(0).toString(16);
    // JSON may write `/` with a backslash before it.
    return `(?:${letter === '/' ? '\\\\?' : ''}${escaped(letter)}|%${code}|\\\\u00${code})`;
  };
  return Array.from(text, sign).join('(?:\\s|\\\\[nrt])*');
}

/** Takes `key` out of texts that come from where it was sent, however it is written there. */
export type WithoutKey = (text: string) => string;

/** For a key of ASCII, as a header carries it. Not for keys of a few signs, which any text may hold. */
export function createWithoutKey(key: string): WithoutKey {
  if (key.length < shortest) return text => text;
  const forms = [
    key,
    ...base64Forms(key),
    ...base64Forms(key).map(form => form.replace(/\+/g, '-').replace(/\//g, '_')),
  ];
  const pattern = new RegExp([...new Set(forms)].map(spelled).join('|'), 'gi');
  return text => text.replace(pattern, mark);
}
