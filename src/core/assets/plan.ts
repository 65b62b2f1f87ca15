/** Where results will lie: settled when a task is made, from the request, the settings and the place it was begun in. */
import type { Kind, OutputRequest, Params } from '../../shared/views.ts';
import { InputError, SettingError, StorageError } from '../errors.ts';
import { splitMediaName } from './mediaTypes.ts';
import { isSafeName, maxBaseBytes, safeName, spelledName } from './names.ts';
import { promptSlug } from './promptSlug.ts';
import { dateTokens, fillTemplate, hasToken, lateTokens, type TokenValues, tokenText } from './template.ts';
import type { OutputPlan, SaveRequest } from './types.ts';
import { joinUri, segmentsBelow } from './uriPath.ts';

/** The two output settings, `apiInOne.output.folder` and `.fileName`. */
export interface OutputSettings {
  readonly folder: string;
  readonly fileName: string;
}

export interface PlanInput {
  /** URI of the workspace folder, or of the folder that stands in for it in an empty window. */
  readonly workspaceFolder?: string | undefined;
  /** URI of the folder of the file that the task was begun in. */
  readonly fileDirname?: string | undefined;
  readonly settings: OutputSettings;
  readonly request?: OutputRequest | undefined;
  readonly kind: Kind;
  /** Page slug. */
  readonly model: string;
  /** The body's values by wire name. */
  readonly params: Params;
  /** ms since the epoch. */
  readonly now: number;
}

/** What is known of one output once the answer is there. */
export interface LateFacts {
  /** Position in the answer, from 0; printed from 1. */
  readonly index: number;
  /** How many outputs the answer has. */
  readonly count: number;
  readonly taskId: string;
  readonly seed?: string | number | undefined;
}

/**
 * The plan for a new task: all that is known now is filled in, `${index}`, `${taskId}` and a seed that the request
 * does not name stay. Nothing may lead out of the workspace folder (or out of the file's own folder, where that lies
 * elsewhere) or into a dot directory. Throws InputError for `output.*` of the request, SettingError for the settings
 * and StorageError `noFolder` where there is no folder at all.
 */
export function planOutput(input: PlanInput): OutputPlan {
  const values = knownValues(input);
  const exact = input.request?.file;
  if (exact !== undefined) return planExact(input, exact);
  const wished = input.request?.folder;
  const field: Source = wished === undefined ? 'apiInOne.output.folder' : 'output.folder';
  const place = placeFor(input, wished ?? input.settings.folder, values, field);
  const template = input.request?.fileName ?? input.settings.fileName;
  const filled = fillTemplate(splitMediaName(template).base, values, lateTokens);
  // A safe name may hold `$`, `{` and `}`, so the late tokens stay whole.
  return { ...place, fileName: safeName(filled) || kindWord(input.kind) };
}

/** The names of one output. With several outputs and no `${index}` in the template, `-1`, `-2`, … is appended. */
export function nameFor(
  plan: OutputPlan,
  facts: LateFacts,
): { baseName: string; exactName: string | undefined } {
  const values = { index: facts.index + 1, taskId: facts.taskId, seed: facts.seed };
  const number = facts.count > 1 && !hasToken(plan.fileName, 'index') ? `-${facts.index + 1}` : '';
  const filled = safeName(fillTemplate(plan.fileName, values), maxBaseBytes - number.length) || 'result';
  const baseName = `${filled}${number}`;
  return { baseName, exactName: exactNameFor(plan.exactName, facts.index) };
}

/** What the saver is asked for one output of a task. */
export function saveRequestFor(
  plan: OutputPlan,
  facts: LateFacts,
  source: Pick<SaveRequest, 'url' | 'origin'>,
): SaveRequest {
  return { ...source, folder: plan.folder, within: plan.within, ...nameFor(plan, facts) };
}

/** The first output takes the name that the person gave, since something may refer to it; the others follow numbered. */
function exactNameFor(name: string | undefined, index: number): string | undefined {
  if (name === undefined || index === 0) return name;
  const { base, ext } = splitMediaName(name);
  return `${base}-${index + 1}${ext === '' ? '' : `.${ext}`}`;
}

type Source = 'apiInOne.output.folder' | 'output.folder' | 'output.file';
type Place = Pick<OutputPlan, 'folder'> & { within: string };

function planExact(input: PlanInput, file: string): OutputPlan {
  const parts = file.split(/[/\\]/);
  const name = parts.pop() ?? '';
  if (isAbsolute(file) || !isSafeName(name)) throw refused('output.file');
  const place = placeFor(input, parts.join('/'), undefined, 'output.file');
  return { ...place, fileName: splitMediaName(name).base, exactName: name };
}

/** `template` below the folder it starts from. Without `values` it is taken literally. */
function placeFor(
  input: PlanInput,
  template: string,
  values: TokenValues | undefined,
  source: Source,
): Place {
  const start = tokenText('fileDirname');
  const startsInFile = values !== undefined && template.startsWith(start);
  const base = startsInFile ? (input.fileDirname ?? input.workspaceFolder) : input.workspaceFolder;
  const within = boundaryFor(input, base);
  const rest = startsInFile ? template.slice(start.length) : template;
  if (!startsInFile && isAbsolute(rest)) throw refused(source);
  const segments = rest
    .split(/[/\\]/)
    .map(part => (values === undefined ? part : fillTemplate(part, values)))
    .filter(part => part !== '' && part !== '.');
  const upper = segmentsBelow(within.uri, within.base) ?? [];
  for (const segment of [...upper, ...segments]) checkSegment(segment, source);
  return {
    folder: joinUri(
      within.base,
      segments.map(source === 'output.file' ? spelledName : segment => safeName(segment)),
    ),
    within: within.uri,
  };
}

/** Where the path starts and what it may not leave. */
function boundaryFor(input: PlanInput, base: string | undefined): { base: string; uri: string } {
  const start = base ?? input.fileDirname;
  if (start === undefined) {
    throw new StorageError({ reason: 'noFolder', message: 'there is no folder to save to' });
  }
  const isInside =
    input.workspaceFolder !== undefined && segmentsBelow(input.workspaceFolder, start) !== undefined;
  return {
    base: start,
    uri: isInside && input.workspaceFolder !== undefined ? input.workspaceFolder : start,
  };
}

/** A leading separator, a drive, a scheme or a home: `/srv`, `\\server`, `C:\x`, `file:///x`, `~/x`. */
function isAbsolute(path: string): boolean {
  return /^~?[/\\]/.test(path) || /^[a-z][a-z0-9+.-]*:/i.test(path);
}

/** `.git`, `.vscode` and the like decide what tools run: nothing is ever put there, and nothing climbs by `..`. */
function checkSegment(segment: string, source: Source): void {
  if (/^\s*\./.test(segment) || /^git~\d+\s*$/i.test(segment) || safeName(segment) === '')
    throw refused(source);
  // An exact target is refused rather than put elsewhere: something refers to it by that name.
  if (source === 'output.file' && !isSafeName(segment)) throw refused(source);
}

function refused(source: Source): InputError | SettingError {
  return source === 'apiInOne.output.folder'
    ? new SettingError({
        setting: source,
        message: 'the folder must lie below the workspace folder, outside of dot folders',
      })
    : new InputError({ field: source, rule: 'notAllowed' });
}

function knownValues(input: PlanInput): TokenValues {
  const inside =
    input.workspaceFolder === undefined || input.fileDirname === undefined
      ? undefined
      : segmentsBelow(input.workspaceFolder, input.fileDirname);
  return {
    ...input.params,
    ...dateTokens(input.now),
    kind: kindWord(input.kind),
    model: input.model,
    slug: promptSlug(input.kind, input.params) || kindWord(input.kind),
    fileDirname: inside?.join('-'),
  };
}

/** `removeBackground` → `remove-background`. */
function kindWord(kind: Kind): string {
  return kind.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
