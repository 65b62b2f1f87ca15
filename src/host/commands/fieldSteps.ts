/** Asks for one field of a model in the widget that fits it. */
import * as vscode from 'vscode';
import type { FormField } from '../../core/catalogue/form.ts';
import { spokenLine } from '../../core/narration/dialogue.ts';
import { type Answer, askPick, askText } from '../quickSteps.ts';
import { translate } from '../translate.ts';

export interface FieldStep {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly canGoBack: boolean;
  readonly current: unknown;
}

interface ChoiceItem extends vscode.QuickPickItem {
  readonly value: unknown;
}

const { l10n } = vscode;

interface Line {
  readonly text: string;
  readonly voice?: string;
}

function isDialogueValue(value: unknown): value is readonly Line[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(v => typeof (v as Partial<Line> | null)?.text === 'string')
  );
}

/** Lines as they are typed: `Name: words | Name: words`. */
function dialogueText(lines: readonly Line[]): string {
  return lines.map(({ voice, text }) => (voice ? `${voice}: ${text}` : text)).join(' | ');
}

/** How a value reads in a row. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return l10n.t('not set');
  if (typeof value === 'boolean') return value ? l10n.t('yes') : l10n.t('no');
  if (isDialogueValue(value)) return dialogueText(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

async function askChoice(
  form: FormField,
  step: FieldStep,
  items: readonly ChoiceItem[],
): Promise<Answer<unknown>> {
  const active = items.find(i => i.value === step.current);
  const answer = await askPick({ ...step, placeholder: translate(form.spec.label), items, active });
  return answer.type === 'value' ? { type: 'value', value: answer.value.value } : answer;
}

/** A field that another could stand for may be passed over. */
const isNeeded = (form: FormField): boolean => form.isRequired && form.alternatives.length === 0;

/** The number of code points, as the service counts characters. */
const lengthOf = (text: string): number => [...text].length;

function checkLength(form: FormField, text: string): string | undefined {
  const length = lengthOf(text.trim());
  const { minimum = 0, maximum = Infinity } = form;
  if (length === 0) return isNeeded(form) ? l10n.t('This is needed.') : undefined;
  if (length < minimum) return l10n.t('At least {0} characters.', minimum);
  return length > maximum ? l10n.t('{0} of at most {1} characters.', length, maximum) : undefined;
}

function checkNumber(form: FormField, text: string): string | undefined {
  if (form.spec.type !== 'number' || text.trim() === '')
    return isNeeded(form) ? l10n.t('This is needed.') : undefined;
  const value = Number(text);
  const { minimum = -Infinity, maximum = Infinity } = form;
  if (!Number.isFinite(value)) return l10n.t('Write a number.');
  if (form.spec.isInteger === true && !Number.isInteger(value)) return l10n.t('Write a whole number.');
  if (value < minimum) return l10n.t('At least {0}.', minimum);
  return value > maximum ? l10n.t('At most {0}.', maximum) : undefined;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** One address, where no field of a model is asked for. Undefined when given up. */
export async function askWebAddress(title: string): Promise<string | undefined> {
  const answer = await askText({
    title,
    prompt: l10n.t('Web address of the file'),
    validate: text =>
      isWebAddress(text.trim()) ? undefined : l10n.t('Write an address that begins with https://.'),
  });
  return answer.type === 'value' ? answer.value.trim() : undefined;
}

const splitUrls = (text: string): string[] => text.split(/[\s,]+/).filter(t => t !== '');

function checkUrls(form: FormField, text: string): string | undefined {
  const urls = splitUrls(text);
  if (urls.length === 0) return isNeeded(form) ? l10n.t('This is needed.') : undefined;
  if (urls.length > 1 && form.spec.type === 'url') return l10n.t('One address alone.');
  return urls.every(isWebAddress) ? undefined : l10n.t('Write an address that begins with https://.');
}

const isDialogue = (form: FormField): boolean =>
  form.spec.type === 'rows' && form.spec.columns.some(c => c.name === 'text');

function checkJson(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return l10n.t('Write JSON.');
  }
}

interface TextKind {
  readonly prompt: string;
  validate(text: string): string | undefined;
  parse(text: string): unknown;
  show(value: unknown): string;
}

const orNothing = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

/** How speakers and their voices are written in one line. */
function dialoguePrompt({ spec }: FormField): string {
  const syntax = l10n.t(
    'What is said; "Voice: words" names the voice, else the service decides; " | " begins the next speaker.',
  );
  const voice = spec.type === 'rows' ? spec.columns.find(c => c.name === 'voice') : undefined;
  const known = (voice?.type === 'text' ? voice.suggestions : undefined) ?? [];
  return known.length === 0 ? syntax : `${syntax} ${l10n.t('Known voices: {0}.', known.join(', '))}`;
}

function textKind(form: FormField): TextKind {
  const { type } = form.spec;
  const show = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
  if (type === 'number')
    return {
      prompt: l10n.t('A number'),
      validate: text => checkNumber(form, text),
      parse: text => (text.trim() === '' ? undefined : Number(text)),
      show,
    };
  if (type === 'url' || type === 'urls')
    return {
      prompt:
        type === 'url'
          ? l10n.t('Web address of the file')
          : l10n.t('Web addresses of the files, with spaces between'),
      validate: text => checkUrls(form, text),
      parse: text => (type === 'url' ? splitUrls(text)[0] : orNothing(text) && splitUrls(text)),
      show: value => (Array.isArray(value) ? value.join(' ') : show(value)),
    };
  if (isDialogue(form))
    return {
      prompt: dialoguePrompt(form),
      validate: text => (text.trim() === '' ? l10n.t('This is needed.') : undefined),
      parse: text =>
        text
          .split(' | ')
          .filter(line => line.trim() !== '')
          .map(spokenLine),
      show: value => (isDialogueValue(value) ? dialogueText(value) : ''),
    };
  if (type === 'rows' || type === 'json')
    return {
      prompt: l10n.t('JSON'),
      validate: checkJson,
      parse: text => (text.trim() === '' ? undefined : JSON.parse(text)),
      show: value => (value === undefined ? '' : JSON.stringify(value)),
    };
  return { prompt: '', validate: text => checkLength(form, text), parse: orNothing, show };
}

/** The person's value for the field: undefined where it was left empty. */
export async function askField(form: FormField, step: FieldStep): Promise<Answer<unknown>> {
  const { spec } = form;
  if (spec.type === 'choice') {
    const items = (form.options ?? []).map(o => ({
      label: translate(o.label ?? String(o.value)),
      value: o.value,
    }));
    return askChoice(form, step, items);
  }
  if (spec.type === 'boolean')
    return askChoice(form, step, [
      { label: l10n.t('yes'), value: true },
      { label: l10n.t('no'), value: false },
    ]);
  const kind = textKind(form);
  const description = spec.description === undefined ? '' : translate(spec.description);
  const answer = await askText({
    ...step,
    prompt: [description, kind.prompt].filter(t => t !== '').join(' '),
    placeholder: translate(spec.label),
    value: kind.show(step.current),
    validate: kind.validate,
  });
  return answer.type === 'value' ? { type: 'value', value: kind.parse(answer.value) } : answer;
}
