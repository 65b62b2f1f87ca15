/** What is to be made of each missing file of a document, for a person to choose from and to change first. */
import * as vscode from 'vscode';
import { longestWish, wishFor } from '../../core/assets/references/wish.ts';
import { withOwnDefaults } from '../../core/catalogue/form.ts';
import { suggestedValues } from '../../core/catalogue/suggest.ts';
import type { ModelChoice, TextField } from '../../core/catalogue/types.ts';
import type { GenerateRequest } from '../../shared/views.ts';
import { choiceLabel, choiceName } from '../choices.ts';
import type { MissingAsset } from '../editor/missing/findMissing.ts';
import { createLastAnswers } from '../lastAnswers.ts';
import { plain } from '../present.ts';
import { type Estimate, estimateText, priceOfTicked, sumOfTicked } from '../pricing.ts';
import { askSeveral, askText } from '../quickSteps.ts';
import { defaultsFor } from '../recordRequest.ts';
import type { Services } from '../services.ts';
import { kindIcons } from '../words.ts';

/** A missing file with what is to be made of it. */
export interface MissingPlan {
  readonly missing: MissingAsset;
  readonly choice: ModelChoice;
  readonly request: GenerateRequest;
}

export const endingOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('.') + 1);

/** The path below the workspace folder, as `output.file` takes it. */
export function fileBelow(folder: vscode.Uri | undefined, target: vscode.Uri): string {
  return target.path.slice((folder?.path.replace(/\/$/, '').length ?? 0) + 1);
}

/** By the model of the kind that was used last. */
export function planFor(
  services: Services,
  document: vscode.TextDocument,
  missing: MissingAsset,
): MissingPlan {
  const wish = wishFor(missing.reference, document.getText());
  const catalogue = services.catalogue();
  const [last] = createLastAnswers(services.context.globalState).models(wish.kind);
  const known = last === undefined ? undefined : catalogue.find(wish.kind, last);
  const choice = known ?? catalogue.defaultFor(wish.kind);
  const own = defaultsFor(choice, document.uri);
  const suggested = suggestedValues(choice, { ...wish, ending: endingOf(missing.target) });
  // What the markup asks for counts before the person's own defaults.
  const params = withOwnDefaults(choice, own, suggested);
  const file = fileBelow(vscode.workspace.getWorkspaceFolder(document.uri)?.uri, missing.target);
  return {
    missing,
    choice,
    request: { kind: wish.kind, model: choiceName(choice), params, output: { file } },
  };
}

const promptField = ({ choice }: MissingPlan): TextField | undefined =>
  choice.spec.fields.find((field): field is TextField => field.role === 'prompt' && field.type === 'text');

function wordsOf(plan: MissingPlan): string {
  const field = promptField(plan);
  const value: unknown = field && plan.request.params[field.name];
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** With other words; as it was where the person gives up. */
async function withOtherWords(plan: MissingPlan): Promise<MissingPlan> {
  const { l10n } = vscode;
  const field = promptField(plan);
  if (field === undefined) return plan;
  const answer = await askText({
    title: l10n.t('API in One: Prompt of {0}', plain(plan.request.output?.file ?? '', 80)),
    value: wordsOf(plan),
    validate: text => (text.trim() === '' ? l10n.t('This is needed.') : undefined),
  });
  if (answer.type !== 'value') return plan;
  const params = { ...plan.request.params, [field.name]: answer.value.trim() };
  return { ...plan, request: { ...plan.request, params } };
}

interface PlanItem extends vscode.QuickPickItem {
  readonly plan: MissingPlan;
  readonly price: Estimate;
}

function toItem(services: Services, plan: MissingPlan): PlanItem {
  const { choice, request } = plan;
  const price = services.price(choice, request.params);
  const edit = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Change the Prompt') };
  return {
    label: `$(${kindIcons[request.kind]}) ${plain(request.output?.file ?? '', 80)}`,
    description: `${choiceLabel(choice)} · ${estimateText(price)}`,
    detail: plain(wordsOf(plan), longestWish),
    ...(promptField(plan) === undefined ? {} : { buttons: [edit] }),
    plan,
    price,
  };
}

/** The list with what each is to be and costs, and with its words to be changed; undefined when given up. */
export async function askWhich(
  services: Services,
  plans: readonly MissingPlan[],
): Promise<readonly MissingPlan[] | undefined> {
  let items = plans.map(plan => toItem(services, plan));
  let ticked: readonly PlanItem[] = items;
  for (;;) {
    const answer = await askSeveral({
      title: vscode.l10n.t('API in One: Generate Missing Files'),
      placeholderFor: rows => priceOfTicked(rows.map(({ price }) => price)),
      summaryFor: rows => sumOfTicked(rows.map(({ price }) => price)),
      items,
      ticked,
    });
    if (answer.type !== 'value') return undefined;
    const { pressed } = answer.value;
    if (pressed === undefined) return answer.value.ticked.map(({ plan }) => plan);
    const changed = toItem(services, await withOtherWords(pressed.plan));
    const withChange = (rows: readonly PlanItem[]): PlanItem[] =>
      rows.map(row => (row === pressed ? changed : row));
    items = withChange(items);
    ticked = withChange(answer.value.ticked);
  }
}
