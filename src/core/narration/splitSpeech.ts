/** Divides what is said into parts that a model takes, at ends of sentences. Pure and linear. */
import type { SpokenLine } from './dialogue.ts';

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};

/** Parts of at most `limit` characters (code points), none of them empty. Nobody's line is cut within a sentence. */
export function splitSpeech(lines: readonly SpokenLine[], limit: number): readonly (readonly SpokenLine[])[] {
  const parts: SpokenLine[][] = [];
  let room = 0;
  for (const { text, ...speaker } of lines)
    for (const [at, piece] of piecesOf(text, limit).entries()) {
      const length = lengthOf(piece);
      const part = parts.at(-1);
      if (part === undefined || length > room) {
        parts.push([{ text: piece, ...speaker }]);
        room = limit - length;
      } else {
        addTo(part, { text: piece, ...speaker }, at > 0);
        room -= length;
      }
    }
  return parts
    .map(part => part.map(line => ({ ...line, text: line.text.trim() })).filter(({ text }) => text !== ''))
    .filter(part => part.length > 0);
}

/** What is said in one go stays one line: a voice that begins anew with each sentence loses its melody. */
function addTo(part: SpokenLine[], line: SpokenLine, goesOn: boolean): void {
  const last = part.at(-1);
  if (last !== undefined && last.voice === line.voice && (goesOn || line.voice === undefined))
    part[part.length - 1] = { ...last, text: last.text + line.text };
  else part.push(line);
}

/** Sentences with the blanks behind them; one that is too long in words, a word that is too long in characters. */
function piecesOf(text: string, limit: number): readonly string[] {
  const inSentences = [...sentences.segment(text)].map(({ segment }) => segment);
  return inSentences.flatMap(sentence => {
    if (lengthOf(sentence) <= limit) return [sentence];
    return gather(
      [...words.segment(sentence)].map(({ segment }) => segment).flatMap(word => cut(word, limit)),
      limit,
    );
  });
}

function cut(word: string, limit: number): readonly string[] {
  const letters = [...word];
  if (letters.length <= limit) return [word];
  const count = Math.ceil(letters.length / limit);
  return Array.from({ length: count }, (_, at) => letters.slice(at * limit, (at + 1) * limit).join(''));
}

/** As much as fits into each. */
function gather(pieces: readonly string[], limit: number): readonly string[] {
  const gathered: string[] = [];
  let current = '';
  let length = 0;
  for (const piece of pieces) {
    const more = lengthOf(piece);
    if (length + more > limit) {
      gathered.push(current);
      current = '';
      length = 0;
    }
    current += piece;
    length += more;
  }
  return [...gathered, current];
}
