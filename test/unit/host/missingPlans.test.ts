/** The list of missing files: the price of what is ticked, and prompts that can be changed before anything is ordered. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import type { MissingPlan } from '../../../src/host/commands/missingPlans.ts';
import { editor, type QuickInput } from '../../support/vscodeStub.ts';

const { askWhich } = await import('../../../src/host/commands/missingPlans.ts');

const catalogue = createCatalogue([]);

function plan(file: string, prompt: string): MissingPlan {
  const choice = catalogue.defaultFor('image');
  return {
    missing: {} as never,
    choice,
    request: { kind: 'image', model: choice.spec.slug, params: { prompt, seed: 7 }, output: { file } },
  };
}

async function opened(): Promise<QuickInput> {
  await setImmediate();
  const input = editor.inputs.pop();
  assert.ok(input, 'something is asked');
  return input;
}

interface Row {
  readonly label: string;
  readonly detail: string;
  readonly buttons: readonly unknown[];
}

const rowsOf = (list: QuickInput): readonly Row[] => list.items as readonly Row[];

test('a prompt is changed, ticks stay, and Enter takes what is ticked', async () => {
  editor.inputs.length = 0;
  const price = () => ({ minimum: 3, maximum: 3, runs: 0 });
  const answer = askWhich({ price } as never, [
    plan('a.png', 'A cat'),
    plan('b.png', 'A dog'),
    plan('c.png', 'A cow'),
  ]);
  const list = await opened();
  assert.match(list.placeholder ?? '', /Files: 3\. Price in all: about 9 credits/);
  list.tick(list.items.slice(0, 2));
  assert.match(list.placeholder ?? '', /Files: 2\. Price in all: about 6 credits/);
  assert.equal(list.title, 'API in One: Generate Missing Files – 2 · about 6 credits');
  assert.equal(rowsOf(list)[1]?.buttons.length, 1);
  list.buttonPressed.fire({ item: list.items[1] });

  const box = await opened();
  assert.match(box.title ?? '', /b\.png/);
  assert.equal(box.value, 'A dog');
  box.value = '  ';
  box.accepted.fire(undefined);
  box.value = ' An old dog ';
  box.accepted.fire(undefined);

  const again = await opened();
  assert.deepEqual(
    rowsOf(again).map(({ detail }) => detail),
    ['A cat', 'An old dog', 'A cow'],
  );
  assert.deepEqual(again.selectedItems, again.items.slice(0, 2));
  again.accepted.fire(undefined);
  assert.deepEqual(
    (await answer)?.map(({ request }) => request.params),
    [
      { prompt: 'A cat', seed: 7 },
      { prompt: 'An old dog', seed: 7 },
    ],
  );
});

test('Escape in the box leaves the prompt; Escape in the list orders nothing', async () => {
  editor.inputs.length = 0;
  const price = () => ({ minimum: undefined, maximum: undefined, runs: 0 });
  const answer = askWhich({ price } as never, [plan('a.png', 'A cat'), plan('b.png', 'A dog')]);
  const list = await opened();
  list.buttonPressed.fire({ item: list.items[0] });
  (await opened()).hidden.fire(undefined);
  const again = await opened();
  assert.equal(rowsOf(again)[0]?.detail, 'A cat');
  again.hidden.fire(undefined);
  assert.equal(await answer, undefined);
});
