/** "Strip Metadata": a file says nothing of itself any more, and looks and sounds as before. */
import * as vscode from 'vscode';
import { stripMetadata } from '../../core/assets/metadata/strip.ts';
import { InputError } from '../../core/errors.ts';
import { realPathOf } from '../inputs/realPath.ts';
import { plain, showMessage } from '../present.ts';
import type { Services } from '../services.ts';
import { writeWhole } from '../writeWhole.ts';
import { fileArgument } from './fileArgument.ts';
import { type HandlersOf, isProgrammatic } from './registerCommands.ts';

/** A link stays one: the file that it leads to is written. */
const behindLinks = async (file: vscode.Uri): Promise<vscode.Uri> =>
  file.scheme === 'file' ? vscode.Uri.file(await realPathOf(file.fsPath)) : file;

/** Whether there was something; undefined where the file is none that can be stripped. */
async function strip(file: vscode.Uri): Promise<boolean | undefined> {
  const content = await vscode.workspace.fs.readFile(file);
  const { sniffMedia } = await import('../ports/sniffMedia.ts');
  const type = await sniffMedia(content.subarray(0, 4100));
  const stripped = type && stripMetadata(content, type.ext);
  if (stripped === undefined) return undefined;
  if (stripped.length === content.length) return false;
  await writeWhole(await behindLinks(file), stripped, true);
  return true;
}

function outcomeText(outcome: boolean | undefined, name: string): string {
  const { l10n } = vscode;
  if (outcome === undefined)
    return l10n.t('"{0}" was left as it is: only whole PNG, JPEG, WebP and MP3 files can be stripped.', name);
  return outcome
    ? l10n.t('"{0}" says nothing of itself any more.', name)
    : l10n.t('There is no metadata in "{0}".', name);
}

export function metadataCommand(services: Services): HandlersOf<'apiInOne.stripMetadata'> {
  return {
    'apiInOne.stripMetadata': async (...args) => {
      const file = fileArgument(services, args[0]);
      if (file === undefined) return undefined;
      const outcome = await strip(file);
      if (isProgrammatic(args)) {
        if (outcome === undefined) throw new InputError({ field: 'file', rule: 'notAllowed' });
        return outcome;
      }
      const name = plain(file.path.slice(file.path.lastIndexOf('/') + 1), 80);
      services.background(showMessage('info', outcomeText(outcome, name)));
      return outcome;
    },
  };
}
