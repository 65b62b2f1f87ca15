/** Whatever comes from people, the service or a broken host is text on the page, and nothing else. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { atOnce, type StudioBench, startStudioBench } from '../support/studio/studioBench.ts';
import { failedTask, savedTask } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

const hostile: Readonly<Record<string, string>> = {
  markup: '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><b>bold</b>',
  'a command link': '[click](command:workbench.action.terminal.new) <a href="command:x">x</a> $(trash)',
  'template code': '${alert(1)} {{7*7}} `);window.hacked=1;//',
  'bidirectional controls': 'safe \u202Egpj.exe\u202C \u2066hidden\u2069 \u200B\uFEFF end',
  'null bytes and lone surrogates': 'a\u0000b\ud800c',
  'words of the prototype': '__proto__ constructor toString',
};

describe('hostile texts', { concurrency: atOnce }, () => {
  for (const [name, text] of Object.entries(hostile))
    test(`${name} in prompt, title, error and models`, async () => {
      const studio = await bench.open({
        tasks: [
          failedTask({ id: 't1', title: text }, text),
          savedTask({ id: 't2', title: text }, ['wide.png']),
        ],
        first: { draft: { kind: 'image', model: 'flux-2', values: { prompt: text } }, keepsOthers: false },
        models: [{ slug: 'flux-2', label: text, description: text }],
      });
      const { page } = studio;
      await studio.settled();
      assert.equal(await page.evaluate('window.hacked'), undefined);
      assert.equal(await page.locator('main a, main script, main b, main iframe').count(), 0);
      assert.equal(await page.locator('.card img').count(), 1, 'the one picture that is ours');
      const prompt = await page.getByRole('textbox', { name: 'Prompt' }).inputValue();
      assert.equal(prompt.replaceAll('\uFFFD', '\ud800'), text, 'what a person wrote is not changed');
      const title = (await page.locator('[data-id=t1] .title').textContent()) ?? '';
      assert.doesNotMatch(title, /[\u202a-\u202e\u2066-\u2069\u200b]/u, 'nothing that reorders or hides');
      assert.doesNotMatch(title, /\]\(|\$\(/, 'nothing that an editor makes a link or an icon of');
      assert.deepEqual(studio.complaints, []);
      await studio.close();
    });

  test('a hundred thousand characters slow nobody down and break no layout', async () => {
    const long = 'W'.repeat(100_000);
    const studio = await bench.open({
      tasks: [
        failedTask({ id: 't1', title: long }, long),
        savedTask({ id: 't2', title: long }, ['wide.png']),
      ],
      first: { draft: { kind: 'image', model: 'flux-2', values: { prompt: long } }, keepsOthers: false },
    });
    const { page } = studio;
    await studio.settled();
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    assert.equal((await prompt.inputValue()).length, long.length);
    await prompt.press('Control+End');
    await prompt.pressSequentially('!?');
    await studio.settled();
    assert.equal((await prompt.inputValue()).slice(-3), 'W!?');
    assert.equal(await page.locator('[data-field=prompt] .counter').textContent(), '100,002 / 5,000');
    const overflow = await page.evaluate(
      `[...document.querySelectorAll('main, .form-body, .results, .card')]
        .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)`,
    );
    assert.deepEqual(overflow, []);
    assert.ok(((await page.locator('[data-id=t1] .title').textContent()) ?? '').length <= 400);
    await studio.close();
  });
});

describe('a host gone wrong', () => {
  test('messages that are none change nothing', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A boat');
    await studio.host(host => {
      const odd: unknown[] = [
        null,
        7,
        'text',
        [],
        { type: 'event' },
        { type: 'event', name: '__proto__', value: {} },
        { type: 'event', name: 'constructor', value: {} },
        { type: 'event', name: 'unknown', value: {} },
        { type: 'reply', id: 'other-1', value: {} },
        { type: 'reply', id: 5 },
        { type: 'request', id: 'x', name: 'form', params: {} },
      ];
      for (const message of odd) host.post(message);
    });
    await studio.settled();
    assert.equal(await page.getByRole('textbox', { name: 'Prompt' }).inputValue(), 'A boat');
    assert.deepEqual(studio.complaints, []);
    await studio.close();
  });

  test('the policy lets nothing of the page’s own invention run or load', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.hacked = 1';
      document.body.append(script);
      const picture = new Image();
      picture.src = 'https://example.invalid/x.png';
      document.body.append(picture);
      const link = document.createElement('div');
      link.innerHTML = '<img src="data:image/png;base64,AA" onerror="window.hacked = 2">';
      document.body.append(link);
    }`);
    await page.waitForFunction('true');
    assert.equal(await page.evaluate('window.hacked'), undefined);
    const refused = studio.complaints.filter(text => text.includes('Content Security Policy'));
    assert.ok(refused.length >= 3, `the browser refused: ${refused.join(' | ')}`);
    await studio.close();
  });
});
