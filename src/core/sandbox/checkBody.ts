import { type Body, findModel, type ModelRule } from './models.ts';
import type { EndpointName } from './ticket.ts';

/** An answer other than success: the documented status and type, and why. */
export interface Refusal {
  readonly status: 400 | 401 | 402 | 404 | 429 | 500;
  readonly message: string;
}

const refuse = (message: string): Refusal => ({ status: 400, message });

/** Fields that hold addresses, and so must look like one. */
export const urlFields = ['image', 'face_image', 'video', 'background_image', 'mask_image'];
export const urlListFields = ['image_urls', 'input_urls', 'images', 'reference_images'];
const needsOf: Readonly<Record<EndpointName, readonly string[]>> = {
  images: ['prompt'],
  videos: ['prompt'],
  music: ['prompt'],
  speech: ['dialogue'],
  removeBackground: ['image'],
  swapFace: ['image', 'face_image'],
  upscaleImage: ['image'],
  removeVideoBackground: ['video'],
};
/** Endpoints without a `model`. */
export const tools: ReadonlySet<EndpointName> = new Set([
  'removeBackground',
  'swapFace',
  'upscaleImage',
  'removeVideoBackground',
]);

/** The field's text; empty where it has none. */
export const textOf = (body: Body, field: string): string =>
  typeof body[field] === 'string' ? body[field] : '';
const isUrl = (value: unknown): boolean =>
  typeof value === 'string' && /^(https?:\/\/[^\s/]+|data:\w+\/)\S*$/.test(value);
const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

function checkUrls(body: Body): Refusal | undefined {
  for (const field of urlFields)
    if (!isMissing(body[field]) && !isUrl(body[field])) return refuse(`${field} must be a URL`);
  for (const field of urlListFields) {
    const list = body[field];
    if (isMissing(list)) continue;
    if (!Array.isArray(list) || !list.every(isUrl)) return refuse(`${field} must be an array of URLs`);
  }
  return undefined;
}

function checkPrompt(endpoint: EndpointName, body: Body): Refusal | undefined {
  const prompt = body['prompt'];
  if (isMissing(prompt)) return undefined;
  if (typeof prompt !== 'string') return refuse('prompt must be a string');
  const length = [...prompt].length;
  if (length > 5000) return refuse('prompt must be at most 5000 characters long');
  if (endpoint === 'images' && length < 3) return refuse('prompt must be at least 3 characters long');
  return undefined;
}

function checkDialogue(body: Body): Refusal | undefined {
  const dialogue = body['dialogue'];
  if (!Array.isArray(dialogue)) return refuse('dialogue must be an array');
  const wrong = dialogue.findIndex(l => typeof l?.text !== 'string' || l.text.trim() === '');
  return wrong < 0 ? undefined : refuse(`dialogue[${wrong}].text is required`);
}

function checkMusic(body: Body): Refusal | undefined {
  const [lyrics, idea] = [textOf(body, 'prompt'), textOf(body, 'gpt_description_prompt')];
  if (lyrics === '' && idea === '') return refuse('prompt or gpt_description_prompt is required');
  if (lyrics !== '' && idea !== '') return refuse('prompt and gpt_description_prompt exclude each other');
  return idea.length > 400 ? refuse('gpt_description_prompt must be at most 400 characters long') : undefined;
}

function checkModel(endpoint: EndpointName, body: Body): Refusal | undefined {
  const model = body['model'];
  if (typeof model !== 'string' || model === '') return refuse('model is required');
  if (/^(unknown|no-such)/.test(model)) return { status: 404, message: `Model ${model} not found` };
  const rule = findModel(model);
  if (rule !== undefined && rule.endpoint !== endpoint) return refuse(`model ${model} is not served here`);
  if (
    rule?.duration !== undefined &&
    body['duration'] !== undefined &&
    typeof body['duration'] !== rule.duration
  )
    return refuse(`duration must be a ${rule.duration} for ${model}`);
  return undefined;
}

function checkNumbers(body: Body): Refusal | undefined {
  if (body['seed'] !== undefined && !Number.isSafeInteger(body['seed']))
    return refuse('seed must be an integer');
  const count = body['num_images'];
  if (count === undefined) return undefined;
  const isFine = Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 9;
  return isFine ? undefined : refuse('num_images must be an integer from 1 to 9');
}

/** The first rule that `body` breaks, as the service words it. */
export function checkBody(
  endpoint: EndpointName,
  body: Body,
  rule: ModelRule | undefined,
): Refusal | undefined {
  const refused = tools.has(endpoint) ? undefined : checkModel(endpoint, body);
  if (refused !== undefined) return refused;
  const isMultiShot = body['multi_shots'] === true;
  for (const field of rule?.needs ?? needsOf[endpoint])
    if (isMissing(body[field]) && !(field === 'prompt' && isMultiShot)) return refuse(`${field} is required`);
  if (endpoint === 'speech') return checkDialogue(body);
  if (endpoint === 'music' && rule?.needs !== undefined) return checkMusic(body);
  return checkPrompt(endpoint, body) ?? checkUrls(body) ?? checkNumbers(body);
}
