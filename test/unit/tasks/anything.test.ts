/**
 * Whatever happens, in any order: windows come, go and die, folders open and close, the address changes, the network
 * and the machine sleep, the service and the disk fail, the person does this and that. Afterwards all is well again.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError, NetworkError, StorageError } from '../../../src/core/errors.ts';
import { activeStatuses, type Task } from '../../../src/core/tasks/task.ts';
import { isWaitingForProject } from '../../../src/core/tasks/taskError.ts';
import type { Kind } from '../../../src/shared/views.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { mostInMinute } from '../../support/mostInMinute.ts';
import { createRandom } from '../../support/seeded.ts';
import { createMachine, openWindow, type TaskWindow, taskFacts } from '../../support/taskWindow.ts';
import type { Fault } from '../../support/virtualService.ts';

const projects = ['file:///one', 'file:///two'] as const;
const addresses = ['https://one.example/api/v1', 'https://two.example/api/v1'] as const;
const chosen = 'file:///chosen';
const faults: readonly Fault[] = [
  ...(['refused', 'lostBefore', 'lostAfter', 'timeoutAfter', 'html'] as const),
  ...(['500', '500-done', '503', '429', '401'] as const),
];
/** Of the memory saver: what began while the folder was open may end. */
const downloadMs = 200;

interface Open extends TaskWindow {
  readonly folders: Set<string>;
  readonly closedAt: Map<string, number>;
}

/** One machine on which chance rules. */
function createWorld(seed: number) {
  const random = createRandom(seed);
  const clock = createMemoryClock();
  const machine = createMachine(clock, { sigma: 0.4, seed });
  const { service, disk } = machine;
  const live: { baseUrl: string } = { baseUrl: addresses[0] };
  const rules = { isPaused: false, limit: undefined as number | undefined };
  const line = { isPaused: () => rules.isPaused, limitOf: () => rules.limit };
  const windows: Open[] = [];
  const told: string[] = [];
  const sentAgain = new Map<string, number>();
  const removed = new Set<string>();
  let orders = 0;
  let badness = 0;
  let isNetBad = false;

  const chance = (p: number): boolean => random() < p;
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const wakeAll = (): void => {
    for (const { engine } of windows) engine.wake();
  };

  service.faultFor = () => (chance(badness) ? pick(faults) : undefined);

  function watchSaver(window: Open): void {
    window.saver.onSave = ({ folder }) => {
      const project = projects.find(root => folder.startsWith(`${root}/`));
      const isOpen = project === undefined || window.folders.has(project);
      const closedAt = project === undefined ? undefined : window.closedAt.get(project);
      if (!isOpen && !(closedAt !== undefined && clock.monotonic() - closedAt <= downloadMs))
        told.push(`saved into ${folder}, which is not open there`);
      if (isNetBad) throw new NetworkError({ sent: 'unknown', message: 'reset' });
    };
  }

  function open(...folders: readonly string[]): Open {
    const own = new Set(folders);
    const window = openWindow(machine, {
      folders: own,
      service: live,
      line,
      seed: Math.floor(random() * 1e6),
    });
    const opened: Open = { ...window, folders: own, closedAt: new Map() };
    watchSaver(opened);
    windows.push(opened);
    void opened.engine.start().catch(() => {});
    return opened;
  }

  function order(): void {
    const window = pick(windows);
    if (window === undefined) return;
    const id = `n${orders++}`;
    const workspace = pick([...window.folders, undefined]);
    const isSandbox = chance(0.1);
    const facts = taskFacts(id, {
      kind: pick<Kind>(['image', 'video']) ?? 'image',
      workspace,
      output: { folder: `${workspace ?? chosen}/out`, fileName: id },
      request: { ref: id, medianMs: pick([2000, 15_000, 120_000]) },
      createdAt: clock.now(),
      ...(isSandbox ? { service: 'sandbox' } : { baseUrl: live.baseUrl }),
      ...(chance(0.3) ? { batch: 'b' } : {}),
    });
    person(window.engine.create(facts));
  }

  /** What the person asks for may not fit: that is said, and nothing else comes of it. */
  function person(work: Promise<unknown>): void {
    work.catch((e: unknown) => {
      if (!isError(e, 'input') && !isError(e, 'cancelled') && !isError(e, 'storage')) told.push(String(e));
    });
  }

  function sendAgain(window: Open, { id, state }: Task): void {
    if (state.status !== 'unconfirmed') return;
    sentAgain.set(id, (sentAgain.get(id) ?? 0) + 1);
    person(window.engine.sendAgain(id));
  }

  function confirm(window: Open, { id }: Task): void {
    const found = [...service.tasks.values()].find(({ ref }) => ref === id);
    if (found !== undefined) person(window.engine.confirmWith(id, found.taskId));
  }

  function remove(window: Open, { id }: Task): void {
    const work = window.engine.remove([id]);
    person(work.then(() => removed.add(id)));
  }

  function act(): void {
    const window = pick(windows);
    const task = pick([...disk.tasks.values()]);
    if (window === undefined || task === undefined) return;
    const { engine } = window;
    const acts: readonly (() => void)[] = [
      () => person(engine.stopWatching(task.id)),
      () => person(engine.resume(task.id)),
      () => person(engine.retry(task.id)),
      () => person(engine.retry(task.id, { folder: `${chosen}/out`, fileName: task.id, isChosen: true })),
      () => person(engine.moveInLine(task.id, pick(['front', 'down', 'end'] as const) ?? 'front')),
      () => sendAgain(window, task),
      () => confirm(window, task),
      () => remove(window, task),
    ];
    pick(acts)?.();
  }

  function leave(window: Open | undefined, how: 'crash' | 'close'): void {
    if (window === undefined) return;
    windows.splice(windows.indexOf(window), 1);
    window[how]();
  }

  function toggleFolder(): void {
    const window = pick(windows);
    const project = pick(projects);
    if (window === undefined || project === undefined) return;
    if (window.folders.delete(project)) window.closedAt.set(project, clock.monotonic());
    else window.folders.add(project);
    window.engine.wake();
  }

  function toggleDisk(): void {
    const refuse = (): void => {
      throw new StorageError({ reason: 'ledger', message: 'full' });
    };
    disk.onWrite = disk.onWrite === undefined ? refuse : undefined;
  }

  function changeService(): void {
    live.baseUrl = pick(addresses) ?? live.baseUrl;
    wakeAll();
  }

  function changeRules(): void {
    rules.isPaused = chance(0.3);
    rules.limit = pick([undefined, 1, 2]);
    wakeAll();
  }

  /** Each as often as it stands here. */
  const events: readonly (() => void)[] = [
    ...[order, order, order, order, order, order, act, act, act],
    ...[toggleFolder, toggleFolder, changeService, changeRules],
    () => windows.length < 3 && open(...projects.filter(() => chance(0.6))),
    () => leave(pick(windows), 'crash'),
    () => leave(pick(windows), 'close'),
    () => {
      service.isOffline = !service.isOffline;
    },
    () => {
      badness = pick([0, 0, 0.2, 0.8]) ?? 0;
    },
    () => {
      isNetBad = !isNetBad;
    },
    toggleDisk,
    () => clock.jump(random() * 3 * 3_600_000),
  ];

  async function trouble(steps: number): Promise<void> {
    open(...projects);
    for (let i = 0; i < steps; i++) {
      pick(events)?.();
      await clock.advance(pick([0, 20, 120, 1000, 5000, 20_000]) ?? 0);
    }
  }

  /** A task of the other address rests until that one is back. */
  const isAtRest = ({ state, service: where, baseUrl }: Task): boolean =>
    (!activeStatuses.has(state.status) && !isWaitingForProject(state)) ||
    (where === 'live' && baseUrl !== live.baseUrl && !('urls' in state));

  async function mend(): Promise<void> {
    service.isOffline = false;
    badness = 0;
    isNetBad = false;
    disk.onWrite = undefined;
    Object.assign(rules, { isPaused: false, limit: undefined });
    open(...projects);
    for (const baseUrl of addresses) {
      live.baseUrl = baseUrl;
      wakeAll();
      await clock.runUntil(() => [...disk.tasks.values()].every(isAtRest), 3 * 3_600_000);
    }
    // Whose task was taken from it while it waited for the network finds out after the longest of its waits.
    await clock.advance(600_000);
  }

  function end(): void {
    for (const window of windows.splice(0)) window.close();
  }
  return { clock, machine, told, sentAgain, removed, trouble, mend, end };
}

type World = ReturnType<typeof createWorld>;

/** Every task that the service has is in the ledger: under its id, or as one that nobody knows the end of. */
function checkMoney({ machine, sentAgain, removed }: World): void {
  const { disk } = machine;
  for (const { posts, tasks } of [machine.service, machine.sandbox]) {
    for (const [ref, count] of posts) {
      const ids = [...tasks.values()].filter(task => task.ref === ref).map(({ taskId }) => taskId);
      const again = sentAgain.get(ref) ?? 0;
      assert.ok(count <= 1 + again, `${ref} was bought ${count} times`);
      if (again > 0 || removed.has(ref)) continue;
      const state = disk.tasks.get(ref)?.state;
      assert.ok(state !== undefined, `${ref} was paid for and is forgotten`);
      const isKnown = 'taskId' in state && state.taskId !== undefined && ids.includes(state.taskId);
      assert.ok(isKnown || state.status === 'unconfirmed', `${ref} was paid for and is ${state.status}`);
    }
  }
}

async function live(seed: number): Promise<void> {
  const world = createWorld(seed);
  const { machine, clock } = world;
  await world.trouble(60);
  await world.mend();
  assert.deepEqual(world.told, []);
  checkMoney(world);
  for (const { id, state } of machine.disk.tasks.values())
    assert.notEqual(state.status, 'unsaved', `the result of ${id} was left behind`);
  const most = mostInMinute(machine.service.arrivals);
  assert.ok(most <= 58, `${most} requests in a minute`);
  assert.equal(clock.pending, 0, 'somebody still waits for something');
  world.end();
  assert.equal(clock.pending, 0);
  assert.equal(machine.locks.held.size, 0);
}

describe('whatever happens, in the end each task is at rest, bought once, known, and in its own project', () => {
  for (let seed = 1; seed <= 25; seed++) test(`life ${seed}`, () => live(seed));
});
