/** What stands where results will be, before there are any: what happens here, and prompts to begin with. */
import type { StudioSnapshot } from '../../src/shared/protocol.ts';
import type { Kind } from '../../src/shared/views.ts';
import type { Word } from './controls/control.ts';
import { h, setText } from './dom.ts';
import { icon } from './icons.ts';

export interface IdeaContext {
  readonly word: Word;
  /** The kind whose ideas are offered. */
  kind(): Kind;
  useIdea(text: string): void;
}

export interface EmptyState {
  readonly element: HTMLElement;
  update(snapshot: StudioSnapshot): void;
}

/** Makes it; it is hidden once there is a task. */
export function createEmptyState(context: IdeaContext): EmptyState {
  const { word } = context;
  const title = h('h3', {});
  const text = h('p', {});
  const lead = h('p', { className: 'ideas-lead' });
  const ideas = h('div', { className: 'ideas' });
  const art = h(
    'div',
    { className: 'art', 'aria-hidden': 'true' },
    icon('image'),
    icon('spark'),
    icon('music'),
  );
  const element = h('div', { className: 'no-results' }, art, title, text, lead, ideas);
  let drawn = '';
  return {
    element,
    update(snapshot) {
      element.hidden = snapshot.tasks.length > 0;
      const offered = snapshot.kinds.find(k => k.kind === context.kind())?.ideas ?? [];
      setText(title, word('Results appear here'));
      setText(
        text,
        word(
          'Say what you want to see or hear and press Generate. Files are saved in your project; running work goes on when you close this.',
        ),
      );
      setText(lead, offered.length === 0 ? '' : word('Begin with an idea'));
      const wanted = offered.join('\n');
      if (wanted === drawn) return;
      drawn = wanted;
      ideas.replaceChildren(
        ...offered.map(idea =>
          h('button', { type: 'button', className: 'idea', onclick: () => context.useIdea(idea) }, idea),
        ),
      );
    },
  };
}
