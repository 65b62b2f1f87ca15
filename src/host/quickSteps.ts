/** One step of a series of questions in VS Code's own widgets, with Back. Escape at any step ends the series. */
import * as vscode from 'vscode';
import { DisposableStore } from '../core/lifecycle.ts';
import { inert } from './present.ts';

export type Answer<T> =
  | { readonly type: 'value'; readonly value: T }
  | { readonly type: 'back' }
  | { readonly type: 'cancel' };

interface StepCommon {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly placeholder?: string;
  /** Whether there is a step before this one. */
  readonly canGoBack?: boolean;
}

export interface PickStep<T extends vscode.QuickPickItem> extends StepCommon {
  readonly items: readonly T[];
  readonly active?: T | undefined;
  /** Told of each item that is marked on the way. */
  onActive?(item: T): void;
}

export interface InputStep extends StepCommon {
  readonly prompt?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** The message that keeps the person from going on; undefined where the text is fine. */
  validate?(text: string): string | undefined;
}

interface QuickWidget extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  placeholder: string | undefined;
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

function run<T>(
  widget: QuickWidget,
  common: StepCommon,
  start: (finish: (value: T) => void) => vscode.Disposable[],
): Promise<Answer<T>> {
  widget.title = inert(common.title);
  widget.step = common.step;
  widget.totalSteps = common.totalSteps;
  widget.placeholder = common.placeholder === undefined ? undefined : inert(common.placeholder);
  widget.ignoreFocusOut = true;
  widget.buttons = common.canGoBack === true ? [vscode.QuickInputButtons.Back] : [];
  const { promise, resolve } = Promise.withResolvers<Answer<T>>();
  const store = new DisposableStore();
  for (const d of start(value => resolve({ type: 'value', value }))) store.add(d);
  store.add(
    widget.onDidTriggerButton(button => {
      if (button === vscode.QuickInputButtons.Back) resolve({ type: 'back' });
    }),
  );
  store.add(widget.onDidHide(() => resolve({ type: 'cancel' })));
  store.add(widget);
  widget.show();
  return promise.finally(() => store.dispose());
}

/** A row's texts hold names from anywhere; its own icon stands in the label. */
function inertItem<T extends vscode.QuickPickItem>(item: T): T {
  const { label, description, detail } = item;
  return {
    ...item,
    label: inert(label),
    ...(description === undefined ? {} : { description: inert(description) }),
    ...(detail === undefined ? {} : { detail: inert(detail) }),
  };
}

/** Tells of the row that is marked, where somebody wants to know. */
function followActive<T extends vscode.QuickPickItem>(
  widget: vscode.QuickPick<T>,
  step: PickStep<T>,
  given: ReadonlyMap<T, T>,
): vscode.Disposable[] {
  if (step.onActive === undefined) return [];
  const tell = ([row]: readonly T[]): void => {
    const item = row && given.get(row);
    if (item !== undefined) step.onActive?.(item);
  };
  return [widget.onDidChangeActive(tell)];
}

/** Asks for one of `items`. */
export function askPick<T extends vscode.QuickPickItem>(step: PickStep<T>): Promise<Answer<T>> {
  const widget = vscode.window.createQuickPick<T>();
  const shown = new Map(step.items.map(item => [item, inertItem(item)]));
  const given = new Map([...shown].map(([item, row]) => [row, item]));
  widget.items = [...shown.values()];
  widget.matchOnDescription = true;
  widget.matchOnDetail = true;
  const active = step.active && shown.get(step.active);
  if (active !== undefined) widget.activeItems = [active];
  return run<T>(widget, step, finish => [
    widget.onDidAccept(() => {
      const [row] = widget.selectedItems;
      const chosen = row && given.get(row);
      if (chosen !== undefined) finish(chosen);
    }),
    ...followActive(widget, step, given),
  ]);
}

/** A row that stands for a text. */
export interface SuggestedItem extends vscode.QuickPickItem {
  readonly text: string;
}

export interface SuggestStep extends StepCommon {
  /** The first one is marked. */
  readonly items: readonly SuggestedItem[];
  /** The row for what is typed, where no item has that very text. */
  typed(text: string): SuggestedItem;
}

/** Asks for a text: one of `items`, or any other that is typed. */
export async function askSuggested({ items, typed, ...common }: SuggestStep): Promise<Answer<string>> {
  const widget = vscode.window.createQuickPick<SuggestedItem>();
  const rows = items.map(inertItem);
  const update = (): void => {
    const text = widget.value.trim();
    const isNew = text !== '' && !items.some(item => item.text === text);
    // Whatever is typed, its row stays: VS Code hides those whose label does not hold the letters.
    widget.items = isNew ? [{ ...inertItem(typed(text)), alwaysShow: true }, ...rows] : rows;
  };
  update();
  return run<string>(widget, common, finish => [
    widget.onDidChangeValue(update),
    widget.onDidAccept(() => {
      const [row] = widget.selectedItems;
      if (row !== undefined) finish(row.text);
    }),
  ]);
}

export interface SeveralStep<T extends vscode.QuickPickItem> extends Omit<StepCommon, 'placeholder'> {
  readonly items: readonly T[];
  /** Those that are ticked at first; all where left out. */
  readonly ticked?: readonly T[];
  /** The line above the rows, for those that are ticked just then. */
  placeholderFor(ticked: readonly T[]): string;
  /** The same in short, behind the title: the line gives way to what is typed to find a row. */
  summaryFor(ticked: readonly T[]): string;
}

export interface Several<T> {
  readonly ticked: readonly T[];
  /** The row whose button was pressed in place of Enter. */
  readonly pressed?: T;
}

/** Asks which of `items` are meant. */
export function askSeveral<T extends vscode.QuickPickItem>(
  step: SeveralStep<T>,
): Promise<Answer<Several<T>>> {
  const widget = vscode.window.createQuickPick<T>();
  const given = new Map(step.items.map(item => [inertItem(item), item]));
  const itemsOf = (rows: readonly T[]): readonly T[] => rows.flatMap(row => given.get(row) ?? []);
  const titleFor = (ticked: readonly T[]): string => `${step.title} – ${step.summaryFor(ticked)}`;
  const tell = (rows: readonly T[]): void => {
    widget.placeholder = inert(step.placeholderFor(itemsOf(rows)));
    widget.title = inert(titleFor(itemsOf(rows)));
  };
  widget.canSelectMany = true;
  widget.items = [...given.keys()];
  widget.selectedItems = widget.items.filter(row => step.ticked?.includes(given.get(row) ?? row) ?? true);
  widget.matchOnDetail = true;
  const ticked = itemsOf(widget.selectedItems);
  const shown = { ...step, title: titleFor(ticked), placeholder: step.placeholderFor(ticked) };
  return run<Several<T>>(widget, shown, finish => [
    widget.onDidChangeSelection(tell),
    widget.onDidTriggerItemButton(({ item }) => {
      const pressed = given.get(item);
      if (pressed !== undefined) finish({ ticked: itemsOf(widget.selectedItems), pressed });
    }),
    widget.onDidAccept(() => finish({ ticked: itemsOf(widget.selectedItems) })),
  ]);
}

/** Asks for a text. A value given is selected whole, so that typing replaces it. */
export function askText(step: InputStep): Promise<Answer<string>> {
  const widget = vscode.window.createInputBox();
  // Below the line VS Code makes links of `[text](command:…)`, in prompts as in messages.
  widget.prompt = step.prompt === undefined ? undefined : inert(step.prompt);
  widget.password = step.password ?? false;
  widget.value = step.value ?? '';
  if (step.value) widget.valueSelection = [0, step.value.length];
  const check = (): boolean => {
    const message = step.validate?.(widget.value);
    widget.validationMessage = message === undefined ? undefined : inert(message);
    return message === undefined;
  };
  return run<string>(widget, step, finish => [
    widget.onDidChangeValue(check),
    widget.onDidAccept(() => {
      if (check()) finish(widget.value);
    }),
  ]);
}
