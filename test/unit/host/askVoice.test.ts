/** Who speaks: no speaker's name is taken for a voice; known voices, earlier ones and any other can be had. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import { createMemento } from '../../support/memento.ts';
import { editor, type QuickInput, Uri } from '../../support/vscodeStub.ts';

const { textCommands } = await import('../../../src/host/commands/textCommands.ts');
const { askField } = await import('../../../src/host/commands/fieldSteps.ts');
const { formFields } = await import('../../../src/core/catalogue/form.ts');

interface Row {
  readonly label: string;
  readonly description?: string;
}

const rowsOf = (list: QuickInput | undefined): readonly Row[] => (list?.items ?? []) as readonly Row[];
const labels = (list: QuickInput | undefined): string[] => rowsOf(list).map(({ label }) => label);

/** Narrates the active document until the voices are asked for. */
function start(known: Readonly<Record<string, string>> = {}) {
  const globalState = createMemento();
  void globalState.update('voices', known);
  const document = {
    uri: Uri.parse('file:///w/scene.md'),
    languageId: 'markdown',
    getText: () => 'Ada: Is it cold?\n\nBo: Yes.\n',
  };
  editor.activeEditor = Object.assign({ document }, { selection: { isEmpty: true } });
  editor.fs = {};
  const services = { context: { globalState }, catalogue: () => createCatalogue(), background: () => {} };
  return { done: textCommands(services as never)['apiInOne.narrate'](), globalState };
}

async function accept(list: QuickInput | undefined, label: string): Promise<void> {
  const row = rowsOf(list).find(r => r.label === label);
  assert.ok(list && row, `no ${label} in ${labels(list).join()}`);
  list.selectedItems = [row];
  list.accepted.fire(undefined);
  await setImmediate();
}

describe('the voice of a speaker', () => {
  beforeEach(() => {
    editor.inputs.length = 0;
  });

  after(() => {
    editor.activeEditor = undefined;
    editor.fs = undefined;
  });

  test('is not the name of the speaker: the service decides, or one that the catalogue knows', async () => {
    start().done.catch(() => undefined);
    await setImmediate();
    const [list] = editor.inputs;
    assert.match(list?.title ?? '', /Voice of Ada/);
    assert.match(list?.placeholder ?? '', /Without one, the service decides/);
    assert.equal(list?.value, '');
    assert.deepEqual(labels(list), ['The Service Decides', 'narrator', 'user']);
  });

  test('that was chosen before comes first', async () => {
    start({ Ada: 'Rachel', Bo: '' }).done.catch(() => undefined);
    await setImmediate();
    assert.deepEqual(labels(editor.inputs[0]), ['Rachel', 'The Service Decides', 'narrator', 'user']);
    await accept(editor.inputs[0], 'Rachel');
    assert.equal(labels(editor.inputs[1])[0], 'The Service Decides');
  });

  test('may be any other that is typed, and is kept', async () => {
    const { done, globalState } = start();
    done.catch(() => undefined);
    await setImmediate();
    const [list] = editor.inputs;
    assert.ok(list);
    list.value = ' 21m00Tcm ';
    list.changed.fire(list.value);
    assert.deepEqual(labels(list), ['21m00Tcm', 'The Service Decides', 'narrator', 'user']);
    list.value = 'user';
    list.changed.fire(list.value);
    assert.deepEqual(labels(list), ['The Service Decides', 'narrator', 'user']);
    list.value = '21m00Tcm';
    list.changed.fire(list.value);
    await accept(list, '21m00Tcm');
    await accept(editor.inputs[1], 'The Service Decides');
    assert.deepEqual(globalState.get('voices'), { Ada: '21m00Tcm', Bo: '' });
  });

  test('is told of where a dialogue is typed in one line', async () => {
    const choice = createCatalogue().defaultFor('speech');
    const form = formFields(choice, {}).find(({ spec }) => spec.type === 'rows');
    assert.ok(form);
    void askField(form, { title: 'Speech', canGoBack: false, current: undefined });
    assert.match(editor.inputs[0]?.prompt ?? '', /else the service decides.*Known voices: narrator, user\./);
  });
});
