/** Asks who speaks: a voice that is known, or any name or id. */
import * as vscode from 'vscode';
import type { ModelChoice } from '../../core/catalogue/types.ts';
import { plain } from '../present.ts';
import { type Answer, askSuggested, type SuggestedItem } from '../quickSteps.ts';

/** The voices that the catalogue names for a model of speech. */
export function knownVoices({ spec }: ModelChoice): readonly string[] {
  const columns = spec.fields.flatMap(field => (field.type === 'rows' ? field.columns : []));
  const voice = columns.find(column => column.name === 'voice');
  return (voice?.type === 'text' ? voice.suggestions : undefined) ?? [];
}

export interface VoiceStep {
  readonly speaker: string;
  readonly step: number;
  readonly totalSteps: number;
  /** What was chosen for the speaker before; empty where the service was to decide. */
  readonly last: string;
  /** Voices to choose from, beside those that are typed. */
  readonly voices: readonly string[];
}

/** Empty where the service decides: a speaker's name is no voice. */
export function askVoice({ speaker, last, voices, ...steps }: VoiceStep): Promise<Answer<string>> {
  const { l10n } = vscode;
  const chosen: readonly SuggestedItem[] =
    last === '' ? [] : [{ label: plain(last, 80), description: l10n.t('as the last time'), text: last }];
  const others = voices.filter(voice => voice !== last);
  return askSuggested({
    ...steps,
    title: l10n.t('API in One: Voice of {0}', plain(speaker, 40)),
    placeholder: l10n.t('A voice: choose one, or type its name or id. Without one, the service decides.'),
    items: [
      ...chosen,
      { label: l10n.t('The Service Decides'), text: '' },
      ...others.map((voice): SuggestedItem => ({ label: plain(voice, 80), text: voice })),
    ],
    typed: text => ({ label: plain(text, 80), description: l10n.t('as it is written'), text }),
  });
}
