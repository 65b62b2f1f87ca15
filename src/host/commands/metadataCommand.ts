/** "Strip Metadata": a file says nothing of itself any more, and looks and sounds as before. */
import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import { stripMetadata } from '../../core/assets/metadata/strip.ts';
import { InputError, InputFileError } from '../../core/errors.ts';
import { nameOf } from '../fileFacts.ts';
import { checkPlace } from '../inputs/readInput.ts';
import { plain, showMessage } from '../present.ts';
import { refuseRestrictedFolder } from '../restricted.ts';
import type { Services } from '../services.ts';
import { writeWhole } from '../writeWhole.ts';
import { fileArgument } from './fileArgument.ts';
import { type HandlersOf, isProgrammatic } from './registerCommands.ts';

/** Larger ones would have to be held in memory twice. */
const maxMegabytes = 500;

/** Whether there was something; undefined where the file is none that can be stripped. */
async function strip(file: vscode.Uri): Promise<boolean | undefined> {
  const { fs } = vscode.workspace;
  const name = nameOf(file);
  await refuseRestrictedFolder(vscode.Uri.joinPath(file, '..').toString());
  // A link stays one: the file that it leads to is written.
  const place = await checkPlace(file, name);
  const before = await fs.stat(place);
  if (before.size > maxMegabytes * 1e6)
    throw new InputFileError({ reason: 'tooLarge', name, limit: maxMegabytes });
  const content = await fs.readFile(place);
  const { sniffMedia } = await import('../ports/sniffMedia.ts');
  const type = await sniffMedia(content.subarray(0, 4100));
  const stripped = type && stripMetadata(content, type.ext);
  if (stripped === undefined) return undefined;
  if (Buffer.compare(stripped, content) === 0) return false;
  await writeWhole(place, stripped, true, async () => {
    const { mtime, size } = await fs.stat(place);
    if (mtime !== before.mtime || size !== before.size) throw new InputFileError({ reason: 'changed', name });
  });
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
      const name = plain(nameOf(file), 80);
      services.background(showMessage('info', outcomeText(outcome, name)));
      return outcome;
    },
  };
}
