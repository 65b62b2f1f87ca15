/** Above the form: earlier prompts, presets, a better prompt. */
import type { Draft } from '../../../src/shared/protocol.ts';
import type { Word } from '../controls/control.ts';
import { h, setText } from '../dom.ts';
import type { Form } from '../form.ts';
import type { Host } from '../host.ts';
import { icon } from '../icons.ts';
import { createImprove } from './improve.ts';
import { createPresetMenu } from './presetMenu.ts';
import { createPromptHistory } from './promptHistory.ts';

export interface ToolsContext {
  readonly host: Host;
  readonly word: Word;
  readonly form: Form;
  draft(): Draft;
  goTo(draft: Draft): Promise<unknown>;
  /** Whether something is written in the form. */
  isFilled(): boolean;
  /** Does what may put another text in the place of what was written, with a way back. */
  replacing(work: () => Promise<unknown> | undefined): void;
  /** Said aloud. */
  announce(text: string): void;
  fail(e: unknown): void;
}

export interface Tools {
  readonly element: HTMLElement;
  /** After each form: what needs a prompt is there only where it has one. */
  update(): void;
}

/** Makes the row of tools. */
export function createTools(context: ToolsContext): Tools {
  const { host, word, form, draft, fail, announce, replacing } = context;
  const usePrompt = (text: string): void => replacing(() => form.fillPrompt(text));
  const history = createPromptHistory({ host, word, fail, use: usePrompt });
  const presets = createPresetMenu({
    host,
    word,
    draft,
    use: preset => replacing(() => context.goTo(preset)),
  });
  const improve = createImprove({
    ...{ host, word, fail, announce, take: usePrompt },
    prompt: () => ({ kind: draft().kind, text: form.promptText() }),
  });
  const resetLabel = h('span', {});
  const startAnew = (): void => {
    const { kind, model } = draft();
    form.setError('');
    form.forgive();
    replacing(() => context.goTo({ kind, model, values: {} }).then(() => form.focusPrompt()));
  };
  const reset = h(
    'button',
    { type: 'button', className: 'quiet', id: 'reset-form', onclick: startAnew },
    icon('undo'),
    resetLabel,
  );
  const row = h(
    'div',
    { className: 'compose-tools', role: 'group' },
    ...[history.button, presets.button, improve.button, reset, history.box, presets.box],
  );
  return {
    element: h('div', {}, row, improve.element),
    update() {
      for (const part of [history, presets, improve]) part.setWords();
      improve.follow();
      row.setAttribute('aria-label', word('Help with the form'));
      setText(resetLabel, word('Reset'));
      reset.title = word('Everything back to its default');
      // Its room is kept: nothing moves under who begins to write.
      reset.classList.toggle('unneeded', !context.isFilled());
      const hasPrompt = form.view?.fields.some(f => f.isPrompt) === true;
      history.button.hidden = !hasPrompt;
      improve.button.hidden = !hasPrompt || form.view?.fields.find(f => f.isPrompt)?.type !== 'text';
    },
  };
}
