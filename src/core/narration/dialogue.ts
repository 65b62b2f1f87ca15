/** Who says what: lines that read `Name: words`. Pure. */

export interface SpokenLine {
  readonly text: string;
  /** The speaker, where the text names one. */
  readonly voice?: string;
}

const named = /^\s*([\p{L}\p{N}][\p{L}\p{N} _.'-]{0,39}):\s+(\S.*)$/u;

/** Words before a colon that are nobody's name: of change logs, and of remarks. */
const labels: ReadonlySet<string> = new Set(
  'added changed deprecated fixed improved removed security breaking note notes tip hint info important warning caution attention danger example todo see'.split(
    ' ',
  ),
);

/** `Name: words`, or the words alone. */
export function spokenLine(line: string): SpokenLine {
  const [, voice, text] = named.exec(line) ?? [];
  return voice === undefined || text === undefined || labels.has(voice.trim().toLowerCase())
    ? { text: line.trim() }
    : { text: text.trim(), voice: voice.trim() };
}

/** Fewer named lines are no dialogue: "Note: …" names nobody. */
const fewestNamed = 2;
/** More are a list of terms, and nobody would choose so many voices; the service's model takes no more either. */
const mostSpeakers = 10;

/**
 * The lines of a dialogue, where most of the text's lines name their speaker; what names nobody goes on for the last
 * one. Any other text is one line without a speaker.
 */
export function dialogueOf(text: string): readonly SpokenLine[] {
  const lines = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(spokenLine);
  const count = lines.filter(({ voice }) => voice !== undefined).length;
  if (count < fewestNamed || count * 2 < lines.length || speakersOf(lines).length > mostSpeakers)
    return text.trim() === '' ? [] : [{ text: text.trim() }];
  const spoken: SpokenLine[] = [];
  for (const line of lines) {
    const last = spoken.at(-1);
    if (line.voice !== undefined || last === undefined) spoken.push(line);
    else spoken[spoken.length - 1] = { ...last, text: `${last.text} ${line.text}` };
  }
  return spoken;
}

/** The speakers in the order in which they come. */
export function speakersOf(lines: readonly SpokenLine[]): readonly string[] {
  return [...new Set(lines.flatMap(({ voice }) => voice ?? []))];
}
