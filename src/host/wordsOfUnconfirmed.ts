/**
 * What a person can do about a request of which nobody knows whether it arrived. The same words wherever it is
 * offered: the notice, the panel; the commands' titles in the manifest say the same.
 */
import { l10n } from 'vscode';

export const unconfirmedWords = {
  track: (): string => l10n.t('I See It in the Dashboard: Track Its Id…'),
  sendAgain: (): string => l10n.t('Send Again (May Be Charged Twice)…'),
  forget: (): string => l10n.t('Forget…'),
};
