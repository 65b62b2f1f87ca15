/** The four generators, the tools, and animating a picture: from the palette, the Explorer, the tree or other code. */
import * as vscode from 'vscode';
import { inputField } from '../../core/catalogue/roles.ts';
import type { MediaType, ModelChoice } from '../../core/catalogue/types.ts';
import { InputError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import { type Kind, kinds, type Params, type TaskSnapshot } from '../../shared/views.ts';
import { besideSource } from '../besideSource.ts';
import { choiceLabel } from '../choices.ts';
import { savedOutputs } from '../editor/insertTask.ts';
import { generateAndWait } from '../extensionApi.ts';
import { parseGenerateRequest } from '../generateRequest.ts';
import { askSource } from '../inputs/chooseInput.ts';
import { inputUrlOf } from '../inputUrl.ts';
import { currentOrigin } from '../origin.ts';
import { askPick } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { savedUris } from '../tree/taskItem.ts';
import { kindIcons, kindLabel } from '../words.ts';
import { askWebAddress } from './fieldSteps.ts';
import { chosenFiles, generateFromFiles } from './generateFromFiles.ts';
import { generateInteractively } from './generateInteractively.ts';
import { type HandlersOf, isProgrammatic } from './registerCommands.ts';
import { taskArgument } from './taskArgument.ts';

/** The value that hands `url` to a model, under the field that takes such files. */
function fileParams(choice: ModelChoice, media: MediaType, url: string): Params | undefined {
  const field = inputField(choice, media);
  return field && { [field.name]: field.type === 'urls' ? [url] : url };
}

const videoFile = /\.(mp4|webm|mov)$/i;

/** From the Explorer: the file first, then what the kind's models still need. `args`: the command's. */
async function generateFromFile(
  services: Services,
  kind: Kind,
  file: vscode.Uri,
  args: readonly unknown[],
): Promise<TaskSnapshot | undefined> {
  const url = await inputUrlOf(services, file, isProgrammatic(args) ? 'refuse' : 'ask');
  if (url === undefined) return undefined;
  const media = videoFile.test(file.path) ? 'video' : 'image';
  return generateFromUrl(services, kind, { url, media, file });
}

interface GivenInput {
  readonly url: string;
  readonly media: MediaType;
  /** Beside it the result lies; undefined for an address of the web. */
  readonly file: vscode.Uri | undefined;
}

async function generateFromUrl(
  services: Services,
  kind: Kind,
  { url, media, file }: GivenInput,
): Promise<TaskSnapshot | undefined> {
  const choice = await choiceFor(services, kind, media);
  const given = choice && fileParams(choice, media, url);
  if (given === undefined || choice === undefined) return undefined;
  const origin = currentOrigin(file);
  const output = file && besideSource(file, kind);
  const subject = file && vscode.workspace.asRelativePath(file);
  return generateInteractively(services, { kind, choice, given, origin, output, subject });
}

/** The kind's model that takes such files; asks where there are several. */
async function choiceFor(services: Services, kind: Kind, media: MediaType): Promise<ModelChoice | undefined> {
  const choices = services
    .catalogue()
    .choices(kind)
    .filter(c => inputField(c, media) !== undefined);
  return choices.length === 1 ? choices[0] : pickChoice(services, choices, kind);
}

async function pickChoice(
  services: Services,
  choices: readonly ModelChoice[],
  kind: Kind,
): Promise<ModelChoice | undefined> {
  const items = choices.map(choice => ({
    label: choiceLabel(choice),
    description: services.priceText(choice, {}),
    choice,
  }));
  const answer = await askPick({
    title: `API in One: ${kindLabel(kind)}`,
    placeholder: vscode.l10n.t('Choose a model'),
    items,
  });
  return answer.type === 'value' ? answer.value.choice : undefined;
}

/** The first file of the task whose row was clicked. */
async function fileOfTask(services: Services, args: readonly unknown[]): Promise<vscode.Uri | undefined> {
  const [first] = args;
  if (typeof first !== 'object' || first === null || isProgrammatic(args)) return undefined;
  const task = await taskArgument(services, args, t => savedUris(t).length > 0);
  return task && savedUris(task)[0];
}

function handlerFor(services: Services, kind: Kind) {
  return async (...args: readonly unknown[]): Promise<unknown> => {
    const [first] = args;
    const several = chosenFiles(kind, args);
    if (several.length > 1) {
      const choice = await choiceFor(services, kind, 'removeVideoBackground' === kind ? 'video' : 'image');
      return choice && generateFromFiles(services, choice, several);
    }
    if (first instanceof vscode.Uri) return generateFromFile(services, kind, first, args);
    const file = await fileOfTask(services, args);
    if (file !== undefined) return generateFromFile(services, kind, file, args);
    if (isProgrammatic(args)) return generateAndWait(services, parseGenerateRequest(first, kind));
    return generateInteractively(services, { kind, origin: currentOrigin() });
  };
}

async function askKind(): Promise<Kind | undefined> {
  const items = kinds.map(kind => ({ label: `$(${kindIcons[kind]}) ${kindLabel(kind)}`, kindOf: kind }));
  const answer = await askPick({
    title: vscode.l10n.t('API in One: Generate'),
    placeholder: vscode.l10n.t('What do you want to make?'),
    items,
  });
  return answer.type === 'value' ? answer.value.kindOf : undefined;
}

/** Kinds that can be made of a saved file of a media type. */
function kindsTaking(mime: string): readonly Kind[] {
  if (mime.startsWith('image/')) return ['image', 'video', 'removeBackground', 'upscaleImage', 'swapFace'];
  return mime.startsWith('video/') ? ['removeVideoBackground'] : [];
}

/** A task's first file with what it is, or a file of the Explorer. */
async function inputOf(
  services: Services,
  args: readonly unknown[],
): Promise<{ file: vscode.Uri; mime: string } | undefined> {
  const [first] = args;
  if (first instanceof vscode.Uri)
    return { file: first, mime: videoFile.test(first.path) ? 'video/*' : 'image/*' };
  const task = await taskArgument(services, args, t => savedUris(t).length > 0);
  const [file] = task === undefined ? [] : savedUris(task);
  if (task === undefined || file === undefined) return undefined;
  const mime = toTaskSnapshot(task).outputs.find(o => o.mime !== undefined)?.mime ?? '';
  return { file, mime };
}

async function useAsInput(services: Services, args: readonly unknown[]): Promise<unknown> {
  const input = await inputOf(services, args);
  if (input === undefined) return undefined;
  const items = kindsTaking(input.mime).map(kind => ({
    label: `$(${kindIcons[kind]}) ${kindLabel(kind)}`,
    kindOf: kind,
  }));
  if (items.length === 0) throw new InputError({ field: 'id', rule: 'notAllowed', limit: input.mime });
  const answer = await askPick({
    title: vscode.l10n.t('API in One: Use as Input'),
    placeholder: vscode.l10n.t('What do you want to make of it?'),
    items,
  });
  return answer.type === 'value'
    ? generateFromFile(services, answer.value.kindOf, input.file, args)
    : undefined;
}

/** From the palette: the picture is asked for first. */
async function animateChosen(services: Services): Promise<unknown> {
  const title = vscode.l10n.t('API in One: Animate Image');
  const source = await askSource(services, 'image', { title });
  if (source.type !== 'value') return undefined;
  if (source.value !== 'address') return generateFromFile(services, 'video', source.value, []);
  const url = await askWebAddress(title);
  return url && generateFromUrl(services, 'video', { url, media: 'image', file: undefined });
}

/** Of a file of the Explorer, of a task's picture, or with other code's request for a video. */
async function animateImage(services: Services, args: readonly unknown[]): Promise<unknown> {
  const [first] = args;
  // A text is a task's id, of whose picture a video is made.
  const isRequest = isProgrammatic(args) && typeof first !== 'string';
  if (isRequest || first instanceof vscode.Uri) return handlerFor(services, 'video')(first);
  if (first === undefined || first === null) return animateChosen(services);
  const task = await taskArgument(services, args, t => pictureOf(t) !== undefined);
  const file = task && pictureOf(task);
  return file && generateFromFile(services, 'video', file, args);
}

/** The first picture that a task has saved. */
function pictureOf(task: Task): vscode.Uri | undefined {
  const picture = savedOutputs(task).find(output => output.mime?.startsWith('image/') === true);
  return picture && vscode.Uri.parse(picture.uri);
}

type GeneratingCommand =
  | 'apiInOne.generate'
  | 'apiInOne.generateImage'
  | 'apiInOne.generateVideo'
  | 'apiInOne.generateMusic'
  | 'apiInOne.generateSpeech'
  | 'apiInOne.removeBackground'
  | 'apiInOne.swapFace'
  | 'apiInOne.upscaleImage'
  | 'apiInOne.removeVideoBackground'
  | 'apiInOne.animateImage'
  | 'apiInOne.tasks.useAsInput';

/** Handlers that make something. */
export function generateCommands(services: Services): HandlersOf<GeneratingCommand> {
  return {
    'apiInOne.generate': async (...args) => {
      if (isProgrammatic(args)) return generateAndWait(services, parseGenerateRequest(args[0], undefined));
      const kind = await askKind();
      return kind && handlerFor(services, kind)();
    },
    'apiInOne.generateImage': handlerFor(services, 'image'),
    'apiInOne.generateVideo': handlerFor(services, 'video'),
    'apiInOne.generateMusic': handlerFor(services, 'music'),
    'apiInOne.generateSpeech': handlerFor(services, 'speech'),
    'apiInOne.removeBackground': handlerFor(services, 'removeBackground'),
    'apiInOne.swapFace': handlerFor(services, 'swapFace'),
    'apiInOne.upscaleImage': handlerFor(services, 'upscaleImage'),
    'apiInOne.removeVideoBackground': handlerFor(services, 'removeVideoBackground'),
    'apiInOne.animateImage': (...args) => animateImage(services, args),
    'apiInOne.tasks.useAsInput': (...args) => useAsInput(services, args),
  };
}
