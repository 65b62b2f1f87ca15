/** The pages of the Studio, one shown at a time. */
import type { Word } from './controls/control.ts';
import { h, setAttribute, setText } from './dom.ts';
import { type IconName, icon } from './icons.ts';

export const pageNames = ['create', 'gallery', 'credits'] as const;
export type PageName = (typeof pageNames)[number];

const looks: Readonly<Record<PageName, { readonly icon: IconName; readonly text: string }>> = {
  create: { icon: 'create', text: 'Create' },
  gallery: { icon: 'gallery', text: 'Gallery' },
  credits: { icon: 'credits', text: 'Credits' },
};

export interface Pages {
  readonly element: HTMLElement;
  update(current: PageName): void;
}

/** Makes the bar that goes from page to page. */
export function createPages(word: Word, go: (page: PageName) => void): Pages {
  const links = pageNames.map(page => {
    const label = h('span', {});
    const props = { type: 'button', className: 'page-link', id: `page-${page}`, onclick: () => go(page) };
    return { page, label, button: h('button', props, icon(looks[page].icon), label) };
  });
  const element = h('nav', { className: 'pages' }, ...links.map(l => l.button));
  return {
    element,
    update(current) {
      element.setAttribute('aria-label', word('Pages'));
      for (const { page, label, button } of links) {
        setText(label, word(looks[page].text));
        setAttribute(button, 'aria-current', page === current ? 'page' : undefined);
      }
    },
  };
}
