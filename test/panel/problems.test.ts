/** Problems stand beside their field, not before a person had the chance to write, and go when they are mended. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { atOnce, type StudioBench, startStudioBench } from '../support/studio/studioBench.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

describe('problems', { concurrency: atOnce }, () => {
  test('an untouched form accuses nobody; Run shows what is missing and goes there', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).focus();
    await page.keyboard.press('Tab');
    await studio.settled();
    assert.equal(await page.locator('.problem:not(:empty)').count(), 0, 'nor who only passes by');
    await page.locator('#run').click();
    await studio.settled();
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    assert.equal(await page.locator('#field-prompt-problem').textContent(), '"Prompt" is needed.');
    assert.equal(await prompt.getAttribute('aria-invalid'), 'true');
    assert.match((await prompt.getAttribute('aria-describedby')) ?? '', /field-prompt-problem/);
    assert.equal(await page.evaluate('document.activeElement.id'), 'field-prompt');
    assert.equal(await page.locator('#run-error').textContent(), 'The fields above need a look first.');
    assert.deepEqual(await studio.calls('run'), [], 'nothing was asked for');

    await prompt.pressSequentially('A boat');
    await studio.settled();
    assert.equal(await page.locator('#field-prompt-problem').textContent(), '');
    assert.equal(await prompt.getAttribute('aria-invalid'), null);
    assert.equal(await page.locator('#run-error').textContent(), '');
    await studio.close();
  });

  test('values that are loaded and fit take the complaint away', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.locator('#run').click();
    await studio.settled();
    assert.equal(await page.locator('#run-error').textContent(), 'The fields above need a look first.');
    await studio.host(host =>
      host.send('draft', {
        draft: { kind: 'image', model: undefined, values: { prompt: 'A boat' } },
        keepsOthers: true,
      }),
    );
    await studio.settled();
    assert.equal(await page.getByRole('textbox', { name: 'Prompt' }).inputValue(), 'A boat');
    assert.equal(await page.locator('#run-error').textContent(), '');
    await studio.close();
  });

  test('a field that was changed is judged when it is left, no sooner', async () => {
    const studio = await bench.open();
    const { page } = studio;
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    await prompt.pressSequentially('A');
    await studio.settled();
    assert.equal(await page.locator('#field-prompt-problem').textContent(), '');
    await prompt.press('Tab');
    await studio.settled();
    assert.equal(
      await page.locator('#field-prompt-problem').textContent(),
      '"Prompt" is too short: at least 3 characters.',
    );
    await studio.close();
  });

  test('a press right after writing hits what it was aimed at, though a problem shows up meanwhile', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A');
    const { x, y } = (await page.locator('#more-options').boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(x + 30, y + 10);
    await page.mouse.down();
    await studio.settled();
    assert.equal(await page.locator('#field-prompt-problem').textContent(), '');
    await page.mouse.up();
    await page.locator('#field-prompt-problem:not(:empty)').waitFor();
    assert.equal(await page.locator('details.more').getAttribute('open'), '');
    await studio.close();
  });

  test('an address that is none is marked in its own line', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Input images 1' }).fill('https://cdn.example/a.png');
    await page.getByRole('button', { name: 'Add an address' }).click();
    await page.getByRole('textbox', { name: 'Input images 2' }).fill('not an address');
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A boat');
    await page.locator('#run').click();
    await studio.settled();
    const line = (n: number) => page.getByRole('textbox', { name: `Input images ${n}` });
    assert.equal(await line(1).getAttribute('aria-invalid'), null);
    assert.equal(await line(2).getAttribute('aria-invalid'), 'true');
    assert.match((await page.locator('#field-input_urls-problem').textContent()) ?? '', /"Input images 2"/);
    assert.equal(await line(2).getAttribute('id'), await page.evaluate('document.activeElement.id'));
    await studio.close();
  });

  test('a cell of a row is marked, and half-typed JSON is not sent', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.locator('#tab-video').click();
    await page.locator('#model').selectOption('kling-3');
    await page.locator('#more-options').click();
    await page.getByRole('switch', { name: 'Several shots' }).check();
    await page.getByRole('textbox', { name: 'Prompt 1' }).fill('a door opens');
    await page.getByRole('spinbutton', { name: 'Duration 1' }).fill('40');
    await page.getByRole('textbox', { name: 'Elements' }).fill('[{"name": ');
    await page.locator('#more-options').click();
    await page.locator('#run').click();
    await studio.settled();
    assert.deepEqual(await studio.calls('run'), []);
    const cell = page.getByRole('spinbutton', { name: 'Duration 1' });
    assert.equal(await cell.getAttribute('aria-invalid'), 'true');
    assert.equal(await cell.getAttribute('id'), await page.evaluate('document.activeElement.id'));
    await cell.fill('4');
    await page.locator('#run').click();
    await studio.settled();
    assert.deepEqual(await studio.calls('run'), []);
    assert.match((await page.locator('#field-kling_elements-problem').textContent()) ?? '', /JSON/);
    assert.equal(
      await page.evaluate('document.activeElement.id'),
      'field-kling_elements',
      'what hid it is open',
    );
    await page.getByRole('textbox', { name: 'Elements' }).fill('[{"name": "cat"}]');
    await page.keyboard.press('Control+Enter');
    await studio.settled();
    const [draft] = (await studio.calls('run')) as [{ values: { kling_elements: unknown } }];
    assert.deepEqual(draft.values.kling_elements, [{ name: 'cat' }]);
    await studio.close();
  });

  test('too many characters are counted before anybody asks', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.locator('#tab-music').click();
    const description = page.getByRole('textbox', { name: 'Description' });
    await description.fill('🎵'.repeat(150));
    const counter = page.locator('[data-field="gpt_description_prompt"] .counter');
    assert.equal(await counter.textContent(), '', 'no figure while there is plenty of room');
    await description.fill('🎵'.repeat(401));
    assert.equal(await counter.textContent(), '401 / 400');
    assert.match((await counter.getAttribute('class')) ?? '', /over/);
    await studio.close();
  });

  test('what the host refuses stands beside the button and at its field; a cancellation is silent', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A boat');
    await studio.host(host => {
      host.nextError = { message: 'Your account has too few credits for this.', field: 'aspect_ratio' };
    });
    await page.locator('#run').click();
    await studio.settled();
    assert.equal(
      await page.locator('#run-error').textContent(),
      'Your account has too few credits for this.',
    );
    assert.match(await page.evaluate('document.activeElement.id'), /^field-aspect_ratio/);
    await studio.host(host => {
      host.nextError = { message: 'Cancelled.', kind: 'cancelled' };
    });
    await page.locator('#run').click();
    await studio.settled();
    assert.equal(await page.locator('#run-error').textContent(), '');
    await studio.close();
  });
});
