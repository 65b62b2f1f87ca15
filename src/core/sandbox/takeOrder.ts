import { checkBody, type Refusal, textOf, tools, urlFields, urlListFields } from './checkBody.ts';
import { type Body, defaultCredits, findModel } from './models.ts';
import { hashText } from './seeded.ts';
import { countSyllables } from './sound/speak.ts';
import {
  type EndpointName,
  type Fate,
  type PictureFormat,
  type Product,
  readTicket,
  type Ticket,
} from './ticket.ts';
import { findTrouble, type Trouble, wordsOfUrl } from './words.ts';

/** What a create request asks for; `ticket` but for the time. */
export interface Order {
  readonly ticket: Omit<Ticket, 'createdAt' | 'nonce'>;
  readonly trouble: Trouble | undefined;
}

const productOf: Readonly<Record<EndpointName, Product>> = {
  images: 'image',
  videos: 'video',
  music: 'music',
  speech: 'speech',
  removeBackground: 'cutout',
  swapFace: 'portrait',
  upscaleImage: 'image',
  removeVideoBackground: 'video',
};

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sides near 1024 at exactly the ratio asked for, multiples of 16. */
export function sizeOf(ratio: string, otherwise: string): Size {
  const found = /^\s*(\d{1,5})\s*[:x×*/]\s*(\d{1,5})\s*$/i.exec(ratio);
  let [a, b] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
  if (a === 0 || b === 0 || Math.max(a / b, b / a) > 8)
    [a, b] = otherwise.split(':').map(Number) as [number, number];
  let [rest, divisor] = [a, b];
  while (rest > 0) [rest, divisor] = [divisor % rest, rest];
  const [x, y] = [a / divisor, b / divisor];
  const times = Math.round(64 / Math.max(x, y));
  if (times > 0 && Math.max(x, y) * times >= 48) return { width: x * times * 16, height: y * times * 16 };
  const scale = 64 / Math.max(x, y);
  return { width: Math.max(1, Math.round(x * scale)) * 16, height: Math.max(1, Math.round(y * scale)) * 16 };
}

/** The ticket of an earlier result of the sandbox, where an input is one: a tool then works on that picture. */
function findSource(body: Body): Ticket | undefined {
  const lists = urlListFields.flatMap(f => (Array.isArray(body[f]) ? (body[f] as unknown[]) : []));
  for (const url of [...urlFields.map(f => body[f]), ...lists, body['task_id']]) {
    const id = typeof url === 'string' ? /sandbox_[\w-]+/.exec(url)?.[0] : undefined;
    const ticket = id === undefined ? undefined : readTicket(id);
    if (ticket !== undefined) return ticket;
  }
  return undefined;
}

/** `3000x2000`, where the address of an input says so: what is made of a picture has its shape. */
function sizeOfInput(body: Body): string | undefined {
  const values = [...urlFields.map(f => body[f]), ...urlListFields.map(f => body[f])].flat();
  return values
    .map(url => /[?&]size=(\d{1,5}x\d{1,5})\b/.exec(String(url))?.[1])
    .find(size => size !== undefined);
}

function wordsOf(endpoint: EndpointName, body: Body, source: Ticket | undefined): string {
  if (endpoint === 'speech')
    return (body['dialogue'] as readonly { text: string }[]).map(line => line.text).join(' ');
  const said = ['title', 'gpt_description_prompt', 'prompt', 'style']
    .map(f => textOf(body, f))
    .filter(t => t !== '');
  if (said.length > 0) return said.join(' · ');
  const shots = Array.isArray(body['multi_prompt']) ? body['multi_prompt'] : [];
  if (shots.length > 0) return shots.map(s => String(s?.prompt ?? '')).join(' · ');
  const input = textOf(body, 'image') || textOf(body, 'video');
  return source?.words ?? (input.startsWith('data:') ? '' : wordsOfUrl(input));
}

function shapeOf(endpoint: EndpointName, body: Body, source: Ticket | undefined): Size {
  const asked = ['aspect_ratio', 'size', 'resolution_ratio'].map(f => textOf(body, f)).find(t => t !== '');
  const isLarger = endpoint === 'upscaleImage' || /upscale/.test(textOf(body, 'model'));
  if (isLarger) {
    const larger = (side: number): number => Math.round((side * 1.5) / 16) * 16;
    return {
      width: larger(Math.min(source?.width ?? 1024, 1360)),
      height: larger(Math.min(source?.height ?? 1024, 1360)),
    };
  }
  const isOpen = asked === undefined || asked === 'auto';
  if (source !== undefined && isOpen) return { width: source.width, height: source.height };
  const given = isOpen ? sizeOfInput(body) : undefined;
  if (given !== undefined) return sizeOf(given, '1:1');
  return sizeOf(asked ?? '', productOf[endpoint] === 'video' ? '16:9' : '1:1');
}

function linesOf(endpoint: EndpointName, body: Body): Uint8Array {
  if (endpoint !== 'speech') return new Uint8Array(0);
  const lines = body['dialogue'] as readonly { text: string; voice?: unknown }[];
  return Uint8Array.from(
    lines.slice(0, 10).flatMap(l => [countSyllables(l.text), hashText(String(l.voice ?? '')) & 255]),
  );
}

/** The seed of the same prompt and the same `seed` is the same; without `seed` chance decides. */
function seedOf(body: Body, words: string, random: () => number): number {
  const asked = body['seed'];
  return hashText(`${words}|${typeof asked === 'number' ? asked : Math.floor(random() * 4294967296)}`);
}

const fateOf = (trouble: Trouble | undefined): Fate =>
  trouble === 'fail' || trouble === 'slow' || trouble === 'gone' || trouble === 'expired' ? trouble : 'well';

function formatOf(endpoint: EndpointName, body: Body): PictureFormat {
  const asked = textOf(body, 'output_format').toLowerCase() || (endpoint === 'swapFace' ? 'jpeg' : 'png');
  return asked === 'jpeg' || asked === 'jpg' ? 'jpeg' : 'png';
}

/** Reads a create request as the service would: what it makes and costs, or why it is refused. */
export function takeOrder(endpoint: EndpointName, body: Body, random: () => number): Order | Refusal {
  const model = textOf(body, 'model');
  const rule = findModel(model);
  const refusal = checkBody(endpoint, body, rule);
  if (refusal !== undefined) return refusal;
  const source = findSource(body);
  const isTool = tools.has(endpoint) || /upscale/.test(model);
  const words = wordsOf(endpoint, body, source) || 'Image';
  // A tool's input made by the sandbox carries that task's words, which were its own affair.
  const trouble = isTool && source !== undefined ? undefined : findTrouble(words);
  const isLarger = endpoint === 'upscaleImage' || /upscale/.test(model);
  const isPicture = source !== undefined && source.product !== 'video';
  return {
    trouble,
    ticket: {
      endpoint,
      product: isLarger && isPicture ? source.product : productOf[endpoint],
      fate: fateOf(trouble),
      format: formatOf(endpoint, body),
      ...shapeOf(endpoint, body, source),
      count: Math.min(Number(body['num_images'] ?? rule?.outputs ?? 1), 15),
      seed: isTool && source !== undefined ? source.seed : seedOf(body, words, random),
      credits: rule?.credits(body) ?? defaultCredits[endpoint],
      model,
      lines: linesOf(endpoint, body),
      words,
    },
  };
}
