/** What Gemini writes about a picture is held to the person's limits like everything that costs. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { ApiClient, ChatRequest } from '../../../src/core/api/types.ts';
import { isError } from '../../../src/core/errors.ts';
import type { ChosenAsset } from '../../../src/host/inputs/assetItem.ts';
import type { Services } from '../../../src/host/services.ts';
import { createChatServices } from '../../support/chatServices.ts';
import { savedTask } from '../../support/studio/studioTasks.ts';
import { editor, userSettings } from '../../support/vscodeStub.ts';

const { describedByGemini } = await import('../../../src/host/commands/askAlt.ts');

function start(usedToday = 0) {
  const asked: ChatRequest[] = [];
  const chat = async (request: ChatRequest) => {
    asked.push(request);
    return { content: 'A boat.', reasoning: '', credits: undefined, finishReason: 'stop' };
  };
  const { services: partly } = createChatServices({ chat } as Partial<ApiClient>);
  const tasks = { ...partly.tasks, creditsSince: async () => usedToday };
  const services = { ...partly, tasks, inputs: { add: () => {} } } as unknown as Services;
  const output = { url: 'https://example.org/boat.png', uri: 'file:///boat.png', mime: 'image/png' };
  const chosen: ChosenAsset = { task: savedTask({ id: 'a', title: 'A boat' }, ['boat.png']), output };
  return { asked, describe: () => describedByGemini(services, chosen) };
}

beforeEach(() => {
  userSettings.clear();
  editor.warnings.length = 0;
  editor.warningAnswer = undefined;
});

test('beyond the limit of the day nothing is sent', async () => {
  userSettings.set('apiInOne.budget.stopAbove', 20);
  const { asked, describe } = start(19);
  await assert.rejects(describe(), (e: unknown) => isError(e, 'budget'));
  assert.deepEqual(asked, []);
});

test('what may cost more than is given freely is asked about first', async () => {
  userSettings.set('apiInOne.budget.askAbove', 0);
  const { asked, describe } = start();
  await assert.rejects(describe(), (e: unknown) => isError(e, 'cancelled'));
  assert.match(editor.warnings.join(), /Gemini.*credits/);
  assert.deepEqual(asked, []);
  editor.warningAnswer = 'Generate';
  assert.equal(await describe(), 'A boat.');
  assert.equal(asked.length, 1);
});

test('without a limit nothing is asked', async () => {
  const { asked, describe } = start();
  assert.equal(await describe(), 'A boat.');
  assert.deepEqual([asked.length, editor.warnings], [1, []]);
});
