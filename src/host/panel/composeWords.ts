/** Words of the panel by their English text: see `studioWords.ts`. */
import { l10n } from 'vscode';

export function composeWords(): Readonly<Record<string, string>> {
  return {
    Default: l10n.t('Default'),
    'Back to the default': l10n.t('Back to the default'),
    'Everything back to its default': l10n.t('Everything back to its default'),
    'What was written there was replaced': l10n.t('What was written there was replaced'),
    'Generate {0} tasks': l10n.t('Generate {0} tasks', '{0}'),
    Variations: l10n.t('Variations'),
    '{a|b} in a text makes one task for each. So does a list: red | blue, or 1..4.': l10n.t(
      '{a|b} in a text makes one task for each. So does a list: red | blue, or 1..4.',
    ),
    'Add a list': l10n.t('Add a list'),
    'Remove this list': l10n.t('Remove this list'),
    Field: l10n.t('Field'),
    'Values, apart by |': l10n.t('Values, apart by |'),
    'Earlier Prompts': l10n.t('Earlier Prompts'),
    'No earlier prompt fits.': l10n.t('No earlier prompt fits.'),
    Presets: l10n.t('Presets'),
    'No presets yet: give what is in the form a name.': l10n.t(
      'No presets yet: give what is in the form a name.',
    ),
    'In this project': l10n.t('In this project'),
    'For me, everywhere': l10n.t('For me, everywhere'),
    Name: l10n.t('Name'),
    'Where it is kept': l10n.t('Where it is kept'),
    Save: l10n.t('Save'),
    'Improve Prompt': l10n.t('Improve Prompt'),
    'Asking Gemini…': l10n.t('Asking Gemini…'),
    'Asks Gemini: one request, and credits as for a chat.': l10n.t(
      'Asks Gemini: one request, and credits as for a chat.',
    ),
    'Use It': l10n.t('Use It'),
    'Drop It': l10n.t('Drop It'),
    'Suggested prompt': l10n.t('Suggested prompt'),
    'Help with the form': l10n.t('Help with the form'),
    'Copy as curl': l10n.t('Copy as curl'),
  };
}
