/** Recordings that become one file: also over a reload, once, and only where all of them are there. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { CancelledError, InputError } from '../../../src/core/errors.ts';
import { Emitter } from '../../../src/core/lifecycle.ts';
import { activeStatuses, type Task, type TaskState } from '../../../src/core/tasks/task.ts';
import { createSha256 } from '../../../src/host/ports/sha256.ts';
import type { GenerateRequest } from '../../../src/shared/views.ts';
import { createEditorFiles } from '../../support/editorFiles.ts';
import { makeWav } from '../../support/fakeApi/media.ts';
import { createMemento } from '../../support/memento.ts';
import { createMemoryLocks } from '../../support/memoryLock.ts';
import { createMemoryLog } from '../../support/memoryLog.ts';
import { sampleStates, sampleTask, savedTask } from '../../support/sampleTasks.ts';
import { editor, restoreTrust, Uri } from '../../support/vscodeStub.ts';

const { joinEarlier, runJoined } = await import('../../../src/host/joining/joinWhenSaved.ts');
const { forgetJoin, keepJoin, keptJoins, moveJoin } = await import('../../../src/host/joining/keptJoins.ts');
const { joinedFile } = await import('../../../src/host/joining/joinedFiles.ts');
const { provenanceCommand } = await import('../../../src/host/commands/provenanceCommand.ts');

const nowhere = { folder: undefined, document: undefined, selection: undefined };
const stateOf = (status: string): TaskState => sampleStates.find(s => s.status === status) as TaskState;
const failedForGood: TaskState = { ...(stateOf('failed') as TaskState & { status: 'failed' }), taskId: 'x' };

/** The list of tasks of one machine, which outlives its windows. */
function createList() {
  const all = new Map<string, Task>();
  const changed = new Emitter<readonly Task[]>(e => assert.fail(String(e)));
  const set = (task: Task): void => {
    all.set(task.id, task);
    changed.fire([task]);
  };
  return {
    all,
    changed,
    set,
    to: (id: string, state: TaskState) => set(sampleTask(id, { state })),
    /** The nth recording is as many ms long. */
    save(id: string, ms: number, files: Map<string, Uint8Array>) {
      const uri = `file:///w/${id}.wav`;
      files.set(uri, makeWav(ms));
      set(savedTask(id, { outputs: [{ uri, mime: 'audio/wav' }] }));
    },
    remove(id: string) {
      all.delete(id);
      changed.fire([]);
    },
  };
}

type List = ReturnType<typeof createList>;

/** A window over the list; `close` ends it as the engine does: who waits is told. */
function openWindow(
  list: List,
  locks: ReturnType<typeof createMemoryLocks>,
  workspaceState = createMemento(),
) {
  const abort = new AbortController();
  const lock = locks.open();
  const finished = async (id: string): Promise<Task> => {
    const { promise, resolve, reject } = Promise.withResolvers<Task>();
    const look = (): void => {
      const task = list.all.get(id);
      if (task === undefined) reject(new CancelledError('removed'));
      else if (!activeStatuses.has(task.state.status)) resolve(task);
    };
    if (!list.all.has(id)) throw new InputError({ field: 'id', rule: 'notAllowed' });
    abort.signal.addEventListener('abort', () => reject(new CancelledError('closing')));
    const listener = list.changed.event(look);
    look();
    return promise.finally(() => listener.dispose());
  };
  const log = createMemoryLog();
  const background: Promise<unknown>[] = [];
  let id = 0;
  const context = { workspaceState, globalState: createMemento() };
  const services = {
    context,
    log,
    ids: { next: () => `n${++id}` },
    tasks: {
      ready: Promise.resolve(),
      finished,
      find: async (wanted: string) => {
        if (abort.signal.aborted) throw new Error('the store is closed');
        return list.all.get(wanted);
      },
      findNewest: async () => undefined,
      onDidChange: list.changed.event,
      claim: (name: string) => lock.tryAcquire(name),
    },
    generate: async ({ id: own, params }: GenerateRequest) => {
      if (params['text'] === 'refused') throw new Error('the day is over');
      const task = sampleTask(own ?? '?', { state: stateOf('running') });
      list.set(task);
      return task;
    },
    background: (work: Promise<unknown>) => background.push(work.catch(() => undefined)),
  };
  const close = (): void => {
    abort.abort();
    lock.crash();
  };
  return { services: services as never, context, log, close };
}

function start() {
  const { fs, files } = createEditorFiles();
  editor.fs = fs;
  const list = createList();
  const locks = createMemoryLocks();
  const window = openWindow(list, locks);
  const joined = (): string[] => [...files.keys()].filter(uri => uri.includes('talk'));
  const kept = (): number => Object.keys(keptJoins(window.context.workspaceState)).length;
  return { files, list, locks, window, joined, kept };
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await setImmediate();
};
const order = (text: string): GenerateRequest => ({ kind: 'speech', params: { text } });
const talk = { name: 'talk', isTold: true };

/** Orders three parts; n1 names the join, n2 to n4 the parts. */
function orderThree({ services }: { services: never }, words = ['one', 'two', 'three']) {
  return runJoined(services, words.map(order), nowhere, talk);
}

describe('recordings that are to become one file', () => {
  restoreTrust({ after });

  beforeEach(() => {
    editor.said.length = 0;
    editor.commands.length = 0;
    editor.inputs.length = 0;
    editor.informationAnswer = undefined;
    editor.isTrusted = true;
    editor.workspaceFolders = [{ uri: Uri.parse('file:///w') }];
  });

  test('are joined when all are saved, told of with the file, and forgotten', async () => {
    const { list, window, files, joined, kept } = start();
    editor.informationAnswer = 'Open';
    const run = orderThree(window);
    await settled();
    assert.equal(kept(), 1);
    for (const [at, id] of ['n2', 'n3', 'n4'].entries()) list.save(id, 100 * (at + 1), files);
    assert.deepEqual(
      (await run).map(({ id }) => id),
      ['n2', 'n3', 'n4'],
    );
    await settled();
    assert.deepEqual(joined(), ['file:///w/talk.wav']);
    assert.equal(kept(), 0);
    assert.deepEqual(editor.said, ['All files are saved (3), and joined in file:///w/talk.wav.', 'Open']);
    assert.deepEqual(
      editor.commands.map(([command, uri]) => [command, String(uri)]),
      [['vscode.open', 'file:///w/talk.wav']],
    );
  });

  test('are joined by the window that is opened next, by one alone', async () => {
    const { list, locks, window, files, joined } = start();
    const run = orderThree(window).catch(() => undefined);
    await settled();
    list.save('n2', 100, files);
    window.close();
    await run;
    assert.deepEqual(joined(), []);
    const again = openWindow(list, locks, window.context.workspaceState);
    const other = openWindow(list, locks, window.context.workspaceState);
    await joinEarlier(again.services);
    await joinEarlier(other.services);
    await settled();
    list.save('n3', 100, files);
    list.save('n4', 100, files);
    await settled();
    assert.deepEqual(joined(), ['file:///w/talk.wav']);
    assert.equal(files.get('file:///w/talk.wav')?.length, makeWav(300).length);
    assert.equal(editor.said.length, 2);
    assert.deepEqual(keptJoins(window.context.workspaceState), {});
  });

  test('are not written twice where the window died right after it had written them', async () => {
    const { list, locks, window, files, joined } = start();
    const run = orderThree(window);
    await settled();
    const kept = { ...keptJoins(window.context.workspaceState) };
    for (const id of ['n2', 'n3', 'n4']) list.save(id, 100, files);
    await run;
    await window.context.workspaceState.update('joining', kept);
    window.close();
    await joinEarlier(openWindow(list, locks, window.context.workspaceState).services);
    await settled();
    assert.deepEqual(joined(), ['file:///w/talk.wav']);
  });

  test('wait for one that a person must bring to a good end first', async () => {
    const { list, window, files, joined, kept } = start();
    const run = orderThree(window);
    await settled();
    list.save('n2', 100, files);
    list.to('n3', stateOf('unsaved'));
    list.save('n4', 100, files);
    assert.equal((await run).length, 3);
    await settled();
    assert.match(editor.said.join(), /^Saved 2 of 3\. /);
    assert.deepEqual([joined(), kept()], [[], 1]);
    list.save('n3', 100, files);
    await settled();
    assert.deepEqual([joined(), kept()], [['file:///w/talk.wav'], 0]);
    assert.match(editor.said.at(-2) ?? '', /joined in .*talk\.wav/);
  });

  for (const [why, lose] of [
    ['failed for good', (list: List) => list.to('n3', failedForGood)],
    ['left the list', (list: List) => list.remove('n3')],
  ] as const)
    test(`are forgotten where one has ${why}; the others stay`, async () => {
      const { list, window, files, joined, kept } = start();
      const run = orderThree(window);
      await settled();
      list.save('n2', 100, files);
      lose(list);
      await settled();
      assert.equal(kept(), 0);
      list.save('n4', 100, files);
      await run;
      await settled();
      assert.deepEqual(joined(), []);
      assert.deepEqual([...files.keys()], ['file:///w/n2.wav', 'file:///w/n4.wav']);
      assert.equal(editor.said.length, 1);
    });

  test('those that were ordered before one was refused are told of, and nothing is joined', async () => {
    const { list, window, files, joined, kept } = start();
    const run = orderThree(window, ['one', 'refused', 'three']);
    const refused = assert.rejects(run, /the day is over/);
    await settled();
    list.save('n2', 100, files);
    await refused;
    await settled();
    assert.deepEqual([joined(), kept()], [[], 0]);
    assert.deepEqual(editor.said, ['All files are saved (1).']);
  });

  test('their place is kept as the text moves, but not once they are forgotten', async () => {
    const memento = createMemento();
    const place = { document: 'file:///w/a.md', line: 1, character: 0 };
    const join = { ...talk, parts: ['n2'], place };
    await keepJoin(memento, 'n1', join);
    await moveJoin(memento, 'n1', { ...place, line: 4 });
    assert.deepEqual(keptJoins(memento), { n1: { ...join, place: { ...place, line: 4 } } });
    await forgetJoin(memento, 'n1');
    await moveJoin(memento, 'n1', place);
    assert.deepEqual(keptJoins(memento), {});
  });

  test('code is told nothing', async () => {
    const { list, window, files, joined } = start();
    const run = runJoined(window.services, [order('one'), order('two')], nowhere, {
      ...talk,
      isTold: false,
    });
    await settled();
    for (const id of ['n2', 'n3']) list.save(id, 100, files);
    await run;
    await settled();
    assert.equal(joined().length, 1);
    assert.deepEqual(editor.said, []);
  });

  test('are found again by the content of the file that they became', async () => {
    const { list, window, files } = start();
    const run = orderThree(window);
    await settled();
    for (const [at, id] of ['n2', 'n3', 'n4'].entries()) list.save(id, 100 * (at + 1), files);
    await run;
    const content = files.get('file:///w/talk.wav') ?? new Uint8Array();
    const hash = createSha256();
    hash.update(content);
    assert.deepEqual(joinedFile(window.context.globalState, hash.digest())?.parts, ['n2', 'n3', 'n4']);
    files.set('other:///w/renamed.wav', content);
    const ask = provenanceCommand(window.services)['apiInOne.whatMadeThisFile'];
    const parts = (await ask('other:///w/renamed.wav')) as { id: string }[];
    assert.deepEqual(
      parts.map(({ id }) => id),
      ['n2', 'n3', 'n4'],
    );
    files.set('other:///w/renamed.wav', makeWav(7));
    assert.equal(await ask('other:///w/renamed.wav'), undefined);
  });
});
