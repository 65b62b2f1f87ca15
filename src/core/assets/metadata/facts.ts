/** What a file says of itself, where a person wants it to. Never a key: a request has none in it. */
export interface EmbeddedFacts {
  readonly prompt: string | undefined;
  readonly model: string;
  /** The service's id of the task. */
  readonly taskId: string;
  /** The request, as JSON: see `publicParameters`. */
  readonly parameters: string;
}

/** A picture's segment takes 64 KB, and nobody reads more. */
const longest = 8000;

const cut = (text: string): string => [...text].slice(0, longest).join('');

/** Of one text among the parameters. */
const longestValue = 1500;

/** Anywhere in a text, with a scheme or with that of the page; spelled as loosely as browsers read it. */
const address = /(?:\bhttps?:[\\/]*|(?<![\w:/\\])[\\/]{2})[^\s<>]+/gi;

/** Addresses without what opens them: a signature in a picture on the web would open somebody's bucket. */
function publicText(text: string): string {
  if (/^\s{0,9}data:/i.test(text)) return 'data:…';
  return text.replace(address, found => {
    const head = /^(?:https?:)?[\\/]*/i.exec(found)?.[0] ?? '';
    const rest = found.slice(head.length);
    const open = rest.search(/[?#]/);
    const place = open < 0 ? rest : rest.slice(0, open);
    const path = place.search(/[\\/]/);
    const user = (path < 0 ? place : place.slice(0, path)).lastIndexOf('@');
    return head + place.slice(user + 1);
  });
}

/** A request as JSON that may be published and is whole: texts in it are shortened, not the JSON. */
export function publicParameters(request: Readonly<Record<string, unknown>>): string {
  const write = (most: number): string =>
    JSON.stringify(request, (_, value: unknown) =>
      typeof value === 'string' ? [...publicText(value)].slice(0, most).join('') : value,
    );
  const text = write(longestValue);
  if (text.length <= longest) return text;
  const short = write(100);
  return short.length <= longest ? short : '{}';
}

/** Names and values, in the order in which they are written. */
export function factEntries(facts: EmbeddedFacts): readonly (readonly [name: string, value: string])[] {
  const { prompt, model, taskId, parameters } = facts;
  return [
    ...(prompt === undefined ? [] : [['prompt', cut(prompt)] as const]),
    ['model', model],
    ['taskId', taskId],
    ['parameters', cut(parameters)],
  ];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, ' ')
    .replace(/[&<>"]/g, letter => entities[letter] ?? letter);
}

/** The facts as an XMP packet; the prompt is the description that image tools show. */
export function xmpPacket(facts: EmbeddedFacts): string {
  const own = factEntries(facts).map(([name, value]) => `<aio:${name}>${xmlText(value)}</aio:${name}>`);
  const description =
    facts.prompt === undefined
      ? ''
      : `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${xmlText(cut(facts.prompt))}</rdf:li></rdf:Alt></dc:description>`;
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:aio="https://apiin.one/ns/1.0/"><xmp:CreatorTool>API in One</xmp:CreatorTool>${description}${own.join('')}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`;
}
