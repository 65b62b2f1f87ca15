/** Many failed tasks that are tried again at once: one batch, told once. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Task } from '../../../src/core/tasks/task.ts';
import type { GenerateRequest } from '../../../src/shared/views.ts';
import { sampleStates, sampleTask, savedTask } from '../../support/sampleTasks.ts';
import { editor, Uri } from '../../support/vscodeStub.ts';

const { taskCommands } = await import('../../../src/host/commands/taskCommands.ts');

test('are one batch, each made from its own task, and one message tells of all', async () => {
  const failed = sampleStates.find(({ status }) => status === 'failed');
  assert.ok(failed);
  const known = new Map(['a', 'b', 'c'].map(id => [id, sampleTask(id, { state: failed })]));
  const begun: { batch: string | undefined; parent: string | undefined }[] = [];
  const told: Promise<unknown>[] = [];
  const services = {
    tasks: {
      ready: Promise.resolve(),
      find: async (id: string) => known.get(id),
      finished: async (id: string): Promise<Task> =>
        id === 'new-2' ? sampleTask(id, { state: failed }) : savedTask(id),
    },
    ids: { next: () => 'batch-1' },
    generate: async ({ batch }: GenerateRequest, { parent }: { parent?: string }) => {
      begun.push({ batch, parent });
      return sampleTask(`new-${begun.length}`);
    },
    background: (work: Promise<unknown>) => void told.push(work),
  };
  editor.workspaceFolders = [{ uri: Uri.parse('file:///w') }];
  editor.isTrusted = true;
  editor.said.length = 0;
  const rows = [...known.keys()].map(id => ({ type: 'task', id }));
  await taskCommands(services as never)['apiInOne.tasks.retry'](rows[0], rows);
  await Promise.all(told);
  assert.deepEqual(begun, [
    { batch: 'batch-1', parent: 'a' },
    { batch: 'batch-1', parent: 'b' },
    { batch: 'batch-1', parent: 'c' },
  ]);
  assert.deepEqual(editor.said, ['Saved 2 of 3. The list of tasks says what became of the others.']);
});

test('go on in the project of each task, whatever is in front', async () => {
  const failed = sampleStates.find(({ status }) => status === 'failed');
  assert.ok(failed);
  const known = new Map(
    ['file:///one', 'file:///two'].map(workspace => [
      workspace,
      { ...sampleTask(workspace, { state: failed }), workspace },
    ]),
  );
  const folders: unknown[] = [];
  const services = {
    tasks: {
      ready: Promise.resolve(),
      find: async (id: string) => known.get(id),
      finished: async (id: string) => savedTask(id),
    },
    ids: { next: () => 'batch-1' },
    generate: async (_: GenerateRequest, { folder }: { folder?: { toString(): string } }) => {
      folders.push(folder?.toString());
      return sampleTask('new');
    },
    background: (work: Promise<unknown>) => void work.catch(() => undefined),
  };
  editor.workspaceFolders = [...known.keys()].map(uri => ({ uri: Uri.parse(uri) }));
  editor.isTrusted = true;
  const rows = [...known.keys()].map(id => ({ type: 'task', id }));
  await taskCommands(services as never)['apiInOne.tasks.retry'](rows[0], rows);
  assert.deepEqual(folders, ['file:///one', 'file:///two']);
});
