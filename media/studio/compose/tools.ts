/** Above the form: earlier prompts, presets, a better prompt. */
import type { Draft } from '../../../src/shared/protocol.ts';
import type { Word } from '../controls/control.ts';
import { h } from '../dom.ts';
import type { Form } from '../form.ts';
import type { Host } from '../host.ts';
import { createImprove } from './improve.ts';
import { createPresetMenu } from './presetMenu.ts';
import { createPromptHistory } from './promptHistory.ts';

export interface ToolsContext {
  readonly host: Host;
  readonly word: Word;
  readonly form: Form;
  draft(): Draft;
  goTo(draft: Draft): void;
  fail(e: unknown): void;
}

export interface Tools {
  readonly element: HTMLElement;
  /** After each form: what needs a prompt is there only where it has one. */
  update(): void;
}

/** Makes the row of tools. */
export function createTools({ host, word, form, draft, goTo, fail }: ToolsContext): Tools {
  const usePrompt = (text: string): void => form.fillPrompt(text);
  const history = createPromptHistory({ host, word, fail, use: usePrompt });
  const presets = createPresetMenu({ host, word, draft, use: goTo });
  const improve = createImprove({
    ...{ host, word, fail, take: usePrompt },
    prompt: () => ({ kind: draft().kind, text: form.promptText() }),
  });
  const row = h(
    'div',
    { className: 'compose-tools', role: 'group' },
    ...[history.button, presets.button, improve.button, history.box, presets.box],
  );
  return {
    element: h('div', {}, row, improve.element),
    update() {
      for (const part of [history, presets, improve]) part.setWords();
      row.setAttribute('aria-label', word('Help with the form'));
      const hasPrompt = form.view?.fields.some(f => f.isPrompt) === true;
      history.button.hidden = !hasPrompt;
      improve.button.hidden = !hasPrompt || form.view?.fields.find(f => f.isPrompt)?.type !== 'text';
    },
  };
}
