/** Prompts that were used before, found by words. */
import type { PromptView } from '../../../src/shared/composeProtocol.ts';
import type { Word } from '../controls/control.ts';
import { h, setAttribute } from '../dom.ts';
import { after, type Host } from '../host.ts';
import { createPopover, type Popover } from './popover.ts';

const pauseMs = 150;

export interface PromptHistoryContext {
  readonly host: Pick<Host, 'call'>;
  readonly word: Word;
  use(text: string): void;
  fail(e: unknown): void;
}

/** Makes the button and its box. */
export function createPromptHistory({ host, word, use, fail }: PromptHistoryContext): Popover {
  let version = 0;
  let cancelPause: (() => void) | undefined;
  const search = h('input', { type: 'search', id: 'prompt-search', spellcheck: false, autofocus: true });
  const list = h('div', { className: 'pop-list' });
  const item = (prompt: PromptView): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        className: 'menu-item prompt-item',
        title: prompt.text,
        onclick: () => {
          popover.close();
          use(prompt.text);
        },
      },
      h('span', { className: 'prompt-text', dir: 'auto' }, prompt.text),
    );
  const load = async (): Promise<void> => {
    version += 1;
    const asked = version;
    try {
      const { prompts } = await host.call('prompts', { text: search.value });
      if (asked !== version) return;
      const none = h('p', { className: 'hint' }, word('No earlier prompt fits.'));
      list.replaceChildren(...(prompts.length === 0 ? [none] : prompts.map(item)));
    } catch (e) {
      fail(e);
    }
  };
  search.addEventListener('input', () => {
    cancelPause?.();
    cancelPause = after(pauseMs, () => void load());
  });
  const popover = createPopover(
    word,
    { id: 'prompt-history', icon: 'clock', text: 'Earlier Prompts' },
    () => {
      search.value = '';
      search.placeholder = word('Search prompts');
      setAttribute(search, 'aria-label', word('Search prompts'));
      popover.box.replaceChildren(search, list);
      void load();
    },
  );
  return popover;
}
