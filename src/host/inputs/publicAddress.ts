/**
 * A public address for a local file, by the first way that the person has allowed: the service takes addresses alone.
 * Nothing leaves this computer unasked, and never to a third party that the person has not named.
 */
import * as vscode from 'vscode';
import { isLoopbackHost } from '../../core/assets/resultUrl.ts';
import { pictureRoomOf } from '../pictures/rewritePicture.ts';
import { showMessage, withProgress } from '../present.ts';
import { askPick, askText } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { readSetting } from '../settings.ts';
import type { AddressCheck } from './answers.ts';
import { type Consents, createConsents } from './consent.ts';
import { earlierResult } from './earlierResult.ts';
import { offersFor } from './offers.ts';
import { readFitting } from './smallerCopy.ts';
import type { InputAddress, LocalInput, Offer, Reduction } from './types.ts';

const isWebAddress = (text: string): boolean => URL.canParse(text) && text.startsWith('https://');

async function askAddress(name: string): Promise<InputAddress | undefined> {
  const { l10n } = vscode;
  const answer = await askText({
    title: l10n.t('API in One: Web Address of {0}', name),
    prompt: l10n.t(
      'The service takes web addresses alone, and this file is not sent anywhere by itself. Paste the address where it can be read.',
    ),
    placeholder: 'https://…',
    validate: text =>
      isWebAddress(text.trim()) ? undefined : l10n.t('Write an address that begins with https://.'),
  });
  return answer.type === 'value' ? { url: answer.value.trim(), way: 'asked' } : undefined;
}

interface WayItem extends vscode.QuickPickItem {
  readonly offer?: Offer;
  readonly command?: { readonly id: string; readonly args: readonly unknown[] };
}

/** What can be set up, where it is not. */
function setupItem(offers: readonly Offer[]): WayItem[] {
  if (offers.some(({ way }) => way === 'bucket')) return [];
  const { l10n } = vscode;
  return [
    {
      label: `$(gear) ${l10n.t('Set Up a Bucket or a Command…')}`,
      detail: l10n.t('So that local files can be inputs without asking for an address each time.'),
      command: { id: 'workbench.action.openSettings', args: ['@ext:apiinone.api-in-one inputs'] },
    },
  ];
}

async function askWay(file: LocalInput, offers: readonly Offer[]): Promise<WayItem | undefined> {
  const { l10n } = vscode;
  const items: WayItem[] = [
    ...offers.map(offer => ({ label: `$(cloud-upload) ${offer.label}`, detail: offer.detail, offer })),
    {
      label: `$(link) ${l10n.t('Enter an Address…')}`,
      detail: l10n.t('Nothing leaves this computer.'),
    },
    ...setupItem(offers),
  ];
  const answer = await askPick({
    title: l10n.t('API in One: Web Address of {0}', file.name),
    placeholder: l10n.t('The service takes web addresses alone. How may it read this file?'),
    items,
  });
  return answer.type === 'value' ? answer.value : undefined;
}

/** Once for each way and place, unless the person says that it holds. Undefined when given up. */
async function isAllowed(consents: Consents, file: LocalInput, offer: Offer): Promise<boolean> {
  const { l10n } = vscode;
  const [once, always] = [l10n.t('This Time'), l10n.t('Always This Way')];
  const text = l10n.t('Give the service an address of {0}?', file.name);
  const chosen = await showMessage('warning', text, {
    modal: { detail: offer.detail },
    buttons: [once, always],
  });
  if (chosen === always) await consents.add(offer.destination);
  return chosen !== undefined;
}

function addressesFor(services: Services): AddressCheck['addresses'] {
  const origin = services.baseUrl();
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname) ? 'any' : 'public';
}

const progressTitle = (name: string): string => vscode.l10n.t('Making an address for {0}…', name);

interface Found {
  /** An earlier result of the same content: nobody need be asked. */
  readonly earlier?: InputAddress;
  readonly offers: readonly Offer[];
}

async function find(services: Services, file: LocalInput, signal: AbortSignal): Promise<Found> {
  const { http, ids, tasks, log } = services;
  const check: AddressCheck = { http, addresses: addressesFor(services) };
  const results = { findNewest: tasks.findNewest, service: services.service(), client: services.client() };
  const earlier = await earlierResult({ ...check, ...results, log }, file, signal);
  if (earlier !== undefined) return { earlier, offers: [] };
  const offers = await offersFor(
    { ...check, secrets: services.context.secrets, ids, uploads: services.inputs.uploads },
    file,
    signal,
  );
  return { offers };
}

/** The address to send for `file`; undefined when the person gives up. */
async function addressOf(services: Services, file: LocalInput): Promise<InputAddress | undefined> {
  const { earlier, offers } = await withProgress(progressTitle(file.name), signal =>
    find(services, file, signal),
  );
  if (earlier !== undefined) return earlier;
  const open = (offer: Offer): Promise<InputAddress> =>
    withProgress(progressTitle(file.name), signal => offer.open(signal));
  const consents = createConsents(services.context.globalState);
  const allowed = offers.find(offer => consents.has(offer.destination));
  if (allowed !== undefined) return open(allowed);
  const chosen = await askWay(file, offers);
  if (chosen?.command !== undefined)
    await vscode.commands.executeCommand(chosen.command.id, ...chosen.command.args);
  if (chosen === undefined || chosen.command !== undefined) return undefined;
  if (chosen.offer === undefined) return askAddress(file.name);
  return (await isAllowed(consents, file, chosen.offer)) ? open(chosen.offer) : undefined;
}

/**
 * The address to send for the file at `uri`, or for a smaller copy of it; undefined when the person gives up. Rejects
 * with InputFileError.
 */
export async function publicAddress(
  services: Services,
  uri: vscode.Uri,
  reduction: Reduction,
): Promise<InputAddress | undefined> {
  const file = await readFitting(uri, {
    room: pictureRoomOf(services.context.extensionPath),
    maxMegabytes: readSetting('apiInOne.inputs.maxMegabytes'),
    reduction,
  });
  const address = file && (await addressOf(services, file));
  // Behind an address that the person has typed is what they have put there.
  if (address === undefined || address.way === 'asked' || file?.reduced === undefined) return address;
  return { ...address, reduced: file.reduced };
}
