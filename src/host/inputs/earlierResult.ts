/** The address that the service itself gave the very same file earlier: nothing has to leave this computer. */
import type { ApiClient } from '../../core/api/types.ts';
import { errorText, isError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Task } from '../../core/tasks/task.ts';
import { type AddressCheck, answersWithFile } from './answers.ts';
import type { InputAddress, LocalInput } from './types.ts';

export interface EarlierParts extends AddressCheck {
  readonly tasks: readonly Task[];
  readonly service: Task['service'];
  readonly client: ApiClient;
  readonly log: Log;
}

/** Results that are asked for at most: each is a request. */
const maxTried = 3;

interface Candidate {
  readonly url: string;
  readonly taskId: string | undefined;
  readonly index: number;
}

/** By content: a file may have been renamed since, or edited under its old name. Newest first. */
function candidatesFor(parts: EarlierParts, file: LocalInput): Candidate[] {
  return parts.tasks.flatMap(task => {
    if (task.service !== parts.service || !('outputs' in task.state)) return [];
    const { outputs, urls, taskId } = task.state;
    return outputs.flatMap((output, index) => {
      const url = urls[index];
      return output?.sha256 === file.sha256 && url !== undefined ? [{ url, taskId, index }] : [];
    });
  });
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

/** An address that hands out `file` now; undefined where no result of it is left. */
export async function earlierResult(
  parts: EarlierParts,
  file: LocalInput,
  signal: AbortSignal,
): Promise<InputAddress | undefined> {
  const expected = { bytes: file.content.length, signal };
  for (const candidate of candidatesFor(parts, file).slice(0, maxTried)) {
    if (await answersWithFile(parts, candidate.url, expected))
      return { url: candidate.url, way: 'earlierResult' };
    const fresh = await freshUrl(parts, candidate, signal);
    if (fresh !== undefined && fresh !== candidate.url && (await answersWithFile(parts, fresh, expected)))
      return { url: fresh, way: 'earlierResult' };
  }
  return undefined;
}
