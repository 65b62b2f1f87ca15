/** Several recordings become one file as soon as all of them are saved, also when the window is reloaded meanwhile. */
import { InputError, isError } from '../../core/errors.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import type { GenerateRequest } from '../../shared/views.ts';
import { type FollowedOrigin, followPlace } from '../editor/followPlace.ts';
import type { Origin } from '../origin.ts';
import { orderMany, tellMany } from '../runMany.ts';
import type { Services } from '../services.ts';
import { keepPlace, originAt, placeOf } from '../tellWhenDone.ts';
import { noteJoined } from './joinedFiles.ts';
import { type JoinedSound, joinRecordings } from './joinRecordings.ts';
import { forgetJoin, type KeptJoin, keepJoin, keptJoins, moveJoin } from './keptJoins.ts';
import { endOf, savedPart } from './savedPart.ts';
import { tellJoined } from './tellJoined.ts';

/** One that is under way in this window. */
interface Joining {
  readonly services: Services;
  readonly id: string;
  readonly join: KeptJoin;
  readonly place: FollowedOrigin;
  /** Whether nobody was told yet of what became of the parts. */
  readonly isNews: boolean;
}

/** Of the windows of one folder one alone joins; its end frees the others. */
const claimJoining = ({ tasks }: Services, id: string): Promise<Disposable | undefined> =>
  tasks.claim(`join-${id}`);

async function savedParts({ services, join }: Joining): Promise<readonly Task[]> {
  const waiting = new AbortController();
  const parts = join.parts.map(async id => {
    const part = await savedPart(services.tasks, id, waiting.signal);
    // The others need not be waited for.
    if (part === undefined) throw new InputError({ field: 'id', rule: 'notAllowed' });
    return part;
  });
  return Promise.all(parts).finally(() => waiting.abort());
}

async function joinNow(
  { services, join }: Joining,
  parts: readonly Task[],
): Promise<JoinedSound | undefined> {
  const { context, log } = services;
  try {
    const whole = await joinRecordings(parts, join.name);
    if (whole !== undefined)
      await noteJoined(context.globalState, whole.sha256, { parts: join.parts, atMs: Date.now() });
    return whole;
  } catch (e) {
    // The parts are there, whatever becomes of this.
    log.error('the recordings could not be joined', e);
    return undefined;
  }
}

/** The parts, all saved, and what they became; undefined where they cannot be joined. */
interface Joined {
  readonly parts: readonly Task[];
  readonly whole: JoinedSound | undefined;
}

/** Undefined where it was given up. Rejects with CancelledError when the window ends: it stays to be joined then. */
async function joinOnceSaved(joining: Joining): Promise<Joined | undefined> {
  const { services, id } = joining;
  const { workspaceState } = services.context;
  try {
    const parts = await savedParts(joining);
    const whole = await joinNow(joining, parts);
    await forgetJoin(workspaceState, id);
    return { parts, whole };
  } catch (e) {
    if (!isError(e, 'input')) throw e;
    await forgetJoin(workspaceState, id);
    return undefined;
  }
}

async function tell({ services, join, place }: Joining, joined: Joined | undefined): Promise<void> {
  if (joined === undefined || !join.isTold) return;
  const { parts, whole } = joined;
  if (whole === undefined) tellMany(services, parts);
  else await tellJoined(services, whole, parts.length, place);
}

/** Waits for the parts' end and tells of it; what a person must bring to a good end first is joined later. */
async function seeThrough(joining: Joining, claim: Disposable | undefined): Promise<readonly Task[]> {
  const { services, id, join, place, isNews } = joining;
  const keeping = keepPlace(services, place, at => moveJoin(services.context.workspaceState, id, at));
  const work = joinOnceSaved(joining).finally(() => {
    keeping.dispose();
    claim?.dispose();
  });
  services.background(work.then(joined => tell(joining, joined)).finally(() => place.dispose()));
  const ends = await Promise.all(join.parts.map(part => endOf(services.tasks, part)));
  const done = ends.filter(end => end !== undefined);
  if (done.length === ends.length && done.every(({ state }) => state.status === 'saved')) await work;
  else if (join.isTold && isNews && done.length > 0) tellMany(services, done);
  return done;
}

export interface JoinRequest {
  /** Of the file that the parts become, without extension. */
  readonly name: string;
  readonly isTold: boolean;
}

/**
 * Orders all parts, and joins them when they are saved. Resolves with those that are in the list at their end, joined
 * where all are saved. What could not be ordered is thrown, once the others have ended and are told of.
 */
export async function runJoined(
  services: Services,
  requests: readonly GenerateRequest[],
  origin: Origin,
  { name, isTold }: JoinRequest,
): Promise<readonly Task[]> {
  const { workspaceState } = services.context;
  const id = services.ids.next();
  const place = followPlace(origin);
  // Known before they are ordered: a window that ends in between leaves nothing unsaid.
  const own = requests.map(request => ({ ...request, id: services.ids.next() }));
  const join: KeptJoin = { name, isTold, parts: own.map(request => request.id), place: placeOf(origin) };
  const claim = await claimJoining(services, id);
  try {
    await keepJoin(workspaceState, id, join);
    const { begun, failure } = await orderMany(services, own, origin);
    if (failure === undefined) return await seeThrough({ services, id, join, place, isNews: true }, claim);
    await forgetJoin(workspaceState, id);
    const done = await Promise.all(begun.map(part => endOf(services.tasks, part.id)));
    if (isTold && done.length > 0)
      tellMany(
        services,
        done.filter(end => end !== undefined),
      );
    throw failure.cause;
  } catch (e) {
    claim?.dispose();
    place.dispose();
    throw e;
  }
}

async function joinAgain(services: Services, id: string, join: KeptJoin): Promise<void> {
  const claim = await claimJoining(services, id);
  if (claim === undefined) return;
  const parts = await Promise.all(join.parts.map(part => services.tasks.find(part)));
  const isNews = parts.some(part => part !== undefined && activeStatuses.has(part.state.status));
  const place = followPlace(originAt(join.place));
  await seeThrough({ services, id, join, place, isNews }, claim);
}

/** Goes on with what an earlier life of this window was to join. */
export async function joinEarlier(services: Services): Promise<void> {
  await services.tasks.ready;
  const kept = Object.entries(keptJoins(services.context.workspaceState));
  for (const [id, join] of kept) services.background(joinAgain(services, id, join));
}
