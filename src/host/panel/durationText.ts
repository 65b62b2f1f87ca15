/** How long something mostly takes, in words. */
import { l10n } from 'vscode';

/** "usually 25 s", "usually 4 min". */
export function durationText(seconds: number): string {
  return seconds < 90
    ? l10n.t('usually {0} s', Math.round(seconds))
    : l10n.t('usually {0} min', Math.round(seconds / 60));
}
