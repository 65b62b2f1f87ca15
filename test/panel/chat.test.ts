/** The chat in the panel: asked by keys, grown, stopped, kept, and nothing but text whatever is said. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { resultsFolder } from '../rig/paths.ts';
import { addAxe, violations } from '../support/studio/axe.ts';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  startStudioBench,
  themeNames,
} from '../support/studio/studioBench.ts';
import { busyList } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
const folder = path.join(resultsFolder, 'panel');
before(async () => {
  [bench] = await Promise.all([startStudioBench(), mkdir(folder, { recursive: true })]);
});
after(() => bench.close());

async function openChat(setup: Parameters<StudioBench['open']>[0] = {}): Promise<StudioPage> {
  const studio = await bench.open(setup);
  await studio.page.locator('#tab-chat').click();
  return studio;
}

/** Resolves when the host has a question to answer. */
const isAsked = (studio: StudioPage): Promise<unknown> => studio.host(host => host.chat.whenAsked());

/** Types the question and sends it by key. */
async function ask(studio: StudioPage, question: string): Promise<void> {
  await studio.page.locator('#chat-question').fill(question);
  await studio.page.locator('#chat-question').press('Enter');
  await studio.page.locator('.turn.growing').waitFor();
  await isAsked(studio);
}

const end = (studio: StudioPage, text: string, credits?: string): Promise<unknown> =>
  studio.host((host, answer) => host.chat.latest?.end({ ...answer, ending: 'whole' }), { text, credits });

const texts = (studio: StudioPage): Promise<string[]> => studio.page.locator('.turn-text').allTextContents();

describe('the chat', { concurrency: atOnce }, () => {
  test('an answer grows, says what it cost, is copied and inserted; the next question sends all of it', async () => {
    const studio = await openChat();
    const { page } = studio;
    assert.equal(await page.locator('.chat-buttons .fact').textContent(), 'from 5 credits');
    await ask(studio, 'What is a boat?');
    assert.equal(await page.locator('.turn-thinking').isVisible(), true);
    await studio.host(host => host.chat.latest?.say('A vess'));
    await page.getByText('A vess', { exact: true }).waitFor();
    assert.equal(await page.locator('.turn-thinking').isVisible(), false);
    await end(studio, 'A vessel.\n  It floats.', '6 credits');
    await page.locator('.turn.assistant .actions').waitFor();
    assert.deepEqual(await texts(studio), ['What is a boat?', 'A vessel.\n  It floats.']);
    assert.equal(await page.locator('.turn .credits').textContent(), '6 credits');
    assert.match(
      (await page.locator('[role=status][aria-live]').textContent()) ?? '',
      /Gemini answers: A vessel/,
    );
    assert.equal(await page.evaluate('document.activeElement.id'), 'chat-question');

    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Answer copied').waitFor();
    await page.getByRole('button', { name: 'Insert' }).click();
    await studio.settled();
    const text = 'A vessel.\n  It floats.';
    assert.deepEqual(await studio.calls('copyText'), [{ text }]);
    assert.deepEqual(await studio.calls('insertText'), [{ text }]);

    await ask(studio, 'And a ship?');
    const [, second] = (await studio.calls('askChat')) as { turns: unknown }[];
    assert.deepEqual(second?.turns, [
      { role: 'user', text: 'What is a boat?' },
      { role: 'assistant', text },
      { role: 'user', text: 'And a ship?' },
    ]);
    assert.deepEqual(studio.complaints, []);
    await studio.close();
  });

  test('Stop keeps what has come; a failure gives the question back; nothing is asked twice', async () => {
    const studio = await openChat();
    const { page } = studio;
    await ask(studio, 'Tell me much');
    await studio.host(host => host.chat.latest?.say('Much'));
    await page.getByText('Much', { exact: true }).waitFor();
    await page.locator('#chat-question').fill('while it answers');
    await page.locator('#chat-question').press('Enter');
    await page.locator('#chat-ask').click();
    await page.getByText('Stopped here. It may be paid for all the same.').waitFor();
    assert.deepEqual(await texts(studio), ['Tell me much', 'Much']);
    assert.equal((await studio.calls('askChat')).length, 1);

    await page.locator('#chat-question').fill('');
    await ask(studio, 'Fail me');
    await studio.host(host => host.chat.latest?.fail('the model'));
    await page.locator('#chat-error').getByText('the model').waitFor();
    assert.equal(await page.locator('#chat-question').inputValue(), 'Fail me');
    assert.deepEqual(await texts(studio), ['Tell me much', 'Much']);

    await page.locator('#chat-question').press('Enter');
    await page.locator('.turn.growing').waitFor();
    await isAsked(studio);
    await studio.host(host => host.chat.latest?.say('Half'));
    await page.getByText('Half', { exact: true }).waitFor();
    await studio.host(host => host.chat.latest?.fail('the line'));
    await page.getByText('It broke off here. It may be paid for all the same.').waitFor();
    assert.deepEqual(await texts(studio), ['Tell me much', 'Much', 'Fail me', 'Half']);
    assert.equal((await studio.calls('askChat')).length, 3);
    await studio.close();
  });

  test('pictures go with the question, and the addresses are seen', async () => {
    const studio = await openChat({ tasks: busyList() });
    const { page } = studio;
    await page.locator('#chat-files > summary').click();
    await page.locator('#chat-media-0').fill('https://example.com/a.png');
    await page.locator('#chat-media-add').click();
    await page.locator('#chat-media-1').fill('https://example.com/b.pdf');
    await ask(studio, 'What is this?');
    const media = ['https://example.com/a.png', 'https://example.com/b.pdf'];
    const [first] = (await studio.calls('askChat')) as { turns: unknown }[];
    assert.deepEqual(first?.turns, [{ role: 'user', text: 'What is this?', media }]);
    assert.deepEqual(await page.locator('.turn-media li').allTextContents(), media);
    assert.equal(
      await page.locator('#chat-media-0').inputValue(),
      '',
      'the next question begins without them',
    );
    await studio.close();
  });

  test('the conversation is there again after a reload, with what was not yet asked, until a new one begins', async () => {
    const studio = await openChat();
    const { page } = studio;
    await ask(studio, 'First');
    await end(studio, 'One', '5 credits');
    await page.locator('.turn .actions').waitFor();
    await page.locator('#chat-question').fill('half a ques');
    await page.reload();
    await page.locator('.turn').nth(1).waitFor();
    assert.deepEqual(await texts(studio), ['First', 'One']);
    assert.equal(await page.locator('.turn .credits').textContent(), '5 credits');
    assert.equal(await page.locator('#chat-question').inputValue(), 'half a ques');
    await page.locator('#chat-clear').click();
    assert.deepEqual(await texts(studio), []);
    assert.equal(await page.locator('.chat-welcome').isVisible(), true);
    await page.locator('#tab-image').click();
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    assert.equal(await page.locator('.chat').isVisible(), false);
    await studio.close();
  });

  test('an answer whose host forgot it over a reload gives the question back', async () => {
    const studio = await openChat();
    const { page } = studio;
    await ask(studio, 'Are you there?');
    await page.reload();
    await page.locator('[data-field]').first().waitFor({ state: 'attached' });
    await studio.settled();
    assert.equal(await page.locator('#chat-question').inputValue(), 'Are you there?');
    assert.deepEqual(await texts(studio), []);
    assert.equal((await studio.calls('askChat')).length, 0, 'and sends nothing by itself');
    await studio.close();
  });

  test('arrow keys reach the tab; Shift+Enter begins a line; a person who reads further up stays there', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.locator('#tab-image').focus();
    await page.keyboard.press('End');
    assert.equal(await page.locator('#tab-chat').getAttribute('aria-selected'), 'true');
    await page.locator('#chat-question').focus();
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Control+Enter');
    await page.locator('.turn.growing').waitFor();
    await isAsked(studio);
    assert.deepEqual(await texts(studio), ['one\ntwo', '']);
    const long = Array.from({ length: 200 }, (_, at) => `line ${at}`).join('\n');
    await studio.host((host, text) => host.chat.latest?.say(text), long);
    await page.getByText('line 199').waitFor();
    const log = page.locator('.chat-log');
    const fromEnd = (): Promise<number> => log.evaluate(e => e.scrollHeight - e.clientHeight - e.scrollTop);
    assert.ok((await fromEnd()) < 2, 'the end is in view');
    await log.evaluate(e => {
      e.scrollTop = 40;
    });
    await studio.host((host, text) => host.chat.latest?.say(text), `${long}\nmore`);
    await page.getByText('more', { exact: false }).last().waitFor({ state: 'attached' });
    await end(studio, `${long}\nmore`);
    await page.locator('.turn .actions').waitFor();
    assert.equal(await log.evaluate(e => e.scrollTop), 40);
    await studio.close();
  });
});

describe('hostile answers', { concurrency: atOnce }, () => {
  const hostile: Readonly<Record<string, string>> = {
    markup: '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><b>bold</b>',
    links: '[click](command:workbench.action.terminal.new) <a href="command:x">x</a> $(trash)',
    'template code': '${alert(1)} {{7*7}} `);window.hacked=1;//',
  };
  for (const [name, text] of Object.entries(hostile))
    test(`${name} stays text, also over a reload`, async () => {
      const studio = await openChat();
      const { page } = studio;
      await ask(studio, text);
      await studio.host((host, said) => host.chat.latest?.say(said), text);
      await end(studio, text, text);
      await page.locator('.turn .actions').waitFor();
      const look = async (): Promise<void> => {
        assert.deepEqual(await texts(studio), [text, text]);
        assert.equal(
          await page.locator('.chat a, .chat script, .chat b, .chat img, .chat iframe').count(),
          0,
        );
        assert.equal(await page.evaluate('window.hacked'), undefined);
      };
      await look();
      await page.reload();
      await page.locator('.turn .actions').waitFor();
      await look();
      assert.deepEqual(studio.complaints, []);
      await studio.close();
    });

  test('a hundred thousand characters without a blank break no layout', async () => {
    const studio = await openChat({ width: 400 });
    const long = 'W'.repeat(100_000);
    await ask(studio, long);
    await end(studio, long);
    await studio.page.locator('.turn .actions').waitFor();
    const width = await studio.page.evaluate('document.documentElement.scrollWidth');
    assert.ok(Number(width) <= 400, `nothing sticks out at the side: ${width}`);
    await studio.close();
  });
});

describe('the chat in every theme', { concurrency: atOnce }, () => {
  for (const theme of themeNames)
    test(theme, async () => {
      const studio = await openChat({ theme, isMotionReduced: true });
      const { page } = studio;
      await addAxe(studio);
      assert.deepEqual(await violations(studio), []);
      await page.screenshot({ path: path.join(folder, `${theme}-chat-empty.png`) });
      await page.locator('#chat-files > summary').click();
      await ask(studio, 'How do I centre a picture in a README?');
      await end(studio, 'Wrap it:\n\n<p align="center">\n  <img src="a.png">\n</p>', '6 credits');
      await page.locator('.turn .actions').waitFor();
      await ask(studio, 'And a video?');
      await studio.host(host => host.chat.latest?.fail('the model'));
      await page.locator('#chat-error').getByText('the model').waitFor();
      assert.deepEqual(await violations(studio), []);
      await page.screenshot({ path: path.join(folder, `${theme}-chat.png`) });
      await studio.close();
    });
});
