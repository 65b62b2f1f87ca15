/** Nothing that the host answers, however late, disturbs a person who writes. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  startStudioBench,
} from '../support/studio/studioBench.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

/** Marks an element, to see later whether it is the same one. */
const mark = (element: { dataset: Record<string, string> }): void => {
  element.dataset['mark'] = 'same';
};
const markOf = (element: { dataset: Record<string, string> }): string | undefined => element.dataset['mark'];
const caretOf = (element: { selectionStart: number; selectionEnd: number }): number[] => [
  element.selectionStart,
  element.selectionEnd,
];

async function openSlow(latencyMs: number): Promise<StudioPage> {
  const studio = await bench.open();
  await studio.host((host, ms) => {
    // Answers overtake each other: some come at once, some late.
    let count = 0;
    host.latency = () => {
      count += 1;
      return count % 3 === 0 ? 0 : ms;
    };
  }, latencyMs);
  return studio;
}

describe('typing while answers come', { concurrency: atOnce }, () => {
  test('a fast writer keeps every letter, the caret and the very same field', async () => {
    const studio = await openSlow(90);
    const prompt = studio.page.getByRole('textbox', { name: 'Prompt' });
    const text = 'A lighthouse at dusk, flat vector illustration, calm sea. '.repeat(3).trim();
    await prompt.evaluate(mark);
    // Pauses longer than the page's own let answers in between the letters.
    await prompt.pressSequentially(text.slice(0, 60), { delay: 18 });
    for (const word of text.slice(60).split(/(?<= )/)) {
      await prompt.pressSequentially(word);
      await studio.page.waitForTimeout(word.length % 2 === 0 ? 130 : 40);
    }
    await studio.settled();
    assert.equal(await prompt.inputValue(), text);
    assert.deepEqual(await prompt.evaluate(caretOf), [text.length, text.length]);
    assert.equal(await prompt.evaluate(markOf), 'same');
    assert.equal(await evaluate(studio, 'document.activeElement.id'), 'field-prompt');
    assert.ok((await studio.calls('form')).length > 5, 'answers came while it was written');
    const [last] = (await studio.calls('form')).slice(-1) as [{ draft: { values: object } }];
    assert.deepEqual(last.draft.values, { prompt: text });
    await studio.close();
  });

  test('writing in the middle of a text goes on in the middle', async () => {
    const studio = await openSlow(60);
    const prompt = studio.page.getByRole('textbox', { name: 'Prompt' });
    await prompt.fill('A at dusk');
    await prompt.press('Home');
    await prompt.press('ArrowRight');
    await prompt.press('ArrowRight');
    for (const letter of 'lighthouse ') {
      await prompt.press(letter === ' ' ? 'Space' : letter);
      await studio.page.waitForTimeout(35);
    }
    await studio.settled();
    await prompt.pressSequentially('tall ');
    assert.equal(await prompt.inputValue(), 'A lighthouse tall at dusk');
    await studio.close();
  });

  test('a half-typed number is not completed, and an emptied one is its default again once it is left', async () => {
    const studio = await openSlow(0);
    const { page } = studio;
    await page.locator('#tab-video').click();
    await page.locator('#model').selectOption('kling-3');
    const duration = page.getByRole('spinbutton', { name: 'Duration' });
    await duration.fill('');
    await studio.settled();
    assert.equal(await duration.inputValue(), '', 'nothing is written under the hands');
    await duration.pressSequentially('12');
    await studio.settled();
    assert.equal(await duration.inputValue(), '12');
    await duration.fill('');
    await duration.blur();
    await studio.settled();
    assert.equal(await duration.inputValue(), '5');
    await studio.close();
  });

  test('a list of tasks that changes all the time takes no letter and no focus', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.evaluate('window.ticking = setInterval(() => window.fakeHost.refresh(), 15)');
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    await prompt.pressSequentially('quiet please', { delay: 12 });
    await page.evaluate('clearInterval(window.ticking)');
    assert.equal(await prompt.inputValue(), 'quiet please');
    await studio.close();
  });

  test('choosing a model and writing on at once loses neither', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('a red');
    await studio.settled();
    // The new model's form comes when more has been written.
    await studio.host(host => {
      host.latency = () => (host.calls.at(-1)?.name === 'form' ? 700 : 0);
    });
    await page.evaluate(`{
      window.seen = [];
      setInterval(() => window.seen.push(document.getElementById('field-prompt').value.length), 10);
    }`);
    await page.locator('#model').selectOption('imagen4-fast');
    await page.getByRole('textbox', { name: 'Prompt' }).pressSequentially(' boat');
    await studio.settled();
    assert.equal(await page.getByRole('textbox', { name: 'Prompt' }).inputValue(), 'a red boat');
    const seen = (await page.evaluate('window.seen')) as number[];
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
      'at no time was anything taken away',
    );
    assert.ok(await page.locator('[data-field="negative_prompt"]').count(), 'the form is the new model’s');
    await studio.close();
  });
});

// The browser has one input method: no other page may take the focus meanwhile.
describe('input methods', () => {
  test('what is composed with an input method is left alone', async () => {
    const studio = await openSlow(30);
    const { page } = studio;
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    await prompt.click();
    const session = await page.context().newCDPSession(page);
    for (const text of ['と', 'とう', 'とうだ', 'とうだい']) {
      await session.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
      await page.waitForTimeout(150);
    }
    await session.send('Input.insertText', { text: '灯台' });
    await studio.settled();
    assert.equal(await prompt.inputValue(), '灯台');
    await studio.close();
  });
});

function evaluate(studio: StudioPage, expression: string): Promise<unknown> {
  return studio.page.evaluate(expression);
}
