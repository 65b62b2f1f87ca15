/** Prompts of the history, found by their words. */
import type { Task } from '../../core/tasks/task.ts';
import type { PromptView } from '../../shared/composeProtocol.ts';
import { plain } from '../present.ts';
import { promptOf } from '../promptOf.ts';
import type { Tasks } from '../tasks.ts';

const mostPrompts = 60;
const longestPrompt = 10_000;
/** Of tasks. Whoever ran the same prompt thousands of times finds older ones by their words. */
const pageSize = 200;
const mostPages = 20;

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
  tasks: Pick<Tasks, 'search'>,
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
