/** What to know before anything is run: the sandbox is in use, or there is no key yet. */
import type { HostRequests, StudioSnapshot } from '../../src/shared/protocol.ts';
import type { Word } from './controls/control.ts';
import { h } from './dom.ts';
import { type IconName, icon } from './icons.ts';

export type NoticeRequest = Extract<keyof HostRequests, 'setKey' | 'useSandbox' | 'useLive'>;

export interface Notice {
  readonly element: HTMLElement;
  update(snapshot: StudioSnapshot): void;
}

/** Makes the notice; it takes no room where there is nothing to know. */
export function createNotice(word: Word, ask: (request: NoticeRequest) => void): Notice {
  const element = h('div', { className: 'notice' });
  let drawn = '';
  const button = (text: string, request: NoticeRequest, className: string): HTMLElement =>
    h(
      'button',
      { type: 'button', className, id: `notice-${request}`, onclick: () => ask(request) },
      word(text),
    );
  const draw = (name: IconName, text: string, ...buttons: HTMLElement[]): void => {
    const words = h('p', {}, word(text));
    element.replaceChildren(
      icon(name),
      h('div', {}, words, h('div', { className: 'notice-buttons' }, ...buttons)),
    );
  };
  return {
    element,
    update({ service, hasKey, language }) {
      const wanted = `${service} ${hasKey} ${language}`;
      if (wanted === drawn) return;
      drawn = wanted;
      element.className = `notice ${service}`;
      element.hidden = service === 'live' && hasKey;
      if (service === 'sandbox')
        draw(
          'sandbox',
          'Sandbox: what it makes are placeholders. No key, no credits.',
          button('Use the Live Service', 'useLive', 'link'),
        );
      else if (!hasKey)
        draw(
          'key',
          'No API key is set. Set one, or try everything in the sandbox first.',
          button('Set API Key…', 'setKey', 'secondary'),
          button('Use the Sandbox', 'useSandbox', 'secondary'),
        );
      else element.replaceChildren();
    },
  };
}
