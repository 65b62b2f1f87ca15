/** The chat endpoint's JSON: whole answers, chunks of a stream, tool calls in pieces. */
import { DecodeError } from '../errors.ts';
import type { ChatAnswer, ChatEvent, ToolCall } from './types.ts';
import {
  asArray,
  asNumber,
  asObject,
  asText,
  copyObject,
  field,
  firstField,
  type JsonObject,
} from './wire.ts';

/** What the end of an answer says, `usage` included. */
export type ChatEnd = Extract<ChatEvent, { type: 'end' }> & { readonly usage: ChatAnswer['usage'] };

/** `body`, or what lies under `data` of the service's envelope. */
function unwrap(body: unknown): JsonObject | undefined {
  const inner = asObject(field(body, 'data'));
  return inner !== undefined && field(body, 'choices') === undefined ? inner : asObject(body);
}

/** Text of a message: a string, or parts of which the ones with text count. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = asArray(content) ?? [];
  return parts.map(part => (typeof part === 'string' ? part : textOf(field(part, 'text')))).join('');
}

function reasoningOf(message: unknown): string {
  return textOf(firstField(message, ['reasoning_content', 'reasoning']));
}

function creditsOf(body: unknown): number | undefined {
  const credits =
    asNumber(firstField(body, ['credits_consumed', 'consumed_credits'])) ??
    asNumber(field(field(body, 'usage'), 'credits_consumed'));
  return credits !== undefined && credits >= 0 ? credits : undefined;
}

/** Puts tool calls together: pieces belong to one call by `index`, else by `id`, else to the last one. */
export class ToolCallPieces {
  readonly #calls = new Map<string, { id: string; name: string; arguments: string }>();
  #last: string | undefined;

  add(pieces: unknown): void {
    for (const piece of asArray(pieces) ?? []) this.#addOne(piece);
  }

  #addOne(piece: unknown): void {
    const id = asText(field(piece, 'id'));
    const mark = asText(field(piece, 'index')) ?? id ?? this.#last ?? '0';
    this.#last = mark;
    const call = this.#calls.get(mark) ?? { id: '', name: '', arguments: '' };
    const fn = field(piece, 'function') ?? piece;
    const args = field(fn, 'arguments');
    if (call.id === '' && id !== undefined) call.id = id;
    if (call.name === '') call.name = asText(field(fn, 'name')) ?? '';
    if (args !== undefined) call.arguments += typeof args === 'string' ? args : JSON.stringify(args);
    this.#calls.set(mark, call);
  }

  /** The calls that have a name, in order of appearance, each once; forgets them. */
  take(): readonly ToolCall[] {
    const calls = [...this.#calls.values()].filter(call => call.name !== '');
    this.#calls.clear();
    this.#last = undefined;
    return calls.map((call, i) => ({
      id: call.id === '' ? `call_${i}` : call.id,
      name: call.name,
      arguments: call.arguments.trim() === '' ? '{}' : call.arguments,
    }));
  }
}

/** What has been seen of a stream so far. */
export interface ChatState {
  readonly tools: ToolCallPieces;
  finishReason: string | undefined;
  credits: number | undefined;
  usage: ChatAnswer['usage'];
  hasText: boolean;
}

export function createChatState(): ChatState {
  return {
    tools: new ToolCallPieces(),
    finishReason: undefined,
    credits: undefined,
    usage: undefined,
    hasText: false,
  };
}

/** The end of the stream, the tool calls before it. */
export function endEvents(state: ChatState): readonly (ChatEvent | ChatEnd)[] {
  const { finishReason, credits, usage } = state;
  return [
    ...state.tools.take().map(call => ({ type: 'toolCall', call }) as const),
    { type: 'end', finishReason, credits, usage },
  ];
}

/**
 * Takes one chunk (or one whole answer) into `state` and returns what can be shown at once. `choices: []`, a missing
 * `delta` and missing `content` are nothing to show.
 */
export function readChunk(body: unknown, state: ChatState): readonly ChatEvent[] {
  const chunk = unwrap(body);
  state.credits = creditsOf(chunk) ?? creditsOf(body) ?? state.credits;
  state.usage = copyObject(field(chunk, 'usage')) ?? state.usage;
  const choice = asArray(field(chunk, 'choices'))?.[0];
  state.finishReason = asText(field(choice, 'finish_reason')) ?? state.finishReason;
  // A last chunk can repeat the whole answer as `message`.
  const message = field(choice, 'delta') ?? (state.hasText ? undefined : field(choice, 'message'));
  state.tools.add(field(message, 'tool_calls'));
  const events: ChatEvent[] = [];
  const reasoning = reasoningOf(message);
  if (reasoning !== '') events.push({ type: 'reasoning', text: reasoning });
  const content = textOf(field(message, 'content'));
  if (content !== '') events.push({ type: 'content', text: content });
  state.hasText ||= events.length > 0;
  return events;
}

/** The events of an answer that came in one piece. DecodeError where it holds no choice. */
export function readWholeAnswer(body: unknown): readonly (ChatEvent | ChatEnd)[] {
  const choices = asArray(field(unwrap(body), 'choices'));
  if (asObject(choices?.[0]) === undefined) {
    throw new DecodeError({ path: 'choices', reason: 'shape', message: 'the answer holds no choice' });
  }
  const state = createChatState();
  return [...readChunk(body, state), ...endEvents(state)];
}

/** All events of one answer as one object. */
export async function collectAnswer(events: AsyncIterable<ChatEvent | ChatEnd>): Promise<ChatAnswer> {
  const toolCalls: ToolCall[] = [];
  const text = { content: '', reasoning: '' };
  let end: ChatEvent | ChatEnd | undefined;
  for await (const event of events) {
    if (event.type === 'toolCall') toolCalls.push(event.call);
    else if (event.type === 'end') end = event;
    else text[event.type] += event.text;
  }
  return {
    ...text,
    toolCalls,
    finishReason: end?.type === 'end' ? end.finishReason : undefined,
    credits: end?.type === 'end' ? end.credits : undefined,
    usage: end !== undefined && 'usage' in end ? end.usage : undefined,
  };
}
