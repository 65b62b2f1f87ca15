/** Addresses of earlier results for fields that take media. */
import * as vscode from 'vscode';
import { formFields } from '../../core/catalogue/form.ts';
import type { ModelChoice } from '../../core/catalogue/types.ts';
import { CancelledError, InputError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { ChosenInput, Draft } from '../../shared/protocol.ts';
import { type Kind, kinds } from '../../shared/views.ts';
import { choiceLabel, choiceName } from '../choices.ts';
import { resultUrlOf } from '../inputUrl.ts';
import { plain } from '../present.ts';
import { askPick } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { kindIcons, kindLabel } from '../words.ts';
import { mediaOf } from './fieldViews.ts';

/** The address of one output of a task. InputError where it has none. */
export async function outputUrl(services: Services, id: string, output: number): Promise<string> {
  const task = await services.tasks.find(id);
  const outputs = task !== undefined && 'outputs' in task.state ? task.state.outputs : [];
  const found = outputs[output];
  if (task === undefined || found === undefined || found === null)
    throw new InputError({ field: 'output', rule: 'notOneOf' });
  const url = await resultUrlOf(services, task, found);
  if (url === undefined) throw new CancelledError();
  return url;
}

/** What the page says of an address that was chosen: the file's name, and where it can be seen. */
export function chosenInput(
  { inputs }: Pick<Services, 'inputs'>,
  url: string | undefined,
  srcOf: (uri: string) => string | undefined,
): ChosenInput {
  const [made] = inputs.usedIn(url);
  if (made === undefined) return { url };
  const title = plain(vscode.workspace.asRelativePath(vscode.Uri.parse(made.file)), 120);
  const src = srcOf(made.file);
  return { url, title, ...(src === undefined ? {} : { src }) };
}

interface Target {
  readonly kind: Kind;
  readonly choice: ModelChoice;
  /** The field that takes it, and whether it takes several. */
  readonly field: string;
  readonly isList: boolean;
}

/** Every model that takes media of this type, with the field that does; kind by kind. */
function targetsFor(services: Services, mime: string): readonly Target[] {
  const type = mime.split('/')[0];
  return kinds.flatMap(kind =>
    services
      .catalogue()
      .choices(kind)
      .flatMap(choice => {
        const found = formFields(choice, {}).find(f => [type, 'any'].includes(mediaOf(f.spec)));
        if (found === undefined) return [];
        return [{ kind, choice, field: found.spec.name, isList: found.spec.type === 'urls' }];
      }),
  );
}

/**
 * A draft that has a result of the task as its input, the one at `at` or else the first; asks what to make of it.
 * Undefined when given up.
 */
export async function draftWithInput(
  services: Services,
  task: Task,
  at?: number,
): Promise<Draft | undefined> {
  const outputs = 'outputs' in task.state ? task.state.outputs : [];
  const meant = at === undefined ? undefined : outputs[at];
  const output = meant?.uri === undefined ? outputs.find(o => o?.uri !== undefined) : meant;
  if (output?.uri === undefined)
    throw new InputError({ field: 'id', rule: 'notAllowed', limit: task.state.status });
  const items = targetsFor(services, output.mime ?? '').map(target => ({
    label: `$(${kindIcons[target.kind]}) ${choiceLabel(target.choice)}`,
    description: kindLabel(target.kind),
    target,
  }));
  const answer = await askPick({
    title: vscode.l10n.t('API in One: Use as Input'),
    placeholder: vscode.l10n.t('What do you want to make of it?'),
    items,
  });
  if (answer.type !== 'value') return undefined;
  const url = await resultUrlOf(services, task, output);
  if (url === undefined) return undefined;
  const { kind, choice, field, isList } = answer.value.target;
  return { kind, model: choiceName(choice), values: { [field]: isList ? [url] : url } };
}
