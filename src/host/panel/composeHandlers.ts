/** Answers the form's helpers: earlier prompts, presets, the request for a shell, a better prompt. */
import * as vscode from 'vscode';
import { curlCommand } from '../../core/api/curlCommand.ts';
import { buildRequest } from '../../core/catalogue/request.ts';
import { endpoints } from '../../core/catalogue/types.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { ComposeRequests, PresetsView, PromptView } from '../../shared/composeProtocol.ts';
import type { Draft } from '../../shared/protocol.ts';
import type { Handlers } from '../../shared/rpc.ts';
import { plain } from '../present.ts';
import { promptOf } from '../promptOf.ts';
import type { Services } from '../services.ts';
import { readBaseUrl } from '../settings.ts';
import { batchOf } from './batch.ts';
import { choiceOf, type FormServices, requestedValues } from './formView.ts';
import { improvePrompt } from './improvePrompt.ts';
import { createPresets } from './presets.ts';

const mostPrompts = 60;
const longestPrompt = 10_000;
/** Of tasks. Whoever ran the same prompt thousands of times finds older ones by their words. */
const pageSize = 200;
const mostPages = 20;

export interface ComposeHost {
  readonly services: Services;
  readonly form: FormServices;
  /** What the page posts, checked. */
  checkDraft(draft: unknown): Draft;
  folder(): vscode.Uri | undefined;
}

/** Adds prompts of `tasks` that hold all the words, each text once, until there are enough. */
function addPrompts(found: Map<string, PromptView>, tasks: readonly Task[], text: string): void {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  for (const task of tasks) {
    const prompt = promptOf(task).toWellFormed().slice(0, longestPrompt);
    if (prompt.trim() === '' || found.has(prompt) || Object.keys(task.request).length === 0) continue;
    const lower = prompt.toLocaleLowerCase();
    if (!words.every(word => lower.includes(word))) continue;
    found.set(prompt, {
      text: prompt,
      kind: task.kind,
      model: plain(task.model, 80),
      madeAt: task.createdAt,
    });
    if (found.size === mostPrompts) break;
  }
}

/** Earlier prompts that hold all the words, the latest first, each text once. */
export function promptViews(tasks: readonly Task[], text: string): readonly PromptView[] {
  const found = new Map<string, PromptView>();
  addPrompts(found, tasks, text);
  return [...found.values()];
}

/** The same out of the whole history, of which no more is read than it takes. */
export async function findPrompts(
  tasks: Pick<Services['tasks'], 'search'>,
  text: string,
): Promise<readonly PromptView[]> {
  const found = new Map<string, PromptView>();
  let before: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { tasks: more, next } = await tasks.search({ text, before, limit: pageSize });
    addPrompts(found, more, text);
    if (next === undefined || found.size === mostPrompts) break;
    before = next;
  }
  return [...found.values()];
}

/** Makes the handlers, but for the one of the failures' buttons. */
export function createComposeHandlers(host: ComposeHost): Handlers<Omit<ComposeRequests, 'takeStep'>> {
  const { services, form } = host;
  const presets = createPresets(services.context.globalState);
  const view = async (): Promise<PresetsView> => ({
    presets: await presets.list(host.folder()),
    hasWorkspace: host.folder() !== undefined,
  });
  return {
    prompts: async ({ text }) => ({ prompts: await findPrompts(services.tasks, String(text).slice(0, 500)) }),
    presets: view,
    savePreset: async preset => {
      await presets.save(preset, host.folder());
      return view();
    },
    deletePreset: async preset => {
      await presets.remove(preset, host.folder());
      return view();
    },
    copyCurl: async value => {
      // Of several the first: the one that the preview shows.
      const draft = host.checkDraft(value);
      const [first = draft] = batchOf(form, draft);
      const built = buildRequest(choiceOf(form, first), requestedValues(form, first));
      const url = `${readBaseUrl()}${endpoints[built.endpoint]}`;
      await vscode.env.clipboard.writeText(curlCommand(url, built.body));
      return undefined;
    },
    improvePrompt: async ({ kind, text }) => improvePrompt(services, kind, String(text)),
  };
}
