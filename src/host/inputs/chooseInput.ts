/** A file as input: of this computer or of an earlier task, and the address that the service reads it at. */
import * as vscode from 'vscode';
import type { MediaType } from '../../shared/fieldView.ts';
import { savedOutputs } from '../editor/insertTask.ts';
import { inputUrlOf } from '../inputUrl.ts';
import { showMessage } from '../present.ts';
import { type Answer, askPick, type PickStep } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { assetItem } from './assetItem.ts';

const extensions: Readonly<Record<Exclude<MediaType, 'any'>, readonly string[]>> = {
  image: ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif'],
  video: ['mp4', 'webm', 'mov'],
  audio: ['mp3', 'wav', 'ogg', 'flac', 'm4a'],
};

async function chooseFile(media: MediaType): Promise<vscode.Uri | undefined> {
  const known = Object.hasOwn(extensions, media) ? extensions[media as 'image'] : undefined;
  const files = await vscode.window.showOpenDialog({
    canSelectMany: false,
    title: vscode.l10n.t('Which file is the input?'),
    ...(known === undefined ? {} : { filters: { [vscode.l10n.t('Media')]: [...known] } }),
  });
  return files?.[0];
}

/** Asks for a file, then for its address where that is not known. Undefined when the person gives up. */
export async function chooseInput(services: Services, media: MediaType): Promise<string | undefined> {
  const file = await chooseFile(media);
  return file && inputUrlOf(services, file);
}

const fits = (media: MediaType, mime = ''): boolean => media === 'any' || mime.startsWith(`${media}/`);

/** One of the results in the list, the newest first; `back` where there is none, too. */
async function chooseResult(
  { tasks, background }: Services,
  media: MediaType,
  step: SourceStep,
): Promise<Answer<vscode.Uri>> {
  const items = tasks
    .tasks()
    .flatMap(task => savedOutputs(task).map(output => assetItem(task, output)))
    .filter(({ chosen }) => fits(media, chosen.output.mime));
  if (items.length === 0) {
    background(showMessage('info', vscode.l10n.t('There is no task for this yet.')));
    return { type: 'back' };
  }
  const placeholder = vscode.l10n.t('Which result is the input?');
  const answer = await askPick({ ...step, canGoBack: true, placeholder, items });
  return answer.type === 'value'
    ? { type: 'value', value: vscode.Uri.parse(answer.value.chosen.output.uri) }
    : answer;
}

export type SourceStep = Pick<PickStep<vscode.QuickPickItem>, 'title' | 'step' | 'totalSteps' | 'canGoBack'>;

/** Where an input comes from: a file, or `address` for one that the person types. */
export async function askSource(
  services: Services,
  media: MediaType,
  step: SourceStep,
): Promise<Answer<vscode.Uri | 'address'>> {
  const { l10n } = vscode;
  const items = [
    { label: `$(folder-opened) ${l10n.t('A file of this computer…')}`, source: 'file' },
    { label: `$(history) ${l10n.t('An earlier result…')}`, source: 'result' },
    { label: `$(globe) ${l10n.t('A web address…')}`, source: 'address' },
  ] as const;
  for (;;) {
    const answer = await askPick({ ...step, placeholder: l10n.t('What is the input?'), items });
    if (answer.type !== 'value') return answer;
    const { source } = answer.value;
    if (source === 'address') return { type: 'value', value: 'address' };
    if (source === 'result') {
      const result = await chooseResult(services, media, step);
      if (result.type !== 'back') return result;
      continue;
    }
    const file = await chooseFile(media);
    if (file !== undefined) return { type: 'value', value: file };
  }
}
