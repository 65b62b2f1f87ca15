/** What is made of words: a narration, a picture, a song. */
import * as vscode from 'vscode';
import { withOwnDefaults } from '../../core/catalogue/form.ts';
import type { ModelChoice } from '../../core/catalogue/types.ts';
import { dialogueOf, type SpokenLine, speakersOf } from '../../core/narration/dialogue.ts';
import { speakableText } from '../../core/narration/speakable.ts';
import { splitSpeech } from '../../core/narration/splitSpeech.ts';
import type { GenerateRequest, TaskSnapshot } from '../../shared/views.ts';
import { besideSource, nameBeside } from '../besideSource.ts';
import { choiceLabel, choiceName } from '../choices.ts';
import { followPlace } from '../editor/followPlace.ts';
import { runJoined } from '../joining/joinWhenSaved.ts';
import { createLastAnswers } from '../lastAnswers.ts';
import { type Origin, withFolder } from '../origin.ts';
import { estimate, estimateText, sumOf } from '../pricing.ts';
import { askPick } from '../quickSteps.ts';
import { defaultsFor } from '../recordRequest.ts';
import { runMany } from '../runMany.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { askVoice, knownVoices } from './askVoice.ts';
import { parseUri } from './fileArgument.ts';
import { generateInteractively } from './generateInteractively.ts';
import type { HandlersOf } from './registerCommands.ts';
import { type TextSource, tellNoWords, textSource } from './textSource.ts';

/** Characters of one order. The service names no limit; this is the least that its model is known to take elsewhere. */
const longestPart = 3000;
const longestPrompt = 1000;

const { l10n } = vscode;

/** A voice for each speaker; empty where the service decides. Undefined when given up. */
async function askVoices(
  services: Services,
  speakers: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const { globalState } = services.context;
  const known = globalState.get<Record<string, string>>('voices', {});
  const listed = knownVoices(services.catalogue().defaultFor('speech'));
  const voices = new Map<string, string>();
  for (const [at, speaker] of speakers.entries()) {
    const answer = await askVoice({
      ...{ speaker, step: at + 1, totalSteps: speakers.length },
      last: (Object.hasOwn(known, speaker) && known[speaker]) || '',
      voices: listed,
    });
    if (answer.type !== 'value') return undefined;
    voices.set(speaker, answer.value);
  }
  await globalState.update('voices', { ...known, ...Object.fromEntries(voices) });
  return voices;
}

function withVoices(
  lines: readonly SpokenLine[],
  voices: ReadonlyMap<string, string>,
): readonly SpokenLine[] {
  return lines.map(({ text, voice }) => {
    const chosen = voice === undefined ? '' : (voices.get(voice) ?? voice);
    return chosen === '' ? { text } : { text, voice: chosen };
  });
}

interface PartPlan {
  readonly choice: ModelChoice;
  readonly requests: readonly GenerateRequest[];
}

/** One order a part, numbered where there are several. */
function planParts(
  services: Services,
  source: TextSource,
  parts: readonly (readonly SpokenLine[])[],
): PartPlan {
  const choice = services.catalogue().defaultFor('speech');
  const last = createLastAnswers(services.context.globalState).params(choiceName(choice));
  const own = { ...defaultsFor(choice, source.file ?? source.origin.folder), ...last };
  const requests = parts.map((dialogue, at): GenerateRequest => {
    const params = withOwnDefaults(choice, own, { dialogue });
    const word = parts.length === 1 ? 'narration' : `narration-${at + 1}`;
    const output = source.file && besideSource(source.file, 'speech', word);
    return { kind: 'speech', model: choiceName(choice), params, output };
  });
  return { choice, requests };
}

/** The number and the price before anything is ordered. */
async function isAgreed(services: Services, { choice, requests }: PartPlan): Promise<boolean> {
  const prices = requests.map(({ params }) => estimate(services.tasks.prices(), choice, params));
  const answer = await askPick({
    title: l10n.t('API in One: Narrate'),
    placeholder: l10n.t('The text is longer than one recording; it is divided at ends of sentences'),
    items: [
      {
        label: `$(play) ${l10n.t('Generate')}`,
        description: l10n.t('Recordings: {0} · {1}', requests.length, estimateText(sumOf(prices))),
        detail: choiceLabel(choice),
      },
    ],
  });
  return answer.type === 'value';
}

/** Other code's `{ file, voices? }`: nothing is asked. */
interface NarrationRequest {
  readonly file: vscode.Uri;
  readonly voices: ReadonlyMap<string, string>;
}

function parseNarration(arg: unknown): NarrationRequest | undefined {
  if (typeof arg !== 'object' || arg === null || !('file' in arg)) return undefined;
  const voices = 'voices' in arg && typeof arg.voices === 'object' ? Object.entries(arg.voices ?? {}) : [];
  const texts = voices.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { file: parseUri(arg.file, 'file'), voices: new Map(texts) };
}

async function narrate(services: Services, args: readonly unknown[]): Promise<unknown> {
  const request = parseNarration(args[0]);
  const source = await textSource(services, request === undefined ? args : [request.file, []]);
  const lines = source === undefined ? [] : dialogueOf(speakableText(source.text, source.languageId));
  if (source === undefined || lines.length === 0) {
    if (source !== undefined) tellNoWords(services, source.name);
    return undefined;
  }
  const voices = request?.voices ?? (await askVoices(services, speakersOf(lines)));
  if (voices === undefined) return undefined;
  const parts = splitSpeech(withVoices(lines, voices), longestPart);
  const plan = planParts(services, source, parts);
  if (request !== undefined)
    return runParts(services, source, plan, { origin: source.origin, isTold: false });
  if (parts.length > 1) return narrateParts(services, source, plan);
  const output = source.file && besideSource(source.file, 'speech');
  const given = { dialogue: parts[0] };
  return generateInteractively(services, { kind: 'speech', given, origin: source.origin, output });
}

async function narrateParts(services: Services, source: TextSource, plan: PartPlan): Promise<unknown> {
  // From the question on: before it is answered the person may type already.
  const place = followPlace(source.origin);
  try {
    const origin = (await isAgreed(services, plan)) ? await withFolder(place) : undefined;
    return origin && (await runParts(services, source, plan, { origin, isTold: true }));
  } finally {
    place.dispose();
  }
}

/** All parts, and then one file of them all. `isTold`: a person waits. */
async function runParts(
  services: Services,
  source: TextSource,
  { requests }: PartPlan,
  { origin, isTold }: { readonly origin: Origin; readonly isTold: boolean },
): Promise<readonly TaskSnapshot[]> {
  const name = source.file === undefined ? 'narration' : nameBeside(source.file, 'narration');
  const done =
    requests.length === 1
      ? await runMany(services, requests, origin)
      : await runJoined(services, requests, origin, { name, isTold });
  return done.map(toTaskSnapshot);
}

/** A picture of what is said there; the words are a beginning that the person goes on from. */
async function illustrate(services: Services, args: readonly unknown[]): Promise<unknown> {
  const source = await textSource(services, args);
  if (source === undefined) return undefined;
  const words = speakableText(source.text, source.languageId).replace(/\n/g, ' ');
  const prompt = [...words].slice(0, longestPrompt).join('');
  const output = source.file && besideSource(source.file, 'image', 'illustration');
  return generateInteractively(services, {
    ...({ kind: 'image', suggested: { prompt }, output, origin: source.origin } as const),
  });
}

/** Line breaks and marks such as [Chorus] are the song's own. */
async function makeMusic(services: Services, args: readonly unknown[]): Promise<unknown> {
  const source = await textSource(services, args);
  if (source === undefined) return undefined;
  const output = source.file && besideSource(source.file, 'music');
  const lyrics = source.text.replace(/\r\n?/g, '\n').trim();
  return generateInteractively(services, {
    kind: 'music',
    suggested: { lyrics },
    output,
    origin: source.origin,
  });
}

type TextCommand = 'apiInOne.narrate' | 'apiInOne.illustrateSelection' | 'apiInOne.musicFromLyrics';

export function textCommands(services: Services): HandlersOf<TextCommand> {
  return {
    'apiInOne.narrate': (...args) => narrate(services, args),
    'apiInOne.illustrateSelection': (...args) => illustrate(services, args),
    'apiInOne.musicFromLyrics': (...args) => makeMusic(services, args),
  };
}
