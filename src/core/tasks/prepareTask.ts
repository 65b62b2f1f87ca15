/** From a checked request to the facts of a task: what is sent, what it is called, where its files will lie. */
import type { OutputPlan } from '../assets/types.ts';
import { promptText } from '../catalogue/roles.ts';
import { type BuiltRequest, endpoints } from '../catalogue/types.ts';
import type { TaskFacts, TaskInput } from './task.ts';

const titleLimit = 200;

const nonEmpty = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** The file name at the end of a URL, as a title for tools that take no prompt. */
function fileNameOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const url = nonEmpty(body['image']) ?? nonEmpty(body['video']);
  if (url === undefined || !URL.canParse(url)) return undefined;
  const name = new URL(url).pathname.split('/').pop() ?? '';
  try {
    return nonEmpty(decodeURIComponent(name));
  } catch {
    return nonEmpty(name);
  }
}

/** What people will know the task by: its prompt, else what it is made from. */
export function titleOf(request: BuiltRequest): string {
  const { body, choice } = request;
  const title = promptText(choice, body) ?? fileNameOf(body) ?? choice.spec.label;
  return [...title.replace(/\s+/g, ' ')].slice(0, titleLimit).join('');
}

export interface TaskContext {
  readonly id: string;
  readonly service: 'live' | 'sandbox';
  /** The live service's address. */
  readonly baseUrl: string | undefined;
  readonly output: OutputPlan | undefined;
  readonly workspace: string | undefined;
  readonly parent: string | undefined;
  readonly source: string | undefined;
  readonly batch: string | undefined;
  readonly inputs: readonly TaskInput[];
  readonly nowMs: number;
}

/** The facts under which the ledger keeps the request. */
export function prepareTask(request: BuiltRequest, context: TaskContext): TaskFacts {
  const { spec } = request.choice;
  return {
    id: context.id,
    kind: spec.kind,
    model: spec.slug,
    title: titleOf(request),
    service: context.service,
    ...(context.baseUrl === undefined ? {} : { baseUrl: context.baseUrl }),
    path: endpoints[request.endpoint],
    request: request.body,
    output: context.output,
    expectedOutputs: request.expectedOutputs,
    workspace: context.workspace,
    ...(context.parent === undefined ? {} : { parent: context.parent }),
    ...(context.source === undefined ? {} : { source: context.source }),
    ...(context.batch === undefined ? {} : { batch: context.batch }),
    ...(context.inputs.length === 0 ? {} : { inputs: context.inputs }),
    createdAt: context.nowMs,
  };
}
