/** Commands around local files as inputs: the keys of the bucket, and taking permissions back. */
import * as vscode from 'vscode';
import { clearBucketKeys, readBucket, storeBucketKeys } from '../inputs/bucketSettings.ts';
import { createConsents } from '../inputs/consent.ts';
import { showMessage } from '../present.ts';
import { askText } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import type { HandlersOf } from './registerCommands.ts';

async function setBucketKeys(services: Services): Promise<void> {
  const { l10n } = vscode;
  const bucket = readBucket();
  if (bucket === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'apiInOne.inputs.bucket.endpoint');
    return;
  }
  const title = l10n.t('API in One: Keys of the Bucket {0}', bucket.bucket);
  const prompt = l10n.t(
    'It is kept in the key store of this computer and sent to {0} alone.',
    new URL(bucket.endpoint).host,
  );
  const validate = (text: string): string | undefined =>
    /^\S{3,256}$/.test(text.trim()) ? undefined : l10n.t('This key is not whole, or has spaces in it.');
  const common = { title, totalSteps: 2, prompt, validate };
  const id = await askText({ ...common, step: 1, placeholder: l10n.t('Access key id') });
  if (id.type !== 'value') return;
  const secret = await askText({
    ...{ ...common, step: 2, password: true },
    placeholder: l10n.t('Secret access key'),
  });
  if (secret.type !== 'value') return;
  const keys = { accessKeyId: id.value.trim(), secretAccessKey: secret.value.trim() };
  await storeBucketKeys(services.context.secrets, bucket, keys);
  services.background(showMessage('info', l10n.t('The keys of the bucket are stored.')));
}

async function clearKeys(services: Services): Promise<void> {
  const bucket = readBucket();
  if (bucket === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'apiInOne.inputs.bucket.endpoint');
    return;
  }
  await clearBucketKeys(services.context.secrets, bucket);
  services.background(showMessage('info', vscode.l10n.t('The keys of the bucket are removed.')));
}

export function inputCommands(
  services: Services,
): HandlersOf<
  'apiInOne.inputs.setBucketKeys' | 'apiInOne.inputs.clearBucketKeys' | 'apiInOne.inputs.askAgain'
> {
  return {
    'apiInOne.inputs.setBucketKeys': () => setBucketKeys(services),
    'apiInOne.inputs.clearBucketKeys': () => clearKeys(services),
    'apiInOne.inputs.askAgain': async () => {
      await createConsents(services.context.globalState).clear();
      const text = vscode.l10n.t('You are asked again before a local file is sent anywhere.');
      services.background(showMessage('info', text));
    },
  };
}
