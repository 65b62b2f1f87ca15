/** The person's bucket: where it is, from the user's own settings; its keys, from the key store. */
import type * as vscode from 'vscode';
import { isLoopbackHost } from '../../core/assets/resultUrl.ts';
import { SettingError, StorageError } from '../../core/errors.ts';
import { readSetting } from '../settings.ts';
import type { BucketKeys, BucketSettings } from './bucket.ts';

const endpointSetting = 'apiInOne.inputs.bucket.endpoint';

function checkedEndpoint(text: string): string {
  const refuse = (message: string): never => {
    throw new SettingError({ setting: endpointSetting, message });
  };
  const url = URL.canParse(text) ? new URL(text) : refuse('not a URL');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    refuse('must be a plain address');
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (!isSafe) refuse('must begin with https://');
  return url.href.replace(/\/+$/, '');
}

/** Undefined where no bucket is set up. Throws SettingError where the keys must not go there. */
export function readBucket(): BucketSettings | undefined {
  const endpoint = readSetting('apiInOne.inputs.bucket.endpoint').trim();
  const bucket = readSetting('apiInOne.inputs.bucket.name').trim();
  if (endpoint === '' || bucket === '') return undefined;
  if (!/^[\w.-]+$/.test(bucket) || /^\.+$/.test(bucket))
    throw new SettingError({ setting: 'apiInOne.inputs.bucket.name', message: 'not the name of a bucket' });
  const prefix = readSetting('apiInOne.inputs.bucket.prefix').replace(/^\/+|\/+$/g, '');
  // It would lead to another bucket than the one that was agreed to.
  if (prefix.split('/').some(step => /^\.{1,2}$/.test(step)))
    throw new SettingError({ setting: 'apiInOne.inputs.bucket.prefix', message: 'must not hold . or ..' });
  return {
    endpoint: checkedEndpoint(endpoint),
    bucket,
    region: readSetting('apiInOne.inputs.bucket.region').trim() || 'auto',
    prefix: prefix === '' ? '' : `${prefix}/`,
    lifetimeMinutes: readSetting('apiInOne.inputs.bucket.lifetimeMinutes'),
  };
}

/** One entry for each endpoint: keys entered for one are never shown to another. */
const secretName = ({ endpoint }: BucketSettings): string => `apiInOne.bucket@${new URL(endpoint).origin}`;

async function guarded<T>(work: () => Thenable<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    throw new StorageError({ reason: 'keyStoreRefused', message: 'SecretStorage refused' }, e);
  }
}

export async function readBucketKeys(
  secrets: vscode.SecretStorage,
  bucket: BucketSettings,
): Promise<BucketKeys | undefined> {
  const text = await guarded(() => secrets.get(secretName(bucket)));
  const [accessKeyId, secretAccessKey] = text?.split('\n') ?? [];
  return accessKeyId === undefined || secretAccessKey === undefined
    ? undefined
    : { accessKeyId, secretAccessKey };
}

export async function clearBucketKeys(secrets: vscode.SecretStorage, bucket: BucketSettings): Promise<void> {
  await guarded(() => secrets.delete(secretName(bucket)));
}

export async function storeBucketKeys(
  secrets: vscode.SecretStorage,
  bucket: BucketSettings,
  keys: BucketKeys,
): Promise<void> {
  await guarded(() => secrets.store(secretName(bucket), `${keys.accessKeyId}\n${keys.secretAccessKey}`));
}
