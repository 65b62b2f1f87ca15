/** Fields that take media, asked in the palette: a file, an earlier result, or an address that is typed. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { formFields } from '../../../src/core/catalogue/form.ts';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import type { TaskInput } from '../../../src/core/tasks/task.ts';
import { temporaryFolder } from '../../rig/lifetime.ts';
import { makePng } from '../../support/fakeApi/media.ts';
import { createNodeFs } from '../../support/nodeFs.ts';
import { sampleTask, savedTask } from '../../support/sampleTasks.ts';
import { editor, type QuickInput, Uri } from '../../support/vscodeStub.ts';

const { askFieldOrInput } = await import('../../../src/host/commands/askInput.ts');

const stored = savedTask('made');
assert.ok(stored.state.status === 'saved');
const folder = await temporaryFolder('ask-input');
after(() => folder.remove());
const pictureAt = path.join(folder.path, 'cup.png');
await writeFile(pictureAt, makePng({ width: 40, height: 20 }));
const picture = Uri.file(pictureAt);

const outputs = [
  { url: 'https://cdn.example/a.png', uri: picture.toString(), mime: 'image/png' },
  { url: 'https://cdn.example/b.mp4', uri: 'file:///w/b.mp4', mime: 'video/mp4' },
];
const made = { ...stored, state: { ...stored.state, outputs } };

const added: TaskInput[] = [];

function start() {
  const [choice] = createCatalogue([]).choices('removeBackground');
  const form = choice && formFields(choice, {}).find(({ spec }) => spec.type === 'url');
  assert.ok(form);
  const services = {
    service: () => 'sandbox',
    tasks: { tasks: () => [made, sampleTask('waiting')] },
    background: () => {},
    inputs: { add: (input: TaskInput) => void added.push(input) },
  };
  return askFieldOrInput(services as never, form, { title: 'Image', canGoBack: false, current: undefined });
}

/** Takes the row of the newest list that says so. */
async function choose(label: RegExp): Promise<QuickInput> {
  const isThere = (item: unknown): boolean => label.test((item as { label: string }).label);
  // A file is read before what is asked next.
  while (editor.inputs.at(-1)?.items.some(isThere) !== true) await setTimeout(1);
  const list = editor.inputs.at(-1);
  const row = list?.items.find(item => label.test((item as { label: string }).label));
  assert.ok(list && row, `no ${label} in ${JSON.stringify(list?.items)}`);
  list.selectedItems = [row];
  list.accepted.fire(undefined);
  await setTimeout(1);
  return list;
}

describe('an input that the palette asks for', () => {
  beforeEach(() => {
    editor.inputs.length = 0;
    editor.isTrusted = true;
    editor.chosenFolder = undefined;
    editor.fs = createNodeFs(undefined);
    added.length = 0;
  });

  test('may be a file of this computer', async () => {
    editor.chosenFolder = picture;
    const answer = start();
    await choose(/file of this computer/);
    assert.deepEqual(await answer, {
      type: 'value',
      value: 'https://sandbox.invalid/inputs/cup.png?size=40x20',
    });
    assert.deepEqual(
      added.map(({ file, way }) => [file, way]),
      [[picture.toString(), 'sandbox']],
    );
  });

  test('may be an earlier result', async () => {
    const answer = start();
    await choose(/earlier result/);
    const { items } = await choose(/./);
    assert.equal(items.length, 1);
    assert.match(
      String(((await answer) as { value: unknown }).value),
      /^https:\/\/sandbox\.invalid\/inputs\//,
    );
  });

  test('may be an address, as ever; a dialog that is closed leads back to the choice', async () => {
    const answer = start();
    await choose(/file of this computer/);
    await choose(/web address/);
    const box = editor.inputs.at(-1);
    assert.ok(box);
    box.value = 'https://a.example/a.png';
    box.accepted.fire(undefined);
    assert.deepEqual(await answer, { type: 'value', value: 'https://a.example/a.png' });
  });
});
