/** The API key: set, clear, check. It goes from the password box to the key store and is shown nowhere. */
import * as vscode from 'vscode';
import { isError } from '../../core/errors.ts';
import { showMessage, withProgress } from '../present.ts';
import { askText } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { readBaseUrl, writeSetting } from '../settings.ts';
import type { HandlersOf } from './registerCommands.ts';

const prefix = 'aio_';
const keysPage = 'https://apiin.one/';

function checkText(text: string): string | undefined {
  const key = text.trim();
  if (key === '') return vscode.l10n.t('Paste your key.');
  if (!key.startsWith(prefix)) return vscode.l10n.t('A key begins with {0}.', prefix);
  if (!/^[\x21-\x7e]{12,512}$/.test(key)) return vscode.l10n.t('This key is not whole, or has spaces in it.');
  return undefined;
}

/** Tells whether the stored key works; a network that is down is not a bad key. */
async function checkAndTell(services: Services): Promise<'valid' | 'refused'> {
  const { l10n } = vscode;
  const result = await withProgress(l10n.t('Checking the API key…'), signal =>
    services.client('live').checkKey(signal),
  );
  const text =
    result === 'valid'
      ? l10n.t('The API key works. The check cost nothing.')
      : l10n.t('The service refused this API key. Check it in your dashboard.');
  services.background(showMessage(result === 'valid' ? 'info' : 'warning', text));
  return result;
}

async function setApiKey(services: Services): Promise<unknown> {
  const { l10n } = vscode;
  // An address that cannot be used is told first: the key would be kept for nowhere.
  readBaseUrl();
  const answer = await askText({
    title: l10n.t('API in One: Set API Key'),
    prompt: l10n.t(
      'Get one at {0}. It is kept in the key store of this computer and sent to {1} alone.',
      keysPage,
      services.baseUrl(),
    ),
    placeholder: 'aio_…',
    password: true,
    validate: checkText,
  });
  if (answer.type !== 'value') return undefined;
  await services.secrets.set(answer.value.trim());
  if (services.service() === 'sandbox') {
    const live = l10n.t('Use the Live Service');
    const text = l10n.t('The key is stored. The sandbox is still in use.');
    const chosen = await showMessage('info', text, { buttons: [live] });
    if (chosen !== live) return 'stored';
    await writeSetting('apiInOne.service', 'live');
  }
  try {
    return await checkAndTell(services);
  } catch (e) {
    if (isError(e, 'cancelled')) return 'stored';
    services.log.warn('the key is stored, but could not be checked');
    throw e;
  }
}

/** Handlers around the key. */
export function keyCommands(
  services: Services,
): HandlersOf<'apiInOne.setApiKey' | 'apiInOne.clearApiKey' | 'apiInOne.checkApiKey'> {
  return {
    'apiInOne.setApiKey': () => setApiKey(services),
    'apiInOne.clearApiKey': async () => {
      const { l10n } = vscode;
      if ((await services.secrets.get()) === undefined) {
        services.background(showMessage('info', l10n.t('There was no API key on this computer.')));
        return;
      }
      await services.secrets.delete();
      const left = await services.secrets.get();
      const text =
        left === undefined
          ? vscode.l10n.t('The API key was removed from this computer.')
          : vscode.l10n.t(
              'The stored key was removed. The one in the environment variable {0} is still used.',
              'API_IN_ONE_API_KEY',
            );
      services.background(showMessage('info', text));
    },
    'apiInOne.checkApiKey': () => checkAndTell(services),
  };
}
