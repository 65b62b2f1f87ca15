/** Words of the chat by their English text: see `studioWords.ts`. */
import { l10n } from 'vscode';

export function chatWords(): Readonly<Record<string, string>> {
  return {
    Chat: l10n.t('Chat'),
    Conversation: l10n.t('Conversation'),
    You: l10n.t('You'),
    Question: l10n.t('Question'),
    'Ask Gemini': l10n.t('Ask Gemini'),
    'Enter asks, Shift+Enter begins a new line': l10n.t('Enter asks, Shift+Enter begins a new line'),
    'Pictures, films, sound or PDFs': l10n.t('Pictures, films, sound or PDFs'),
    'New Conversation': l10n.t('New Conversation'),
    'Thinking…': l10n.t('Thinking…'),
    Stop: l10n.t('Stop'),
    'Stopped here. It may be paid for all the same.': l10n.t(
      'Stopped here. It may be paid for all the same.',
    ),
    'The answer was too long and ends here.': l10n.t('The answer was too long and ends here.'),
    'It broke off here. It may be paid for all the same.': l10n.t(
      'It broke off here. It may be paid for all the same.',
    ),
    Copy: l10n.t('Copy'),
    Insert: l10n.t('Insert'),
    'Answer copied': l10n.t('Answer copied'),
    'Gemini answers: {0}': l10n.t('Gemini answers: {0}', '{0}'),
    'Ask about a text, an idea or a picture': l10n.t('Ask about a text, an idea or a picture'),
    'Answers come as text that you can copy or insert where the cursor was. The conversation stays here until you begin a new one; each question sends all of it.':
      l10n.t(
        'Answers come as text that you can copy or insert where the cursor was. The conversation stays here until you begin a new one; each question sends all of it.',
      ),
  };
}
