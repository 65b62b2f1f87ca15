/** The tabs: one a kind. Arrow keys, Home and End go from tab to tab. */
import type { KindView } from '../../src/shared/protocol.ts';
import type { Kind } from '../../src/shared/views.ts';
import { arrange, h, setAttribute, setText } from './dom.ts';
import { icon } from './icons.ts';

export interface Tabs {
  readonly element: HTMLElement;
  update(kinds: readonly KindView[], chosen: Kind, label: string): void;
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

interface Tab {
  readonly button: HTMLButtonElement;
  readonly label: HTMLElement;
}

/** Makes the tabs; `panelId` is what they show. */
export function createTabs(panelId: string, choose: (kind: Kind) => void): Tabs {
  const element = h('div', { className: 'tabs', role: 'tablist' });
  const tabs = new Map<Kind, Tab>();
  let order: readonly Kind[] = [];
  let current: Kind | undefined;

  const create = (kind: Kind): Tab => {
    const label = h('span', { className: 'tab-label' });
    const onclick = (): void => {
      if (kind !== current) choose(kind);
    };
    const props = { type: 'button', role: 'tab', id: `tab-${kind}`, 'aria-controls': panelId, onclick };
    return { button: h('button', props, icon(kind), label), label };
  };

  const keyTarget = (key: string): Kind | undefined => {
    if (key === 'Home') return order[0];
    if (key === 'End') return order.at(-1);
    const step = steps[key];
    if (step === undefined || current === undefined) return undefined;
    return order[(order.indexOf(current) + step + order.length) % order.length];
  };
  element.addEventListener('keydown', e => {
    const next = e.ctrlKey || e.metaKey || e.altKey ? undefined : keyTarget(e.key);
    if (next === undefined) return;
    e.preventDefault();
    tabs.get(next)?.button.focus();
    if (next !== current) choose(next);
  });

  return {
    element,
    update(kinds, chosen, label) {
      order = kinds.map(k => k.kind);
      current = chosen;
      element.setAttribute('aria-label', label);
      const buttons = kinds.map(view => {
        const tab = tabs.get(view.kind) ?? create(view.kind);
        tabs.set(view.kind, tab);
        setText(tab.label, view.label);
        const isChosen = view.kind === chosen;
        setAttribute(tab.button, 'aria-selected', String(isChosen));
        tab.button.tabIndex = isChosen ? 0 : -1;
        return tab.button;
      });
      arrange(element, buttons);
    },
  };
}
