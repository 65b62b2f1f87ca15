/** A conversation as the page keeps it over a reload. Pure. */
import type { ChatAnswerView, ChatTurn } from '../../../src/shared/chatProtocol.ts';
import { isRecord } from '../../../src/shared/isRecord.ts';

/** `broken`: it failed on the way. */
export type TurnEnding = ChatAnswerView['ending'] | 'broken';

export interface ShownTurn extends ChatTurn {
  readonly ending?: TurnEnding;
  readonly credits?: string;
}

export interface Conversation {
  readonly turns: readonly ShownTurn[];
  /** What is written and not asked. */
  readonly question: string;
  readonly media: readonly string[];
  /** Name of the question that an answer is awaited to: the last of `turns`. */
  readonly awaited: string | undefined;
}

export const noConversation: Conversation = { turns: [], question: '', media: [], awaited: undefined };

/** VS Code keeps it as one text: it must not grow for ever. The host takes no more turns either. */
const mostTurns = 100;
const mostCharacters = 400_000;

const endings: readonly TurnEnding[] = ['whole', 'stopped', 'cut', 'broken'];

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];

function toTurn(value: unknown): ShownTurn | undefined {
  if (!isRecord(value)) return undefined;
  const { role, text, credits } = value;
  if ((role !== 'user' && role !== 'assistant') || typeof text !== 'string') return undefined;
  const media = texts(value['media']);
  const ending = endings.find(known => known === value['ending']);
  return {
    ...{ role, text },
    ...(media.length === 0 ? {} : { media }),
    ...(ending === undefined ? {} : { ending }),
    ...(typeof credits === 'string' ? { credits } : {}),
  };
}

/** Reads what was kept, whatever a former version left there. */
export function readConversation(value: unknown): Conversation {
  if (!isRecord(value) || !Array.isArray(value['turns'])) return noConversation;
  const { question, awaited } = value;
  return {
    turns: value['turns'].flatMap(turn => toTurn(turn) ?? []),
    question: typeof question === 'string' ? question : '',
    media: texts(value['media']),
    awaited: typeof awaited === 'string' ? awaited : undefined,
  };
}

/** Without its oldest turns, where it has become too long; it begins with a question. */
export function shortened(turns: readonly ShownTurn[]): readonly ShownTurn[] {
  let characters = 0;
  let from = turns.length;
  while (from > 0 && turns.length - from < mostTurns) {
    characters += turns[from - 1]?.text.length ?? 0;
    // The newest one stays, however long.
    if (characters > mostCharacters && from < turns.length) break;
    from -= 1;
  }
  const kept = turns.slice(from);
  const first = kept.findIndex(turn => turn.role === 'user');
  return kept.slice(Math.max(0, first));
}

/** The last question is taken back into the box: nothing came of it. */
export function takenBack(conversation: Conversation): Conversation {
  const { turns, question } = conversation;
  const last = turns.at(-1);
  if (last?.role !== 'user') return { ...conversation, awaited: undefined };
  const text = question.trim() === '' ? last.text : `${last.text}\n\n${question}`;
  return { turns: turns.slice(0, -1), question: text, media: last.media ?? [], awaited: undefined };
}
