/** Names of files, models and workspaces, and words of the service, in VS Code's widgets. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { editor } from '../../support/vscodeStub.ts';

const { showMessage, withProgress } = await import('../../../src/host/present.ts');
const { askPick, askText } = await import('../../../src/host/quickSteps.ts');

/** As VS Code reads messages, prompts and titles of progress (`linkedText`). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const hidden = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

const hostile: readonly string[] = [
  '[Update now](command:workbench.action.quit).png',
  '[a](https://a.example/) [b](file:///etc/passwd "b")',
  '[a]\u200b(command:x) [a]\u202e(command:x) [a]\u061c(command:x)',
  'safe\u202egnp.exe\u2066 \u{e0041}\u{e007f}',
  'one\r\ntwo\u2028three\u0007',
];

function assertInert(texts: readonly (string | undefined)[]): void {
  assert.ok(texts.length > 0);
  for (const text of texts) {
    assert.ok(text !== undefined);
    assert.doesNotMatch(text, link);
    assert.doesNotMatch(text, hidden);
    assert.ok([...text].length <= 1000, `${text.length} characters`);
  }
}

beforeEach(() => {
  editor.said.length = 0;
  editor.inputs.length = 0;
});

for (const text of [...hostile, 'long '.repeat(5000)]) {
  describe(JSON.stringify(text.slice(0, 40)), () => {
    test('in messages of every severity, and in their second line', async () => {
      for (const severity of ['info', 'warning', 'error'] as const) {
        await showMessage(severity, text);
        await showMessage(severity, 'Go on?', { modal: { detail: text } });
      }
      assert.equal(editor.said.length, 9);
      assertInert(editor.said);
      assert.ok(!editor.said.some(said => said.includes('$(')));
    });

    test('in the title of progress', async () => {
      assert.equal(await withProgress(text, async () => 7), 7);
      assertInert(editor.said);
    });

    test('in boxes', async () => {
      const answer = askText({ title: text, prompt: text, placeholder: text, validate: () => text });
      const [box] = editor.inputs;
      box?.changed.fire('x');
      assertInert([box?.title, box?.prompt, box?.placeholder, box?.validationMessage]);
      box?.hidden.fire(undefined);
      assert.deepEqual(await answer, { type: 'cancel' });
    });

    test('in rows, of which the chosen one comes back as it was given', async () => {
      const items = [{ label: text, description: text, detail: text }, { label: 'another' }];
      const answer = askPick({ title: text, items, active: items[1] });
      const [list] = editor.inputs;
      assert.deepEqual(list?.activeItems, [list?.items[1]]);
      const row = list?.items[0] as (typeof items)[0];
      assertInert([list?.title, row.label, row.description, row.detail]);
      if (list !== undefined) list.selectedItems = [row];
      list?.accepted.fire(undefined);
      assert.deepEqual(await answer, { type: 'value', value: items[0] });
    });
  });
}

test('our own icons stay in rows', async () => {
  const answer = askPick({ title: 't', items: [{ label: '$(play) Generate' }] });
  assert.deepEqual(editor.inputs[0]?.items, [{ label: '$(play) Generate' }]);
  editor.inputs[0]?.hidden.fire(undefined);
  await answer;
});
