/** What a file says of itself, where a person wants it to. Never a key: a request has none in it. */
export interface EmbeddedFacts {
  readonly prompt: string | undefined;
  readonly model: string;
  /** The service's id of the task. */
  readonly taskId: string;
  /** The request as sent, as JSON. */
  readonly parameters: string;
}

/** A picture's segment takes 64 KB, and nobody reads more. */
const longest = 8000;

const cut = (text: string): string => [...text].slice(0, longest).join('');

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
