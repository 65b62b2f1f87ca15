/** The tabs: one a kind, and the chat. Arrow keys, Home and End go from tab to tab. */
import type { Kind } from '../../src/shared/views.ts';
import { arrange, h, setAttribute, setText } from './dom.ts';
import { icon } from './icons.ts';

export type TabName = Kind | 'chat';

export interface Tabs {
  readonly element: HTMLElement;
  update(views: readonly TabView[], chosen: TabName, label: string): void;
}

interface TabView {
  readonly name: TabName;
  readonly label: string;
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

interface Tab {
  readonly button: HTMLButtonElement;
  readonly label: HTMLElement;
}

/** Makes the tabs; `panelId` is what a tab shows. */
export function createTabs(panelId: (tab: TabName) => string, choose: (tab: TabName) => void): Tabs {
  const element = h('div', { className: 'tabs', role: 'tablist' });
  const tabs = new Map<TabName, Tab>();
  let order: readonly TabName[] = [];
  let current: TabName | undefined;

  const create = (name: TabName): Tab => {
    const label = h('span', { className: 'tab-label' });
    const onclick = (): void => {
      if (name !== current) choose(name);
    };
    const controls = { 'aria-controls': panelId(name) };
    const props = { type: 'button', role: 'tab', id: `tab-${name}`, ...controls, onclick };
    return { button: h('button', props, icon(name), label), label };
  };

  const keyTarget = (key: string): TabName | undefined => {
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
    update(views, chosen, label) {
      order = views.map(view => view.name);
      current = chosen;
      element.setAttribute('aria-label', label);
      const buttons = views.map(view => {
        const tab = tabs.get(view.name) ?? create(view.name);
        tabs.set(view.name, tab);
        setText(tab.label, view.label);
        const isChosen = view.name === chosen;
        setAttribute(tab.button, 'aria-selected', String(isChosen));
        tab.button.tabIndex = isChosen ? 0 : -1;
        return tab.button;
      });
      arrange(element, buttons);
    },
  };
}
