/**
 * What a person can do about a request of which nobody knows whether it arrived: the same three things wherever they
 * are offered. The commands' titles in the manifest say the whole; buttons of a notice have room for its beginning
 * only, so there the text says the rest.
 */
import { l10n } from 'vscode';

export const unconfirmedWords = {
  track: (): string => l10n.t('I See It in the Dashboard: Track Its Id…'),
  sendAgain: (): string => l10n.t('Send Again (May Be Charged Twice)…'),
  forget: (): string => l10n.t('Forget…'),
};

/** For buttons that are cut where they are long. */
export const shortUnconfirmedWords = {
  track: (): string => l10n.t('Track Its Id…'),
  sendAgain: (): string => l10n.t('Send Again…'),
  advice: (): string =>
    l10n.t('If you see it in the dashboard, track its id. If you send it again, it may be charged twice.'),
};
