import { asArray, asObject } from './wire.ts';

const maxUrls = 100;
const maxDepth = 6;

/** Names that hold one address or several. */
const urlName = /(^|[_-])(url|uri|urls|uris)$|[a-z\d](Ur[li]|URL)s?$/;
/** Addresses that are not results: inputs, copies that die early, small pictures of the same thing. */
const otherName =
  /^(stream|source|preview|thumb|callback|webhook|input|origin|reference|request|prompt|title|text|tags|lyric|error|message|model|id$)/i;

/**
 * Every result address in `response`, in the service's order, each once: an array of texts, one text (also JSON as
 * text), an object, an array of objects, nested. Unchecked: whether one may be fetched is decided where it is fetched.
 */
export function collectUrls(response: unknown): readonly string[] {
  const urls = new Set<string>();
  collect(response, urls, 0);
  return [...urls];
}

function collect(value: unknown, urls: Set<string>, depth: number): void {
  if (depth > maxDepth) return;
  if (typeof value === 'string') collectText(value, urls, depth);
  for (const item of asArray(value) ?? []) collect(item, urls, depth + 1);
  for (const [name, item] of Object.entries(asObject(value) ?? {})) collectNamed(name, item, urls, depth + 1);
}

function collectText(value: string, urls: Set<string>, depth: number): void {
  const text = value.trim();
  if (!/^[[{]/.test(text)) {
    add(text, urls);
    return;
  }
  try {
    collect(JSON.parse(text), urls, depth + 1);
  } catch {
    add(text, urls);
  }
}

/** Inside an object, a text counts where its name or its beginning says that it is an address. */
function collectNamed(name: string, value: unknown, urls: Set<string>, depth: number): void {
  if (otherName.test(name)) return;
  for (const item of asArray(value) ?? [value]) {
    if (typeof item !== 'string') collect(item, urls, depth);
    else if (urlName.test(name) || /^https?:\/\/\S+$/i.test(item)) add(item.trim(), urls);
  }
}

function add(text: string, urls: Set<string>): void {
  if (text !== '' && urls.size < maxUrls) urls.add(text);
}
