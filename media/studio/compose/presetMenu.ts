/** Named drafts: to begin from, to keep the one at hand, to throw away. */
import type { PresetPlace, PresetsView, PresetView } from '../../../src/shared/composeProtocol.ts';
import type { Draft } from '../../../src/shared/protocol.ts';
import type { Word } from '../controls/control.ts';
import { h } from '../dom.ts';
import type { Host } from '../host.ts';
import { icon } from '../icons.ts';
import { createPopover, type Popover } from './popover.ts';

export interface PresetMenuContext {
  readonly host: Pick<Host, 'call'>;
  readonly word: Word;
  /** What is in the form now, with its model by name. */
  draft(): Draft;
  use(draft: Draft): void;
}

/** Makes the button and its box. */
export function createPresetMenu({ host, word, draft, use }: PresetMenuContext): Popover {
  const list = h('div', { className: 'pop-list' });
  const problem = h('p', { className: 'problem', role: 'alert' });
  const name = h('input', { type: 'text', id: 'preset-name', maxLength: 80, autofocus: true });
  const place = h('select', { id: 'preset-place' });
  const save = h('button', { type: 'submit', className: 'secondary', id: 'preset-save' });
  const form = h('form', { className: 'preset-form' }, name, h('div', { className: 'select' }, place), save);

  const show = (view: PresetsView): void => {
    problem.textContent = view.problem ?? '';
    const none = h('p', { className: 'hint' }, word('No presets yet: give what is in the form a name.'));
    list.replaceChildren(...(view.presets.length === 0 ? [none] : view.presets.map(row)));
    const places: readonly (readonly [PresetPlace, string])[] = [
      ...(view.hasWorkspace ? [['workspace', word('In this project')] as const] : []),
      ['profile', word('For me, everywhere')],
    ];
    const chosen = place.value;
    place.replaceChildren(...places.map(([value, text]) => h('option', { value }, text)));
    if (places.some(([value]) => value === chosen)) place.value = chosen;
  };
  const run = async (work: Promise<PresetsView>): Promise<boolean> => {
    problem.textContent = '';
    try {
      show(await work);
      return true;
    } catch (e) {
      problem.textContent = e instanceof Error ? e.message : String(e);
      return false;
    }
  };
  const row = (preset: PresetView): HTMLElement => {
    const label = `${word('Delete')}: ${preset.name}`;
    const pick = (): void => {
      popover.close();
      use(preset.draft);
    };
    const remove = (): void => {
      const { name: gone, place: from } = preset;
      void run(host.call('deletePreset', { name: gone, place: from })).then(() => name.focus());
    };
    return h(
      'div',
      { className: 'preset-row' },
      h(
        'button',
        { type: 'button', className: 'menu-item', onclick: pick },
        icon(preset.draft.kind),
        h('span', { className: 'prompt-text' }, preset.name),
        preset.place === 'workspace' && h('span', { className: 'fact' }, word('In this project')),
      ),
      h(
        'button',
        { type: 'button', className: 'icon-button', 'aria-label': label, title: label, onclick: remove },
        icon('trash'),
      ),
    );
  };
  /** Where it can be kept is known once the list is there. */
  let listing: Promise<unknown> = Promise.resolve();
  const saveNow = async (): Promise<void> => {
    await listing;
    const preset = { name: name.value, place: place.value as PresetPlace, draft: draft() };
    if (await run(host.call('savePreset', preset))) name.value = '';
  };
  form.addEventListener('submit', e => {
    e.preventDefault();
    // Ours is not the page's form: nothing else listens to it.
    e.stopPropagation();
    void saveNow();
  });
  const popover = createPopover(word, { id: 'presets', icon: 'star', text: 'Presets' }, () => {
    name.placeholder = word('Name');
    name.setAttribute('aria-label', word('Name'));
    place.setAttribute('aria-label', word('Where it is kept'));
    save.textContent = word('Save');
    popover.box.replaceChildren(list, form, problem);
    listing = run(host.call('presets', undefined));
  });
  return popover;
}
