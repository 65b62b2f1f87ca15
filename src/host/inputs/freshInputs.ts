/** Addresses of inputs run out: an order that is made again gets new ones for the files that it was made from. */
import { Uri } from 'vscode';
import type { Task, TaskInput } from '../../core/tasks/task.ts';
import type { Params } from '../../shared/views.ts';
import { inputUrlOf } from '../inputUrl.ts';
import type { Services } from '../services.ts';

/** Ways whose addresses live for a while only. */
const passing: ReadonlySet<string> = new Set(['earlierResult', 'bucket', 'command']);

function replaced(value: unknown, by: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return by.get(value) ?? value;
  if (Array.isArray(value)) return value.map(item => replaced(item, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, by)]));
}

const isPassing = ({ way }: TaskInput): boolean => passing.has(way);

/** `params` with new addresses for these. */
async function renewed(
  services: Services,
  params: Params,
  inputs: readonly TaskInput[],
): Promise<Params | undefined> {
  const fresh = new Map<string, string>();
  for (const { url, file, reduced } of inputs) {
    if (fresh.has(url)) continue;
    // Who has agreed to a smaller copy of a file is not asked again.
    const next = await inputUrlOf(services, Uri.parse(file), reduced === undefined ? 'ask' : 'agreed');
    if (next === undefined) return undefined;
    fresh.set(url, next);
  }
  return fresh.size === 0 ? params : (replaced(params, fresh) as Params);
}

/** `params` with addresses that answer. Undefined when the person gives up; rejects with InputFileError. */
export function withFreshInputs(services: Services, task: Task, params: Params): Promise<Params | undefined> {
  return renewed(services, params, (task.inputs ?? []).filter(isPassing));
}

/** Enough for an order to be sent, and for the service to read what it is made from. */
const marginMs = 5 * 60_000;

/** The same for values out of a form that was open for long: what still leads there is left as it is. */
export async function withLivingInputs(services: Services, params: Params): Promise<Params | undefined> {
  const used = services.inputs.usedIn(params);
  const alive = await Promise.all(used.map(input => services.inputs.isAlive(input, Date.now() + marginMs)));
  return renewed(
    services,
    params,
    used.filter((_, at) => alive[at] === false),
  );
}
