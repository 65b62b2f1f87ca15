/** The address that the service itself gave the very same file earlier: nothing has to leave this computer. */
import type { ApiClient } from '../../core/api/types.ts';
import { checkResultUrl } from '../../core/assets/resultUrl.ts';
import { errorText, isError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { TaskQuery } from '../../core/tasks/search.ts';
import type { Task } from '../../core/tasks/task.ts';
import { type AddressCheck, answersWithFile } from './answers.ts';
import type { InputAddress, LocalInput } from './types.ts';

export interface EarlierParts extends AddressCheck {
  /** The newest task that the query asks for, of all. */
  readonly findNewest: (query: TaskQuery) => Promise<Task | undefined>;
  readonly service: Task['service'];
  readonly client: ApiClient;
  readonly log: Log;
}

interface Candidate {
  readonly url: string;
  readonly taskId: string | undefined;
  readonly index: number;
}

/** By content: a file may have been renamed since, or edited under its old name. */
function candidateOf({ state }: Task, sha256: string): Candidate | undefined {
  if (!('outputs' in state)) return undefined;
  const index = state.outputs.findIndex(output => output?.sha256 === sha256);
  const url = state.urls[index];
  return url === undefined ? undefined : { url, taskId: state.taskId, index };
}

async function freshUrl(
  parts: EarlierParts,
  { taskId, index }: Candidate,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (taskId === undefined) return undefined;
  try {
    const remote = await parts.client.getTask(taskId, signal, 'person');
    return remote.phase === 'succeeded' ? remote.urls[index] : undefined;
  } catch (e) {
    if (isError(e, 'cancelled')) throw e;
    parts.log.debug(`no fresh address for an input: ${errorText(e)}`);
    return undefined;
  }
}

/** The service names these addresses: they are asked with the same care as when a result is fetched. */
function isFetchable(url: string, addresses: AddressCheck['addresses']): boolean {
  try {
    checkResultUrl(url, addresses === 'any' ? 'loopback' : 'public');
    return true;
  } catch {
    return false;
  }
}

/** An address that hands out `file` now; undefined where no result of it is left. */
export async function earlierResult(
  parts: EarlierParts,
  file: LocalInput,
  signal: AbortSignal,
): Promise<InputAddress | undefined> {
  const { sha256 } = file;
  const maker = await parts.findNewest({ service: parts.service, output: { sha256 } });
  const candidate = maker && candidateOf(maker, sha256);
  if (candidate === undefined) return undefined;
  const expected = { bytes: file.content.length, signal };
  const isLive = async (url: string): Promise<boolean> =>
    isFetchable(url, parts.addresses) && answersWithFile(parts, url, expected);
  const found = (url: string): InputAddress => ({ url, way: 'earlierResult' });
  if (await isLive(candidate.url)) return found(candidate.url);
  const fresh = await freshUrl(parts, candidate, signal);
  return fresh !== undefined && (await isLive(fresh)) ? found(fresh) : undefined;
}
