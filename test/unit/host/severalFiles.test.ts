/** Several files of the Explorer under one tool: the price of all first, one order a file, each beside its own. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import type { Origin } from '../../../src/host/origin.ts';
import type { GenerateRequest } from '../../../src/shared/views.ts';
import { temporaryFolder } from '../../rig/lifetime.ts';
import { makePng } from '../../support/fakeApi/media.ts';
import { createNodeFs } from '../../support/nodeFs.ts';
import { savedTask } from '../../support/sampleTasks.ts';
import { editor, restoreTrust, Uri } from '../../support/vscodeStub.ts';

const { chosenFiles, generateFromFiles } = await import('../../../src/host/commands/generateFromFiles.ts');

const folder = await temporaryFolder('several');
after(() => folder.remove());
const names = ['cup.png', 'my house.jpg', 'lamp.webp'];
for (const name of names) await writeFile(path.join(folder.path, name), makePng({ width: 30, height: 20 }));
const files = names.map(name => Uri.file(path.join(folder.path, name)));
const asFiles = files as never;

function start() {
  const orders: { request: GenerateRequest; origin: Origin }[] = [];
  const [choice] = createCatalogue([]).choices('removeBackground');
  assert.ok(choice);
  const services = {
    service: () => 'sandbox',
    ensureReady: async () => undefined,
    price: () => ({ minimum: 2, maximum: 2, runs: 0 }),
    ids: { next: () => 'batch-1' },
    inputs: { add: () => undefined },
    generate: async (request: GenerateRequest, origin: Origin) => {
      orders.push({ request, origin });
      return savedTask(`t${orders.length}`);
    },
    tasks: { finished: async (id: string) => savedTask(id) },
    background: (work: Promise<unknown>) => void work.catch(() => undefined),
  };
  return { orders, run: () => generateFromFiles(services as never, choice, asFiles) };
}

test('the tool takes what it can read of them; one that asks more takes none together', () => {
  const all = [...files, Uri.parse('file:///w/notes.md'), Uri.parse('file:///w/clip.mp4')];
  assert.deepEqual(
    chosenFiles('removeBackground', [all[0], all]).map(({ path }) => path),
    files.map(({ path }) => path),
  );
  assert.deepEqual(
    chosenFiles('removeVideoBackground', [all[0], all]).map(({ path }) => path),
    ['/w/clip.mp4'],
  );
  for (const kind of ['swapFace', 'video'] as const) assert.deepEqual(chosenFiles(kind, [all[0], all]), []);
  assert.deepEqual(chosenFiles('removeBackground', [all[0]]), []);
});

test('those that stay ticked are one batch, agreed to at the price of all', async t => {
  restoreTrust(t);
  editor.isTrusted = true;
  editor.fs = createNodeFs(undefined);
  editor.inputs.length = 0;
  const { orders, run } = start();
  const done = run();
  await setImmediate();
  const [list] = editor.inputs;
  assert.match(list?.placeholder ?? '', /Files: 3\. Price in all: about 6 credits/);
  assert.equal(orders.length, 0, 'price first');
  if (list !== undefined) {
    list.tick([]);
    assert.equal(list.placeholder, 'Tick what is to be generated.');
    list.tick(list.items.slice(0, 2));
    assert.match(list.placeholder ?? '', /Files: 2\. Price in all: about 4 credits/);
    list.accepted.fire(undefined);
  }
  assert.equal((await done)?.length, 2);
  assert.deepEqual(
    orders.map(({ request, origin }) => [
      ...[request.batch, request.output?.fileName, request.params['image_url'] ?? request.params['image']],
      ...[origin.source?.path, origin.isAgreed],
    ]),
    [
      [
        'batch-1',
        'cup-no-background',
        'https://sandbox.invalid/inputs/cup.png?size=30x20',
        files[0]?.path,
        true,
      ],
      [
        ...['batch-1', 'my house-no-background', 'https://sandbox.invalid/inputs/my%20house.jpg?size=30x20'],
        ...[files[1]?.path, true],
      ],
    ],
  );
});
