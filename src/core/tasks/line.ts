import type { Kind } from '../../shared/views.ts';
import { InputError } from '../errors.ts';
import type { Clock, Lock } from '../ports.ts';
import type { Applied, Ledger } from './ledger.ts';
import type { Outcome } from './outcome.ts';
import { lineOf, rankBetween, rankOf } from './rank.ts';
import type { Task } from './task.ts';

/** The person's rules for what waits. Asked each time, so that a change counts at once; tell the engine by `wake`. */
export interface LineRules {
  /** Nothing new is sent; what is at the service is still watched and stored. */
  readonly isPaused: () => boolean;
  /** How many tasks of a kind may be at the service at once; undefined for as many as the request limit allows. */
  readonly limitOf: (kind: Kind) => number | undefined;
}

export const noRules: LineRules = { isPaused: () => false, limitOf: () => undefined };

/** Where a queued task is moved to: one place, the front, the end, or right before another one. */
export type LineMove = 'up' | 'down' | 'front' | 'end' | { readonly before: string };

/** What a queued task waits for. */
export type Waiting =
  | { readonly reason: 'paused' | 'denied' | 'offline' | 'broken' | 'limited' }
  /** As many of its kind as the person allows are at the service. */
  | { readonly reason: 'kind'; readonly limit: number }
  /** Its turn; 1 is next. */
  | { readonly reason: 'turn'; readonly place: number };

/** The waiting line of this machine, as the ledger has it. */
export interface Line {
  /** Whether the person's rules let a queued task go, as far as this window knows. */
  mayBegin(id: string): boolean;
  /**
   * `submitStarted` on a task, where a limit of its kind still has room for it on all windows; undefined where it has
   * none. Rejects with StorageError `ledger`.
   */
  begin(id: string): Promise<Applied | undefined>;
  /** What the task waits for; undefined for one that is not queued. */
  waitingOf(task: Task): Waiting | undefined;
  /** Gives a queued task another place. InputError `id` for a task that does not wait. */
  move(id: string, to: LineMove): Promise<Task>;
}

export interface LineParts {
  readonly ledger: Ledger;
  readonly lock: Lock;
  readonly clock: Clock;
  readonly rules: LineRules;
  /** How the last request to the live service ended. */
  readonly outcome: () => Outcome;
}

const like = ({ service, kind }: Task): string => `${service} ${kind}`;

function isAtService({ state }: Task): boolean {
  return state.status === 'submitting' || state.status === 'running';
}

function countLike(tasks: readonly Task[], task: Task): number {
  return tasks.filter(other => other.id !== task.id && isAtService(other) && like(other) === like(task))
    .length;
}

/** What is worked out of the whole list, until it changes. */
interface Read {
  readonly tasks: readonly Task[];
  readonly places: ReadonlyMap<string, number>;
  readonly atService: ReadonlyMap<string, number>;
}

function read(tasks: readonly Task[]): Read {
  const atService = new Map<string, number>();
  for (const task of tasks.filter(isAtService)) {
    atService.set(like(task), (atService.get(like(task)) ?? 0) + 1);
  }
  return { tasks, atService, places: new Map(lineOf(tasks).map((task, i) => [task.id, i + 1])) };
}

function placeIn(rest: readonly Task[], at: number, to: LineMove): number {
  if (to === 'up') return Math.max(0, at - 1);
  if (to === 'down') return Math.min(rest.length, at + 1);
  if (to === 'front') return 0;
  if (to === 'end') return rest.length;
  const target = rest.findIndex(({ id }) => id === to.before);
  return target < 0 ? at : target;
}

function notAllowed(): InputError {
  return new InputError({ field: 'id', rule: 'notAllowed' });
}

async function beginWithin(parts: LineParts, task: Task, limit: number): Promise<Applied | undefined> {
  const { ledger, lock } = parts;
  // One at a time in all windows: two that count at the same moment would both find room.
  const turn = await lock.tryAcquire(`line-${task.service}-${task.kind}`);
  if (turn === undefined) return undefined;
  try {
    const isFull = countLike(await ledger.readOpen(), task) >= limit;
    return isFull ? undefined : await ledger.apply(task.id, { type: 'submitStarted' });
  } finally {
    turn.dispose();
  }
}

async function move({ ledger }: LineParts, id: string, to: LineMove): Promise<Task> {
  const line = lineOf(await ledger.readOpen());
  const at = line.findIndex(task => task.id === id);
  const task = line[at];
  if (task === undefined) throw notAllowed();
  const rest = line.filter(other => other !== task);
  const place = placeIn(rest, at, to);
  if (place === at) return task;
  const [before, after] = [rest[place - 1], rest[place]].map(other => other && rankOf(other));
  const moved = await ledger.apply(id, { type: 'ranked', rank: rankBetween(before, after) });
  if (moved.task === undefined || !moved.hasChanged) throw notAllowed();
  return moved.task;
}

/** What keeps a queued task that no rule of the person's is about. */
function troubleOf({ clock, outcome }: LineParts, { service, state }: Task): Waiting | undefined {
  const ended = outcome();
  if (service === 'live' && ended !== 'ok') return { reason: ended };
  const isLater = state.status === 'queued' && (state.notBefore ?? 0) > clock.now();
  return isLater ? { reason: 'limited' } : undefined;
}

export function createLine(parts: LineParts): Line {
  const { ledger, rules } = parts;
  let known: Read | undefined;

  function now(): Read {
    const tasks = ledger.all();
    if (known?.tasks !== tasks) known = read(tasks);
    return known;
  }

  /** The limit that holds the task back. */
  function fullAt(task: Task): number | undefined {
    const limit = rules.limitOf(task.kind);
    if (limit === undefined) return undefined;
    return (now().atService.get(like(task)) ?? 0) >= limit ? limit : undefined;
  }

  return {
    mayBegin(id) {
      const task = ledger.get(id);
      return !rules.isPaused() && (task === undefined || fullAt(task) === undefined);
    },
    async begin(id) {
      const task = ledger.get(id);
      const limit = task && rules.limitOf(task.kind);
      if (task === undefined || limit === undefined) return ledger.apply(id, { type: 'submitStarted' });
      return beginWithin(parts, task, limit);
    },
    waitingOf(task) {
      if (task.state.status !== 'queued') return undefined;
      if (rules.isPaused()) return { reason: 'paused' };
      const trouble = troubleOf(parts, task);
      if (trouble !== undefined) return trouble;
      const limit = fullAt(task);
      if (limit !== undefined) return { reason: 'kind', limit };
      return { reason: 'turn', place: now().places.get(task.id) ?? 1 };
    },
    move: (id, to) => move(parts, id, to),
  };
}
