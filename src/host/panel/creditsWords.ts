/** Words of the panel by their English text: see `studioWords.ts`. */
import { l10n } from 'vscode';

export function creditsWords(): Readonly<Record<string, string>> {
  return {
    Tasks: l10n.t('Tasks'),
    'Credits used': l10n.t('Credits used'),
    Days: l10n.t('Days'),
    'Export as CSV…': l10n.t('Export as CSV…'),
    'Last {0} days': l10n.t('Last {0} days', '{0}'),
  };
}
