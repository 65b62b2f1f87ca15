/** What it means for a person when a local file cannot be an input. */
import { l10n } from 'vscode';
import type { InputFileError } from '../core/errors.ts';
import type { CommandId } from './contributions.ts';

function textOf({ reason, file, limit = 0 }: InputFileError): string {
  switch (reason) {
    case 'missing':
      return l10n.t('The file "{0}" is not there any more. Nothing was sent.', file);
    case 'notFile':
      return l10n.t('"{0}" is not a file. Choose a picture, a video or a sound. Nothing was sent.', file);
    case 'unreadable':
      return l10n.t('The file "{0}" cannot be read. Check its permissions. Nothing was sent.', file);
    case 'outsideFolder':
      return l10n.t(
        'The link "{0}" leads out of the workspace. Choose the file itself. Nothing was sent.',
        file,
      );
    case 'targetOutside':
      return l10n.t(
        '"{0}" would lie outside of the workspace: a link leads out of it. Nothing was sent.',
        file,
      );
    case 'untrusted':
      return l10n.t(
        'The folder of "{0}" is open in Restricted Mode, so the file is not read. Trust the folder first. Nothing was sent.',
        file,
      );
    case 'changed':
      return l10n.t('The file "{0}" was changed meanwhile, so it was left as it is. Try again.', file);
    case 'empty':
      return l10n.t('The file "{0}" is empty. Nothing was sent.', file);
    case 'tooLarge':
      return l10n.t(
        'The file "{0}" is larger than the {1} MB that you allow for inputs. Make it smaller or change the setting. Nothing was sent.',
        file,
        limit,
      );
    case 'animated':
      return l10n.t(
        '"{0}" is too large, and it moves: a smaller copy would stand still, so none is made. Make it smaller or change the setting. Nothing was sent.',
        file,
      );
    case 'damaged':
      return l10n.t(
        '"{0}" is too large, and no smaller copy can be made: it is damaged, or of a kind that cannot be read here. Nothing was sent.',
        file,
      );
    case 'tooManyPixels':
      return l10n.t(
        '"{0}" has too many pixels to make a smaller copy of: more than {1} MP. Make it smaller. Nothing was sent.',
        file,
        limit,
      );
    case 'notMedia':
      return l10n.t('"{0}" holds no picture, video or sound. Nothing was sent.', file);
    case 'notText':
      return l10n.t('"{0}" is not a text file. Nothing was sent.', file);
    case 'expired':
      return l10n.t(
        'The address of "{0}" has run out or was taken back. Order again, and a new one is made. Nothing was sent.',
        file,
      );
    case 'noKeys':
      return l10n.t('The keys of your bucket are not set. Nothing was sent.');
    case 'refused':
      return l10n.t('Your bucket refused the file. Check its name, region and keys. Nothing was ordered.');
    case 'noAnswer':
      return l10n.t(
        'The address in your bucket does not hand out "{0}", so the service could not read it. Check the bucket and its endpoint. Nothing was ordered.',
        file,
      );
    case 'noAddress':
      return l10n.t('Your command printed no web address for "{0}". Nothing was ordered.', file);
    case 'commandFailed':
      return l10n.t('Your command failed for "{0}". Nothing was ordered.', file);
    case 'batchFile':
      return l10n.t(
        'Your command is a .cmd or .bat file: Windows gives those to a shell, which may take file names for commands. Name the .exe, or node and its script. Nothing was ordered.',
      );
  }
}

type Step = { setting: string } | { command: CommandId } | 'manageTrust';

function stepFor(reason: InputFileError['reason']): Step | undefined {
  switch (reason) {
    case 'untrusted':
      return 'manageTrust';
    case 'tooLarge':
    case 'animated':
      return { setting: 'apiInOne.inputs.maxMegabytes' };
    case 'noKeys':
      return { command: 'apiInOne.inputs.setBucketKeys' };
    case 'refused':
      return { setting: 'apiInOne.inputs.bucket.name' };
    case 'noAnswer':
      return { setting: 'apiInOne.inputs.bucket.endpoint' };
    case 'noAddress':
    case 'commandFailed':
    case 'batchFile':
      return { setting: 'apiInOne.inputs.command' };
    default:
      return undefined;
  }
}

/** Words, the bucket's or the program's own, and where it can be mended. */
export function describeInputFile(e: InputFileError): {
  text: string;
  reason?: string;
  step: ReturnType<typeof stepFor>;
} {
  const reason = e.detail === undefined ? {} : { reason: e.detail };
  return { text: textOf(e), ...reason, step: stepFor(e.reason) };
}
