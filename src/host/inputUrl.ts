/** A public address for a local file: the service takes addresses alone. */
import * as vscode from 'vscode';
import { askText } from './quickSteps.ts';
import type { Services } from './services.ts';

/** In the sandbox a file needs no address that answers; its name is enough. */
const sandboxInputs = 'https://sandbox.invalid/inputs/';

/** The address that a result of an earlier task had, newest first. */
function addressOfResult(services: Services, file: vscode.Uri): string | undefined {
  const uri = file.toString();
  for (const task of services.tasks.tasks())
    if ('outputs' in task.state)
      for (const output of task.state.outputs)
        if (output?.uri === uri && output.url !== undefined && task.service === services.service())
          return output.url;
  return undefined;
}

/** The address to send for `file`; asks where none is known. Undefined when the person gives up. */
export async function inputUrlOf(services: Services, file: vscode.Uri): Promise<string | undefined> {
  const { l10n } = vscode;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (services.service() === 'sandbox') return sandboxInputs + encodeURIComponent(name);
  const known = addressOfResult(services, file);
  if (known !== undefined) return known;
  const answer = await askText({
    title: l10n.t('API in One: Web Address of {0}', name),
    prompt: l10n.t(
      'The service takes web addresses alone, and this file is not sent anywhere by itself. Paste the address where it can be read.',
    ),
    placeholder: 'https://…',
    validate: text =>
      URL.canParse(text.trim()) && text.trim().startsWith('https://')
        ? undefined
        : l10n.t('Write an address that begins with https://.'),
  });
  return answer.type === 'value' ? answer.value.trim() : undefined;
}
