const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A space, a control character or a backslash: parsers disagree about addresses that hold them. */
function hasOddCharacter(text: string): boolean {
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code <= 0x20 || code === 0x7f || char === '\\') return true;
  }
  return false;
}

/**
 * The address as it will be sent, or undefined where it is none that the service may be given: https (http to
 * loopback alone, for the sandbox and tests), no user information. Only surrounding white space is taken away, for
 * a signed address must stay as it is.
 */
export function mediaUrl(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^https?:\/\/[^/]/i.test(trimmed) || hasOddCharacter(trimmed)) return undefined;
  const url = URL.parse(trimmed);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  if (url.protocol === 'http:' && !loopbackName.test(url.hostname)) return undefined;
  // `https://@host/` parses to no user at all, and still holds a userinfo mark.
  return /^https?:\/\/[^/?#]*@/i.test(trimmed) ? undefined : trimmed;
}
