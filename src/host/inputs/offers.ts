/** The ways that are open for a file, in the order in which they are proposed. */
import { Buffer } from 'node:buffer';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { InputFileError } from '../../core/errors.ts';
import type { Http, Ids } from '../../core/ports.ts';
import { toStorageError } from '../ports/fileErrors.ts';
import { readSetting } from '../settings.ts';
import { type AddressCheck, answersWithFile } from './answers.ts';
import { createBucket } from './bucket.ts';
import { readBucket, readBucketKeys } from './bucketSettings.ts';
import { gitHubOffer } from './gitHub.ts';
import { addressByCommand } from './ownCommand.ts';
import type { LocalInput, Offer } from './types.ts';
import type { Uploads } from './uploads.ts';

export interface OfferParts extends AddressCheck {
  readonly http: Http;
  readonly secrets: vscode.SecretStorage;
  readonly ids: Ids;
  readonly uploads: Pick<Uploads, 'note'>;
}

/** In the body of a request, and with it in the list of tasks: larger ones have no place there. */
const maxDataBytes = 4_000_000;

function bucketOffer(parts: OfferParts, file: LocalInput): Offer | undefined {
  const settings = readBucket();
  if (settings === undefined) return undefined;
  const { l10n } = vscode;
  const { host } = new URL(settings.endpoint);
  return {
    way: 'bucket',
    label: l10n.t('Upload to Your Bucket {0}', settings.bucket),
    detail: l10n.t(
      'The file goes to {0}. Anyone who has its address can read it; the address works for {1} min.',
      host,
      settings.lifetimeMinutes,
    ),
    destination: `bucket:${settings.endpoint}/${settings.bucket}`,
    async open(signal) {
      const keys = await readBucketKeys(parts.secrets, settings);
      if (keys === undefined) throw new InputFileError({ reason: 'noKeys', name: file.name });
      const bucket = createBucket(settings, keys, { http: parts.http, signal });
      const object = `${parts.ids.next()}/${file.name}`;
      const expiresAt = Date.now() + settings.lifetimeMinutes * 60_000;
      const address = { url: await bucket.address(object), way: 'bucket', object, expiresAt } as const;
      const reduced = file.reduced === undefined ? {} : { reduced: file.reduced };
      const { endpoint, bucket: name, region, prefix } = settings;
      const place = { endpoint, bucket: name, region, prefix };
      await parts.uploads
        .note({ ...address, ...reduced, file: file.uri.toString(), place })
        .then(undefined, (e: unknown) => {
          throw toStorageError(e, 'note the upload');
        });
      await bucket.put(object, file);
      // An order is paid for whether the service can read its input or not.
      const answers = await answersWithFile(parts, address.url, { bytes: file.content.length, signal });
      if (!answers) throw new InputFileError({ reason: 'noAnswer', name: file.name });
      return address;
    },
  };
}

/** Calls `work` with a path where the content lies: a copy that is in memory alone lies there as long as that takes. */
async function withPath<T>(file: LocalInput, work: (path: string) => Promise<T>): Promise<T> {
  if (file.reduced === undefined) return work(file.uri.fsPath);
  const folder = await mkdtemp(join(tmpdir(), 'api-in-one-'));
  try {
    const path = join(folder, file.name);
    await writeFile(path, file.content, { mode: 0o600 });
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Programs run in trusted workspaces alone, and need a path. */
function commandOffer(file: LocalInput): Offer | undefined {
  const command = readSetting('apiInOne.inputs.command').filter(part => typeof part === 'string');
  const [program] = command;
  if (program === undefined || !vscode.workspace.isTrusted || file.uri.scheme !== 'file') return undefined;
  const { l10n } = vscode;
  return {
    way: 'command',
    label: l10n.t('Run Your Command'),
    detail: l10n.t(
      '"{0}" gets the file, puts it where you have told it to, and prints the address.',
      program,
    ),
    destination: `command:${JSON.stringify(command)}`,
    open: signal =>
      withPath(file, async path => {
        const { name } = file;
        return { url: await addressByCommand(command, { name, path }, signal), way: 'command' };
      }),
  };
}

function dataOffer(file: LocalInput): Offer | undefined {
  if (!readSetting('apiInOne.inputs.allowDataUris') || file.content.length > maxDataBytes) return undefined;
  const { l10n } = vscode;
  return {
    way: 'dataUri',
    label: l10n.t('Send It in the Request (Experimental)'),
    detail: l10n.t('The service gets the file itself. It is not documented that it takes files so.'),
    destination: 'dataUri',
    open: async () => ({
      url: `data:${file.mime};base64,${Buffer.from(file.content).toString('base64')}`,
      way: 'dataUri',
    }),
  };
}

/** Throws SettingError where a setting cannot be used. */
export async function offersFor(
  parts: OfferParts,
  file: LocalInput,
  signal: AbortSignal,
): Promise<readonly Offer[]> {
  const offers = [
    // There lies the file, not its smaller copy.
    file.reduced === undefined ? await gitHubOffer(parts, file, signal) : undefined,
    bucketOffer(parts, file),
    commandOffer(file),
    dataOffer(file),
  ];
  return offers.filter(offer => offer !== undefined);
}
