/** The alternative text of a picture: in a person's words, or in Gemini's, for the person to mend. */
import * as vscode from 'vscode';
import { chatModel } from '../../core/catalogue/chat.ts';
import type { ChosenAsset } from '../inputs/assetItem.ts';
import { resultUrlOf } from '../inputUrl.ts';
import { currentOrigin } from '../origin.ts';
import { orderChat } from '../paidChat.ts';
import { plain, withProgress } from '../present.ts';
import { estimateText } from '../pricing.ts';
import { askPick, askText } from '../quickSteps.ts';
import type { Services } from '../services.ts';

const longestAlt = 300;

/** Asked in English, which models follow best; the answer is to be in the person's own language. */
const question = (language: string): string =>
  `Describe this picture for somebody who cannot see it, as alternative text for a web page: one sentence, at most 150 characters, no "picture of", no quotes. Answer in the language with the code "${language}" with the text alone.`;

/** Gemini's words, within the person's limits. Undefined where the person gave up. */
export async function describedByGemini(
  services: Services,
  chosen: ChosenAsset,
): Promise<string | undefined> {
  await services.ensureReady();
  const { folder } = currentOrigin();
  const url = await resultUrlOf(services, chosen.task, chosen.output);
  if (url === undefined) return undefined;
  const content = [
    { type: 'text', text: question(vscode.env.language) },
    { type: 'image_url', image_url: { url } },
  ];
  const chat = await orderChat(services, { folder });
  const answer = await withProgress(vscode.l10n.t('Gemini is looking at the picture…'), signal =>
    chat.chat({ messages: [{ role: 'user', content }] }, signal),
  );
  return plain(answer.content, longestAlt);
}

async function askWords(title: string, value: string): Promise<string | undefined> {
  const { l10n } = vscode;
  const answer = await askText({
    title,
    value,
    prompt: l10n.t(
      'What is to be seen, for those who cannot see it. Left empty, it is written in the document.',
    ),
    placeholder: l10n.t('Alternative text'),
  });
  return answer.type === 'value' ? answer.value.trim() : undefined;
}

/** Empty where it is to be written in the document, or is no picture; undefined when given up. */
export async function askAlt(services: Services, chosen: ChosenAsset): Promise<string | undefined> {
  if (chosen.output.mime?.startsWith('image/') !== true) return '';
  const { l10n } = vscode;
  const title = l10n.t('API in One: Insert Asset – Alternative Text');
  const answer = await askPick({
    title,
    placeholder: l10n.t('Who writes the alternative text?'),
    items: [
      { label: `$(insert) ${l10n.t('I Write It in the Document')}`, way: 'document' },
      { label: `$(person) ${l10n.t('I Write It Here…')}`, way: 'here' },
      {
        label: `$(sparkle) ${l10n.t('Gemini Describes It…')}`,
        description: estimateText({ ...chatModel.price, runs: 0 }),
        detail: l10n.t('It looks at the picture; you read what it writes before it is inserted.'),
        way: 'gemini',
      },
    ] as const,
  });
  if (answer.type !== 'value') return undefined;
  if (answer.value.way === 'document') return '';
  const words = answer.value.way === 'here' ? '' : await describedByGemini(services, chosen);
  return words === undefined ? undefined : askWords(title, words);
}
