/** The sandbox's side of `POST /chat/completions`: no model answers, but the stream is the real one's. */

import { isRecord } from '../../shared/isRecord.ts';
import { throwIfAborted } from '../async.ts';
import { NetworkError } from '../errors.ts';
import type { Clock, HttpResponse } from '../ports.ts';
import type { Body } from './models.ts';
import { type Exchange, replyError, replyJson, replyStream } from './replies.ts';
import { hashText } from './seeded.ts';
import { findTrouble, type Trouble } from './words.ts';

interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: string;
}

/** All that an answer consists of. */
interface Answer {
  readonly id: string;
  readonly createdSeconds: number;
  readonly reasoning: string;
  readonly content: string;
  readonly call: ToolCall | undefined;
  readonly promptTokens: number;
}

export interface ChatContext {
  readonly clock: Clock;
  readonly speed: number;
}

/** The text of a message, whose content is a string or parts. */
function textOf(message: unknown): string {
  const content = isRecord(message) ? message['content'] : undefined;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map(part => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join(' ')
    .trim();
}

/** A value that fits a JSON schema well enough to be sent to a tool. */
function fill(schema: unknown, text: string): unknown {
  if (!isRecord(schema)) return text;
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (schema['default'] !== undefined) return schema['default'];
  if (schema['type'] === 'object' || isRecord(schema['properties'])) {
    const required = Array.isArray(schema['required']) ? schema['required'] : [];
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    return Object.fromEntries(required.map(name => [name, fill(properties[String(name)], text)]));
  }
  if (schema['type'] === 'array') return [fill(schema['items'], text)];
  if (schema['type'] === 'boolean') return false;
  if (schema['type'] === 'number' || schema['type'] === 'integer') return schema['minimum'] ?? 1;
  return text;
}

/** A call of the first tool whose name the person wrote. */
function chooseTool(tools: unknown, text: string): ToolCall | undefined {
  for (const tool of Array.isArray(tools) ? tools : []) {
    const fn: unknown = isRecord(tool) ? (tool['function'] ?? tool) : undefined;
    if (!isRecord(fn) || typeof fn['name'] !== 'string' || !text.includes(fn['name'])) continue;
    const said = text.replace(fn['name'], '').replace(/\s+/g, ' ').trim();
    const args = JSON.stringify(fill(fn['parameters'] ?? {}, said));
    return { id: `call_${hashText(text).toString(36)}`, name: fn['name'], args };
  }
  return undefined;
}

function write(text: string, isShort: boolean): string {
  const quoted = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  const head = `**This is the sandbox.** No model was asked and no credits were spent.\n\nYou wrote: “${quoted}”.`;
  if (isShort) return head;
  return `${head}

With the live service an answer from Gemini would stand here. Until then:

1. Generate an image, a video, music or speech: everything runs, nothing is paid.
2. Look at the results in the tasks view and insert them where the cursor is.
3. Set your key when you are ready, and switch to the live service.

\`\`\`md
![${quoted.split(/\s+/).slice(0, 4).join(' ')}](assets/generated/picture.png)
\`\`\`
`;
}

function compose(body: Body, messages: readonly unknown[], now: number): Answer {
  const last = messages.at(-1);
  const text = textOf(last);
  const isToolResult = isRecord(last) && last['role'] === 'tool';
  const format = body['response_format'];
  const isJson = isRecord(format) && String(format['type']).startsWith('json');
  const isShort = body['reasoning_effort'] === 'low';
  const call = isToolResult || isJson ? undefined : chooseTool(body['tools'], text);
  const plain = isToolResult ? `The tool answered: ${text}` : write(text, isShort);
  const content = isJson ? JSON.stringify({ sandbox: true, echo: text }) : plain;
  const thoughts = `The question has ${text.split(/\s+/).length} words. There is no model behind the sandbox, so I say that, and repeat the question.`;
  return {
    id: `chatcmpl-sandbox-${hashText(`${text}${now}`).toString(36)}`,
    createdSeconds: Math.floor(now / 1000),
    reasoning: body['include_thoughts'] === false ? '' : thoughts,
    content: call === undefined ? content : '',
    call,
    promptTokens: Math.ceil(messages.reduce<number>((sum, m) => sum + textOf(m).length, 0) / 4),
  };
}

/** `usage` and `credits_consumed`: about five credits, then by token. */
function bill(answer: Answer): Record<string, unknown> {
  const completion = Math.ceil(
    (answer.reasoning.length + answer.content.length + (answer.call?.args.length ?? 0)) / 4,
  );
  const total = answer.promptTokens + completion;
  return {
    usage: { prompt_tokens: answer.promptTokens, completion_tokens: completion, total_tokens: total },
    credits_consumed: Math.round((5 + total / 1000) * 100) / 100,
  };
}

const finishOf = (answer: Answer): string => (answer.call === undefined ? 'stop' : 'tool_calls');

const callWire = (call: ToolCall): unknown => ({
  index: 0,
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: call.args },
});

function wholeAnswer(answer: Answer): unknown {
  const message = {
    role: 'assistant',
    content: answer.content,
    ...(answer.reasoning === '' ? {} : { reasoning_content: answer.reasoning }),
    ...(answer.call === undefined ? {} : { tool_calls: [callWire(answer.call)] }),
  };
  return {
    id: answer.id,
    object: 'chat.completion',
    created: answer.createdSeconds,
    model: 'gemini',
    choices: [{ index: 0, message, finish_reason: finishOf(answer) }],
    ...bill(answer),
  };
}

/** The chunks of the stream in order, each with the pause before it in ms. */
function* chunksOf(answer: Answer): Generator<readonly [pauseMs: number, chunk: unknown]> {
  const head = {
    id: answer.id,
    object: 'chat.completion.chunk',
    created: answer.createdSeconds,
    model: 'gemini',
  };
  const say = (delta: unknown, finish: string | null = null): unknown => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  yield [250, say({ role: 'assistant' })];
  for (const part of answer.reasoning.match(/(\s*\S+){1,6}\s*/g) ?? [])
    yield [45, say({ reasoning_content: part })];
  for (const part of answer.content.match(/(\s*\S+){1,3}\s*/g) ?? []) yield [30, say({ content: part })];
  if (answer.call !== undefined) {
    const { args, ...rest } = answer.call;
    yield [60, say({ tool_calls: [callWire({ ...rest, args: '' })] })];
    for (const part of args.match(/[\s\S]{1,12}/gu) ?? [])
      yield [20, say({ tool_calls: [{ index: 0, function: { arguments: part } }] })];
  }
  yield [20, say({}, finishOf(answer))];
  yield [10, { ...head, choices: [], ...bill(answer) }];
}

async function rest(context: ChatContext, ms: number, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  if (ms >= 1) await context.clock.sleep(ms, signal);
}

async function* streamAnswer(
  answer: Answer,
  context: ChatContext,
  signal: AbortSignal,
  trouble: Trouble | undefined,
): AsyncGenerator<Uint8Array> {
  const utf8 = new TextEncoder();
  const slowness = (trouble === 'slow' ? 8 : 1) / context.speed;
  const chunks = [...chunksOf(answer)];
  yield utf8.encode(': sandbox\n\n');
  for (const [i, [pauseMs, chunk]] of chunks.entries()) {
    await rest(context, pauseMs * slowness, signal);
    if (trouble === 'drop' && i > chunks.length / 2)
      throw new NetworkError({
        sent: 'unknown',
        code: 'ECONNRESET',
        message: 'the sandbox dropped the stream',
      });
    const bytes = utf8.encode(`data: ${JSON.stringify(chunk)}\n\n`);
    // Networks tear events anywhere; so does the sandbox, in the middle of each.
    const cut = bytes.length >> 1;
    yield bytes.subarray(0, cut);
    yield bytes.subarray(cut);
  }
  yield utf8.encode('data: [DONE]\n\n');
}

/** The trouble that the last message asks for. */
export function chatTrouble(body: Body): Trouble | undefined {
  const messages = body['messages'];
  return Array.isArray(messages) ? findTrouble(textOf(messages.at(-1))) : undefined;
}

/** Answers a chat request, streamed unless `stream` is false. */
export async function answerChat(
  body: Body,
  exchange: Exchange,
  context: ChatContext,
): Promise<HttpResponse> {
  const messages = body['messages'];
  if (typeof body['model'] !== 'string')
    return replyError(exchange, { status: 400, message: 'model is required' });
  if (!Array.isArray(messages) || messages.length === 0)
    return replyError(exchange, { status: 400, message: 'messages is required' });
  const wrong = messages.findIndex(m => !isRecord(m) || typeof m['role'] !== 'string');
  if (wrong >= 0)
    return replyError(exchange, { status: 400, message: `messages[${wrong}].role is required` });
  const trouble = chatTrouble(body);
  if (trouble === 'fail')
    return replyError(exchange, { status: 500, message: 'The sandbox failed on purpose.' });
  const answer = compose(body, messages, context.clock.now());
  if (body['stream'] !== false)
    return replyStream(
      exchange,
      'text/event-stream; charset=utf-8',
      streamAnswer(answer, context, exchange.signal, trouble),
    );
  await rest(context, (trouble === 'slow' ? 9600 : 1200) / context.speed, exchange.signal);
  if (trouble === 'drop')
    throw new NetworkError({
      sent: 'unknown',
      code: 'ECONNRESET',
      message: 'the sandbox dropped the answer',
    });
  return replyJson(exchange, wholeAnswer(answer));
}
