/** The panel's own words. The panel asks for them by their English text. */
import { l10n } from 'vscode';
import type { KindView } from '../../shared/protocol.ts';
import { type Kind, kinds } from '../../shared/views.ts';
import { chatWords } from './chat/chatWords.ts';
import { composeWords } from './composeWords.ts';
import { creditsWords } from './creditsWords.ts';
import { galleryWords } from './galleryWords.ts';

/** The tab's name of a kind. */
function tabLabel(kind: Kind): string {
  switch (kind) {
    case 'image':
      return l10n.t('Image');
    case 'video':
      return l10n.t('Video');
    case 'music':
      return l10n.t('Music');
    case 'speech':
      return l10n.t('Speech');
    case 'removeBackground':
      return l10n.t('Remove Background');
    case 'swapFace':
      return l10n.t('Face Swap');
    case 'upscaleImage':
      return l10n.t('Upscale');
    case 'removeVideoBackground':
      return l10n.t('Remove Video Background');
  }
}

/** Prompts to begin with, for the kinds that are made from words. */
function ideas(kind: Kind): readonly string[] {
  switch (kind) {
    case 'image':
      return [
        l10n.t('A lighthouse at dusk, flat vector illustration, calm sea, wide empty sky for a headline'),
        l10n.t('Isometric icon of a paper plane, soft gradients, plain background'),
        l10n.t('Product photo of a ceramic mug on a wooden desk, morning light from the left'),
      ];
    case 'video':
      return [
        l10n.t('Slow drone shot over a foggy pine forest at sunrise'),
        l10n.t('Paper boats drift along a rain gutter, close to the water, shallow focus'),
      ];
    case 'music':
      return [
        l10n.t('Calm lo-fi loop for a settings page, warm piano, no vocals'),
        l10n.t('Short upbeat jingle for a release video, claps and bass'),
      ];
    case 'speech':
      return [l10n.t('Welcome back. Here is what changed in this release.')];
    default:
      return [];
  }
}

/** The kinds in the order of their tabs. */
export function kindViews(): readonly KindView[] {
  return kinds.map(kind => ({ kind, label: tabLabel(kind), ideas: ideas(kind) }));
}

/** Words by their English text. */
export function studioWords(isMac: boolean): Readonly<Record<string, string>> {
  return {
    ...chatWords(),
    ...composeWords(),
    ...creditsWords(),
    ...galleryWords(),
    'What to make': l10n.t('What to make'),
    Model: l10n.t('Model'),
    Generate: l10n.t('Generate'),
    'Sending…': l10n.t('Sending…'),
    'Ctrl+Enter': isMac ? '⌘↩' : l10n.t('Ctrl+Enter'),
    'More actions': l10n.t('More actions'),
    'More options': l10n.t('More options'),
    'Request preview': l10n.t('Request preview'),
    'The fields above need a look first.': l10n.t('The fields above need a look first.'),
    required: l10n.t('required'),
    Automatic: l10n.t('Automatic'),
    'Not together with “{0}”.': l10n.t('Not together with “{0}”.', '{0}'),
    'Web address, https://…': l10n.t('Web address, https://…'),
    'Add an address': l10n.t('Add an address'),
    'Remove this address': l10n.t('Remove this address'),
    'Choose a file…': l10n.t('Choose a file…'),
    'Use a result:': l10n.t('Use a result:'),
    'Add a row': l10n.t('Add a row'),
    'Remove this row': l10n.t('Remove this row'),
    'Move up': l10n.t('Move up'),
    'Move down': l10n.t('Move down'),
    Results: l10n.t('Results'),
    'Running and results': l10n.t('Running and results'),
    '{0} running': l10n.t('{0} running', '{0}'),
    'Results appear here': l10n.t('Results appear here'),
    'Say what you want to see or hear and press Generate. Files are saved in your project; running work goes on when you close this.':
      l10n.t(
        'Say what you want to see or hear and press Generate. Files are saved in your project; running work goes on when you close this.',
      ),
    'Begin with an idea': l10n.t('Begin with an idea'),
    'Saved, but it cannot be shown here.': l10n.t('Saved, but it cannot be shown here.'),
    'usually {0}': l10n.t('usually {0}', '{0}'),
    'Sandbox: what it makes are placeholders. No key, no credits.': l10n.t(
      'Sandbox: what it makes are placeholders. No key, no credits.',
    ),
    'Use the Live Service': l10n.t('Use the Live Service'),
    'No API key is set. Set one, or try everything in the sandbox first.': l10n.t(
      'No API key is set. Set one, or try everything in the sandbox first.',
    ),
    'Set API Key…': l10n.t('Set API Key…'),
    'Use the Sandbox': l10n.t('Use the Sandbox'),
    'The editor did not answer. Try again.': l10n.t('The editor did not answer. Try again.'),
  };
}
