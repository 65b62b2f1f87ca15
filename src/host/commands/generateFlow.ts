/** The questions of the palette: model, what is needed, then a last look at the rest. Nothing costs before its end. */
import * as vscode from 'vscode';
import { type FormField, formFields, withOwnDefaults } from '../../core/catalogue/form.ts';
import { type Suggestion, suggestedValues } from '../../core/catalogue/suggest.ts';
import type { ModelChoice } from '../../core/catalogue/types.ts';
import type { GenerateRequest, Kind, Params } from '../../shared/views.ts';
import { choiceLabel, choiceName } from '../choices.ts';
import type { LastAnswers } from '../lastAnswers.ts';
import { plain } from '../present.ts';
import { type Answer, askPick } from '../quickSteps.ts';
import { defaultsFor } from '../recordRequest.ts';
import type { Services } from '../services.ts';
import { translate } from '../translate.ts';
import { kindLabel } from '../words.ts';
import { askFieldOrInput } from './askInput.ts';
import { type FieldStep, valueText } from './fieldSteps.ts';

const { l10n } = vscode;

interface FlowState {
  readonly kind: Kind;
  readonly subject?: string | undefined;
  choice: ModelChoice;
  values: Record<string, unknown>;
}

function flowTitle({ kind, subject }: Pick<FlowState, 'kind' | 'subject'>): string {
  const title = `API in One: ${kindLabel(kind)}`;
  return subject === undefined ? title : `${title} – ${plain(subject, 80)}`;
}

interface ModelItem extends vscode.QuickPickItem {
  readonly choice?: ModelChoice;
}

function modelItems(services: Services, last: LastAnswers, kind: Kind): ModelItem[] {
  const all = services.catalogue().choices(kind);
  const recentNames = last.models(kind);
  const recent = recentNames.flatMap(name => all.find(c => choiceName(c) === name) ?? []);
  const rest = all.filter(c => !recent.includes(c));
  const toItem = (choice: ModelChoice): ModelItem => ({
    label: choiceLabel(choice),
    description: services.priceText(choice, {}),
    ...(choice.spec.description === undefined ? {} : { detail: translate(choice.spec.description) }),
    choice,
  });
  if (recent.length === 0) return rest.map(toItem);
  const separator = (label: string): ModelItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator(l10n.t('recently used')),
    ...recent.map(toItem),
    separator(l10n.t('models')),
    ...rest.map(toItem),
  ];
}

async function askModel(
  services: Services,
  last: LastAnswers,
  { kind, subject }: FlowStart,
): Promise<Answer<ModelChoice>> {
  const items = modelItems(services, last, kind);
  // Each model has its own number of questions; the one that Enter takes gives the figure.
  const first = items.find(item => item.choice !== undefined)?.choice;
  const needed = first === undefined ? [] : neededFields({ kind, choice: first, values: {} });
  const answer = await askPick({
    title: flowTitle({ kind, subject }),
    step: 1,
    totalSteps: needed.length + 2,
    placeholder: l10n.t('Choose a model'),
    items,
  });
  if (answer.type !== 'value') return answer;
  return answer.value.choice === undefined
    ? { type: 'cancel' }
    : { type: 'value', value: answer.value.choice };
}

/** The last answers over the person's own defaults; what was suggested or given goes over both. */
function startValues(
  last: LastAnswers,
  choice: ModelChoice,
  { given = {}, suggested = {} }: FlowStart,
): Record<string, unknown> {
  const own = defaultsFor(choice, vscode.window.activeTextEditor?.document.uri);
  const before = { ...own, ...last.params(choiceName(choice)) };
  return { ...withOwnDefaults(choice, before, { ...suggestedValues(choice, suggested), ...given }) };
}

interface ReviewItem extends vscode.QuickPickItem {
  readonly run?: true;
  readonly more?: true;
  readonly form?: FormField;
}

function reviewItems(state: FlowState, services: Services, isLong: boolean): ReviewItem[] {
  const forms = formFields(state.choice, state.values);
  const shown = forms.filter(f => isLong || f.isRequired || f.spec.isPrimary === true);
  const toItem = (form: FormField): ReviewItem => ({
    label: `$(settings) ${translate(form.spec.label)}`,
    description: valueText(form.value),
    form,
  });
  const price = services.priceText(state.choice, state.values);
  const items: ReviewItem[] = [
    {
      label: `$(play) ${l10n.t('Generate')}`,
      description: `${choiceLabel(state.choice)} · ${price}`,
      run: true,
    },
    { label: l10n.t('options'), kind: vscode.QuickPickItemKind.Separator },
    ...shown.map(toItem),
  ];
  if (shown.length < forms.length)
    items.push({ label: `$(ellipsis) ${l10n.t('More options…')}`, more: true });
  return items;
}

interface LastStep {
  readonly step: number;
  readonly canGoBack: boolean;
}

/** The last step: run, or change a field and come back here. */
async function askReview(
  state: FlowState,
  services: Services,
  { step, canGoBack }: LastStep,
): Promise<Answer<true>> {
  for (let isLong = false; ; ) {
    const title = flowTitle(state);
    const placeholder = l10n.t('Press Enter to generate, or choose an option to change it');
    const answer = await askPick({
      title,
      step,
      totalSteps: step,
      canGoBack,
      placeholder,
      items: reviewItems(state, services, isLong),
    });
    if (answer.type !== 'value') return answer;
    const { run, more, form } = answer.value;
    if (run === true) return { type: 'value', value: true };
    if (more === true) isLong = true;
    if (form === undefined) continue;
    const current = form.value;
    const changed = await askFieldOrInput(services, form, {
      title: `${title} – ${translate(form.spec.label)}`,
      canGoBack: true,
      current,
    });
    if (changed.type === 'cancel') return changed;
    if (changed.type === 'value') state.values = { ...state.values, [form.spec.name]: changed.value };
  }
}

/** Fields that must be asked: required ones, in their order. */
const neededFields = (state: FlowState): FormField[] =>
  formFields(state.choice, state.values).filter(
    f => f.isRequired && f.default === undefined && f.excludedBy === undefined,
  );

function pruned(state: FlowState): Params {
  const names = new Set(formFields(state.choice, state.values).map(f => f.spec.name));
  const kept = Object.entries(state.values).filter(
    ([name, value]) => names.has(name) && value !== undefined && value !== '',
  );
  return Object.fromEntries(kept);
}

export interface FlowStart {
  readonly kind: Kind;
  /** What it is made for or of, for the titles of the steps. */
  readonly subject?: string | undefined;
  /** Values known already, such as the picture that was right-clicked; not asked again. */
  readonly given?: Params;
  /** Where the answers start from; asked all the same. */
  readonly suggested?: Suggestion | undefined;
  /** Model chosen already. */
  readonly choice?: ModelChoice;
}

/** Asks everything; undefined when the person gave up. */
export async function askRequest(
  services: Services,
  last: LastAnswers,
  start: FlowStart,
): Promise<GenerateRequest | undefined> {
  const { kind, given = {} } = start;
  const only = services.catalogue().choices(kind);
  const fixed = start.choice ?? (only.length === 1 ? only[0] : undefined);
  for (;;) {
    const model: Answer<ModelChoice> =
      fixed === undefined ? await askModel(services, last, start) : { type: 'value', value: fixed };
    if (model.type !== 'value') return undefined;
    const state: FlowState = {
      kind,
      subject: start.subject,
      choice: model.value,
      values: startValues(last, model.value, start),
    };
    const outcome = await askSteps(state, services, { given, firstStep: fixed === undefined ? 2 : 1 });
    if (outcome === 'cancel' || (outcome === 'back' && fixed !== undefined)) return undefined;
    if (outcome === 'back') continue;
    const params = pruned(state);
    // What was right-clicked this time is not meant the next time, when nobody is asked for it.
    // Nor is the address of a file, which may soon be none.
    const answers = Object.entries(params).filter(
      ([name, value]) => !(name in given) && services.inputs.usedIn(value).length === 0,
    );
    await last.remember(kind, choiceName(state.choice), Object.fromEntries(answers));
    return { kind, model: choiceName(state.choice), params };
  }
}

interface StepPlan {
  readonly given: Params;
  readonly firstStep: number;
}

/** What a step leads to: how far to move, or the end of the series. */
type Move = 1 | -1 | 'done' | 'cancel';

async function askNeeded(
  state: FlowState,
  services: Services,
  form: FormField,
  step: Pick<FieldStep, 'step' | 'totalSteps' | 'canGoBack'>,
): Promise<Move> {
  const { name, label } = form.spec;
  const title = `${flowTitle(state)} – ${translate(label)}`;
  const answer = await askFieldOrInput(services, form, { ...step, title, current: state.values[name] });
  if (answer.type === 'value') state.values = { ...state.values, [name]: answer.value };
  if (answer.type === 'cancel') return 'cancel';
  return answer.type === 'value' ? 1 : -1;
}

async function askLast(state: FlowState, services: Services, last: LastStep): Promise<Move> {
  const answer = await askReview(state, services, last);
  if (answer.type === 'cancel') return 'cancel';
  return answer.type === 'value' ? 'done' : -1;
}

/** Needed fields one by one, then the review; Back goes one step back, before the first one out of here. */
async function askSteps(
  state: FlowState,
  services: Services,
  { given, firstStep }: StepPlan,
): Promise<'done' | 'back' | 'cancel'> {
  let at = 0;
  while (at >= 0) {
    const needed = neededFields(state).filter(f => !(f.spec.name in given));
    const form = needed[at];
    const step = firstStep + at;
    const totalSteps = firstStep + needed.length;
    const canGoBack = step > 1;
    const move =
      form === undefined
        ? await askLast(state, services, { step, canGoBack })
        : await askNeeded(state, services, form, { step, totalSteps, canGoBack });
    if (move === 'done' || move === 'cancel') return move;
    at = Math.min(at, needed.length) + move;
  }
  return 'back';
}
