/** A form for every model and variant of the catalogue: each field has its control, and each control its name. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { formFields } from '../../src/core/catalogue/form.ts';
import { createCatalogue } from '../../src/core/catalogue/index.ts';
import type { ModelChoice } from '../../src/core/catalogue/types.ts';
import { kinds } from '../../src/shared/views.ts';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  startStudioBench,
} from '../support/studio/studioBench.ts';

let bench: StudioBench;
let studio: StudioPage;
before(async () => {
  bench = await startStudioBench();
  studio = await bench.open();
});
after(() => bench.close());

const catalogue = createCatalogue();
const nameOf = ({ spec, variant }: ModelChoice): string => variant?.value ?? spec.slug;

interface Drawn {
  readonly name: string;
  readonly label: string;
  /** Accessible names of what can be used in it. */
  readonly controls: readonly string[];
}

/** Read in one go: hundreds of questions to the browser would take long. */
const readForm = `[...document.querySelectorAll('[data-field]')].map(field => {
  const nameOf = e => e.getAttribute('aria-label')
    ?? [...(e.labels ?? [])].map(l => l.textContent).join(' ').trim();
  const controls = [...field.querySelectorAll('input, textarea, select')];
  return {
    name: field.dataset.field,
    label: field.querySelector('.label-text').textContent,
    controls: controls.map(nameOf),
  };
})`;

async function show(choice: ModelChoice): Promise<readonly Drawn[]> {
  const { page } = studio;
  await page.evaluate(`document.getElementById('tab-${choice.spec.kind}').click()`);
  await studio.host(host => host.idle());
  if (catalogue.choices(choice.spec.kind).length > 1) {
    await page.locator('#model').selectOption(nameOf(choice));
    await studio.host(host => host.idle());
  }
  return page.evaluate(readForm) as Promise<readonly Drawn[]>;
}

describe('a form for every model', () => {
  for (const choice of catalogue.choices())
    test(`${choice.spec.kind}: ${choice.spec.label} ${choice.variant?.label ?? ''}`, async () => {
      const drawn = await show(choice);
      const fields = formFields(choice, {});
      const inOrder = [...fields].sort((a, b) => rank(a.spec) - rank(b.spec));
      assert.deepEqual(
        drawn.map(d => [d.name, d.label]),
        inOrder.map(f => [f.spec.name, f.spec.label]),
      );
      for (const { name, controls } of drawn) {
        assert.ok(controls.length > 0, `${name} has a control`);
        for (const control of controls) assert.notEqual(control, '', `a control of ${name} has a name`);
      }
    });

  /** The host's main fields come first, then the others, each in their order. */
  const rank = (spec: { required?: unknown; isPrimary?: true }): number =>
    spec.required !== undefined || spec.isPrimary === true ? 0 : 1;

  test('there was something to see in each, and the page had nothing to complain of', () => {
    assert.deepEqual(new Set(catalogue.choices().map(c => c.spec.kind)), new Set(kinds));
    assert.deepEqual(studio.complaints, []);
  });
});

describe('fields that come and go', () => {
  test('shots take the place of the prompt, and back', async () => {
    const kling = catalogue.find('video', 'kling-3');
    assert.ok(kling !== undefined);
    await show(kling);
    const { page } = studio;
    await page.locator('#more-options').click();
    await page.getByRole('switch', { name: 'Several shots' }).check();
    await page.getByRole('textbox', { name: 'Prompt 1' }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Prompt', exact: true }).count(), 0);
    await page.getByRole('switch', { name: 'Several shots' }).uncheck();
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).waitFor();
    await page.locator('#more-options').click();
  });

  test('a filled field switches off what it excludes, and says so', async () => {
    const suno = catalogue.find('music', 'suno');
    assert.ok(suno !== undefined);
    await show(suno);
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Description' }).fill('rain on a tin roof');
    await page.getByText('Not together with “Description”.').first().waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Lyrics' }).isDisabled(), true);
    await page.getByRole('textbox', { name: 'Description' }).fill('');
    await page.locator('[data-field="prompt"]:not(.off)').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Lyrics' }).isDisabled(), false);
  });

  test('an option that is there with an input alone appears with it', async () => {
    const flux = catalogue.find('image', 'flux-2');
    assert.ok(flux !== undefined);
    await show(flux);
    const { page } = studio;
    assert.equal(await page.getByRole('radio', { name: 'As the input' }).count(), 0);
    await page.getByRole('textbox', { name: 'Input images 1' }).fill('https://cdn.example/a.png');
    await page.getByRole('radio', { name: 'As the input' }).waitFor();
  });
});

describe('values as they are sent', { concurrency: atOnce }, () => {
  test('numbers, choices, switches, lists and rows have their wire types', async () => {
    const s = await bench.open();
    const { page } = s;
    await page.locator('#tab-video').click();
    await page.locator('#model').selectOption('kling-3');
    await page.locator('#more-options').click();
    await page.getByRole('spinbutton', { name: 'Duration' }).fill('7');
    await page.getByRole('radio', { name: 'Pro' }).check({ force: true });
    await page.getByRole('switch', { name: 'Sound' }).uncheck();
    await page.getByRole('switch', { name: 'Several shots' }).check();
    await page.getByRole('textbox', { name: 'Prompt 1' }).fill('a door opens');
    await page.getByRole('spinbutton', { name: 'Duration 1' }).fill('4');
    await page.getByRole('button', { name: 'Add a row' }).click();
    await page.getByRole('textbox', { name: 'Prompt 2' }).fill('a cat walks in');
    await page.getByRole('spinbutton', { name: 'Duration 2' }).fill('3');
    await page.locator('#run').click();
    await s.settled();
    const [draft] = await s.calls('run');
    assert.deepEqual(draft, {
      kind: 'video',
      model: 'kling-3',
      values: {
        duration: 7,
        mode: 'pro',
        sound: false,
        multi_shots: true,
        multi_prompt: [
          { prompt: 'a door opens', duration: 4 },
          { prompt: 'a cat walks in', duration: 3 },
        ],
      },
    });
    assert.equal(await page.locator('.total').textContent(), '7 / 15 s');
    await s.close();
  });

  test('rows change places and go, with the focus near', async () => {
    const s = await bench.open();
    const { page } = s;
    await page.locator('#tab-speech').click();
    await page.getByRole('textbox', { name: 'Text 1' }).fill('one');
    for (const [n, text] of [
      [2, 'two'],
      [3, 'three'],
    ] as const) {
      await page.getByRole('button', { name: 'Add a row' }).click();
      await page.getByRole('textbox', { name: `Text ${n}` }).fill(text);
    }
    await page.getByRole('button', { name: 'Move up: Dialogue 3' }).click();
    await page.getByRole('button', { name: 'Move up: Dialogue 2' }).click();
    assert.equal(await focusedLabel(page), 'Move down: Dialogue 1');
    await page.getByRole('button', { name: 'Remove this row: Dialogue 2' }).click();
    assert.equal(await focusedLabel(page), 'Text 2');
    await page.locator('#run').click();
    await s.settled();
    const [draft] = (await s.calls('run')) as [{ values: unknown }];
    assert.deepEqual(draft.values, { dialogue: [{ text: 'three' }, { text: 'two' }] });
    await s.close();
  });

  test('several addresses are pasted at once, taken from results and from a file', async () => {
    const s = await bench.open();
    const { page } = s;
    const first = page.getByRole('textbox', { name: 'Input images 1' });
    await first.click();
    await page.evaluate(paste('https://a.example/1.png\nhttps://a.example/2.png'));
    assert.equal(
      await page.getByRole('textbox', { name: 'Input images 2' }).inputValue(),
      'https://a.example/2.png',
    );
    await s.host(host => {
      host.chosenUrl = 'https://a.example/3.png';
    });
    await page.getByRole('button', { name: 'Choose a file…' }).click();
    await page.getByRole('textbox', { name: 'Input images 3' }).waitFor();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('together');
    await page.locator('#run').click();
    await s.settled();
    const [draft] = (await s.calls('run')) as [{ values: { input_urls: unknown } }];
    assert.deepEqual(
      draft.values.input_urls,
      [1, 2, 3].map(n => `https://a.example/${n}.png`),
    );
    await s.close();
  });
});

/** Pastes where the focus is. A text for the page: the browser's types are not known here. */
const paste = (text: string): string => `{
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', ${JSON.stringify(text)});
  const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}`;

function focusedLabel(page: StudioPage['page']): Promise<string> {
  return page.evaluate(`document.activeElement.getAttribute('aria-label')`);
}
