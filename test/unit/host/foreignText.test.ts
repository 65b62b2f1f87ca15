import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../../src/core/errors.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { sampleTask } from '../../support/sampleTasks.ts';

const { describeAny } = await import('../../../src/host/describe.ts');
const { fullText } = await import('../../../src/host/present.ts');
const { detailsOf } = await import('../../../src/host/tree/taskDetails.ts');

const link = '[Buy](command:workbench.action.quit) $(bug)';

test('a value inside an error text is no link and no icon of a message', () => {
  // A tracked task's model is the service's word, and "run again" looks it up.
  const text = fullText(describeAny(new InputError({ field: link, rule: 'unknownModel', limit: link })));
  assert.ok(!text.includes(']('), text);
  assert.ok(!text.includes('$('), text);
});

test('what the service named stands in code in the details', () => {
  const base = sampleTask('a');
  const image = '<img src=https://a.example/x>';
  const task: Task = {
    ...base,
    model: `m\n\n![](https://a.example/beacon.png) \`${image}\``,
    state: { status: 'running', taskId: 't_1', submittedAt: base.createdAt, apiStatus: `${image}|x` },
  };
  const prose = detailsOf(task, { modelLabel: task.model, waiting: undefined })
    .replace(/(`{5})[\s\S]*?\1/g, '')
    .replace(/`[^`\n]*`/g, '');
  assert.ok(!prose.includes('a.example'), prose);
});
