/** Which task's result a request is made from: whoever begins it, the file or the address says so. */
import type { Uri } from 'vscode';
import { storedOutputs } from '../core/tasks/search.ts';
import type { Task, TaskInput } from '../core/tasks/task.ts';
import type { Tasks } from './tasks.ts';

const isAddress = (text: string): boolean => /^https?:/i.test(text);

function addressesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return isAddress(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(addressesIn) : [];
}

function hasAddress(task: Task, addresses: ReadonlySet<string>): boolean {
  return storedOutputs(task).some(({ output }) => output.url !== undefined && addresses.has(output.url));
}

export interface Ingredients {
  readonly body: unknown;
  /** The files that addresses in it were made for. */
  readonly inputs: readonly TaskInput[];
  readonly source: Uri | undefined;
}

/** Local id of that task; of several inputs the first one's. Undefined where no result is among them. */
export async function findMaker(
  tasks: Pick<Tasks, 'findNewest' | 'tasks'>,
  { body, inputs, source }: Ingredients,
): Promise<string | undefined> {
  const files = [...(source === undefined ? [] : [source.toString()]), ...inputs.map(({ file }) => file)];
  for (const uri of new Set(files)) {
    const maker = await tasks.findNewest({ output: { uri } });
    if (maker !== undefined) return maker.id;
  }
  // A form that is kept over a reload holds the address alone.
  const addresses = new Set(addressesIn(body));
  return addresses.size === 0 ? undefined : tasks.tasks().find(task => hasAddress(task, addresses))?.id;
}
