/** One tool over several files of the Explorer: price first, then one order a file, each result beside its file. */
import * as vscode from 'vscode';
import { inputField } from '../../core/catalogue/roles.ts';
import type { ModelChoice } from '../../core/catalogue/types.ts';
import type { GenerateRequest, Kind, Params, TaskSnapshot } from '../../shared/views.ts';
import { besideSource } from '../besideSource.ts';
import { choiceName } from '../choices.ts';
import { inputUrlOf } from '../inputUrl.ts';
import { currentOrigin } from '../origin.ts';
import { plain } from '../present.ts';
import { estimateText, priceOfTicked, sumOfTicked } from '../pricing.ts';
import { askSeveral } from '../quickSteps.ts';
import { runMany, tellMany } from '../runMany.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { kindIcons, kindLabel } from '../words.ts';

/** Tools that need nothing but the file: what is asked for one holds for none of the others. */
const simpleTools: ReadonlySet<Kind> = new Set(['removeBackground', 'upscaleImage', 'removeVideoBackground']);

const pictureFile = /\.(png|jpe?g|webp|gif|avif)$/i;
const videoFile = /\.(mp4|webm|mov)$/i;

/** The files that are chosen in the Explorer, as far as the tool takes them; it hands over all beside the clicked one. */
export function chosenFiles(kind: Kind, args: readonly unknown[]): readonly vscode.Uri[] {
  const [, all] = args;
  if (!simpleTools.has(kind) || !Array.isArray(all)) return [];
  const fits = kind === 'removeVideoBackground' ? videoFile : pictureFile;
  return all.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri && fits.test(uri.path));
}

interface FileItem extends vscode.QuickPickItem {
  readonly file: vscode.Uri;
}

/** Those that stay ticked under the price of all; undefined when given up. */
async function askWhich(
  services: Services,
  choice: ModelChoice,
  files: readonly vscode.Uri[],
): Promise<readonly vscode.Uri[] | undefined> {
  const { kind } = choice.spec;
  const price = services.price(choice, {});
  const items: FileItem[] = files.map(file => ({
    label: `$(${kindIcons[kind]}) ${plain(vscode.workspace.asRelativePath(file), 80)}`,
    description: estimateText(price),
    file,
  }));
  const answer = await askSeveral({
    title: `API in One: ${kindLabel(kind)}`,
    placeholderFor: ticked => priceOfTicked(ticked.map(() => price)),
    summaryFor: ticked => sumOfTicked(ticked.map(() => price)),
    items,
  });
  return answer.type === 'value' ? answer.value.ticked.map(({ file }) => file) : undefined;
}

/** The value that hands `url` to a model. */
function paramsWith(choice: ModelChoice, url: string): Params {
  const media = choice.spec.kind === 'removeVideoBackground' ? 'video' : 'image';
  const field = inputField(choice, media);
  return field === undefined ? {} : { [field.name]: field.type === 'urls' ? [url] : url };
}

/** Undefined when the person gives up: nothing is ordered then. Rejects with InputFileError. */
async function requestsFor(
  services: Services,
  choice: ModelChoice,
  files: readonly vscode.Uri[],
): Promise<readonly GenerateRequest[] | undefined> {
  const { kind } = choice.spec;
  const requests: GenerateRequest[] = [];
  for (const file of files) {
    const url = await inputUrlOf(services, file);
    if (url === undefined) return undefined;
    const params = paramsWith(choice, url);
    requests.push({ kind, model: choiceName(choice), params, output: besideSource(file, kind) });
  }
  return requests;
}

/** Orders one task a file, as one batch; one message tells of all. */
export async function generateFromFiles(
  services: Services,
  choice: ModelChoice,
  files: readonly vscode.Uri[],
): Promise<readonly TaskSnapshot[] | undefined> {
  await services.ensureReady();
  const chosen = await askWhich(services, choice, files);
  const requests = chosen && (await requestsFor(services, choice, chosen));
  if (chosen === undefined || requests === undefined || requests.length === 0) return undefined;
  // The price of all was agreed to; the day's limit holds all the same.
  const done = await runMany(services, requests, at => ({ ...currentOrigin(chosen[at]), isAgreed: true }));
  tellMany(services, done);
  return done.map(toTaskSnapshot);
}
