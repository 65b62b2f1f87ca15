/** What can be done with all that is chosen. */
import type { EntryView } from '../../../src/shared/galleryProtocol.ts';
import type { Word } from '../controls/control.ts';
import { h, setText } from '../dom.ts';
import { type IconName, icon } from '../icons.ts';

export const bulkActions = ['star', 'unstar', 'insert', 'copyPaths', 'move', 'compare', 'trash'] as const;
export type BulkAction = (typeof bulkActions)[number];

const looks: Readonly<Record<BulkAction, { readonly icon: IconName; readonly text: string }>> = {
  star: { icon: 'star', text: 'Star' },
  unstar: { icon: 'star', text: 'Remove Star' },
  insert: { icon: 'insert', text: 'Insert' },
  copyPaths: { icon: 'copy', text: 'Copy Paths' },
  move: { icon: 'reveal', text: 'Move…' },
  compare: { icon: 'compare', text: 'Compare' },
  trash: { icon: 'trash', text: 'Delete' },
};

export const mostCompared = 9;

/** What fits these entries. */
export function fittingActions(entries: readonly EntryView[]): readonly BulkAction[] {
  const hasFiles = entries.length > 0 && entries.every(e => e.output >= 0);
  const pictures = entries.filter(e => e.media === 'image' && e.src !== undefined).length;
  const fits: Readonly<Record<BulkAction, boolean>> = {
    star: entries.some(e => !e.isStarred),
    unstar: entries.length > 0 && entries.every(e => e.isStarred),
    insert: hasFiles,
    copyPaths: hasFiles,
    move: hasFiles,
    compare: pictures === entries.length && pictures >= 2 && pictures <= mostCompared,
    trash: hasFiles,
  };
  return bulkActions.filter(action => fits[action]);
}

export interface BulkBar {
  readonly element: HTMLElement;
  update(entries: readonly EntryView[]): void;
}

/** Makes the bar; hidden while nothing is chosen. */
export function createBulkBar(word: Word, act: (action: BulkAction) => void, clear: () => void): BulkBar {
  const count = h('span', { className: 'bulk-count' });
  const labels = new Map<BulkAction, { button: HTMLElement; label: HTMLElement }>();
  for (const action of bulkActions) {
    const label = h('span', {});
    const props = {
      type: 'button',
      className: 'secondary',
      id: `bulk-${action}`,
      onclick: () => act(action),
    };
    labels.set(action, { button: h('button', props, icon(looks[action].icon), label), label });
  }
  const none = h(
    'button',
    { type: 'button', className: 'icon-button', id: 'bulk-clear', onclick: clear },
    icon('close'),
  );
  const buttons = [...labels.values()].map(l => l.button);
  const element = h('div', { className: 'bulk', role: 'group' }, none, count, ...buttons);
  return {
    element,
    update(entries) {
      element.hidden = entries.length === 0;
      element.setAttribute('aria-label', word('With the chosen ones'));
      none.title = word('Choose none');
      none.setAttribute('aria-label', none.title);
      setText(count, word('{0} chosen', String(entries.length)));
      const fitting = new Set(fittingActions(entries));
      for (const [action, { button, label }] of labels) {
        button.hidden = !fitting.has(action);
        setText(label, word(looks[action].text));
      }
    },
  };
}
