/** The panel's own words. The panel asks for them by their English text. */
import { l10n } from 'vscode';

export function studioWords(): Readonly<Record<string, string>> {
  return {
    Model: l10n.t('Model'),
    Generate: l10n.t('Generate'),
    'More options': l10n.t('More options'),
    'Request preview': l10n.t('Request preview'),
    'Write a prompt and press Generate. Running work and results stay in this list.': l10n.t(
      'Write a prompt and press Generate. Running work and results stay in this list.',
    ),
    'Running and results': l10n.t('Running and results'),
    'What to make': l10n.t('What to make'),
    Open: l10n.t('Open'),
    Insert: l10n.t('Insert'),
    'Run Again': l10n.t('Run Again'),
    Details: l10n.t('Details'),
    'Stop Watching': l10n.t('Stop Watching'),
    'Try Again': l10n.t('Try Again'),
    'Add a row': l10n.t('Add a row'),
    'Remove this row': l10n.t('Remove this row'),
    'One address a line': l10n.t('One address a line'),
    required: l10n.t('required'),
    'not set': l10n.t('not set'),
    'Sandbox: placeholders, no key, no credits.': l10n.t('Sandbox: placeholders, no key, no credits.'),
    'No API key is set.': l10n.t('No API key is set.'),
    'Set API Key…': l10n.t('Set API Key…'),
    'Use the Sandbox': l10n.t('Use the Sandbox'),
    'Ctrl+Enter': process.platform === 'darwin' ? '⌘↩' : l10n.t('Ctrl+Enter'),
  };
}
