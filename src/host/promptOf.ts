/** The words that a task was made from. */
import type { Task } from '../core/tasks/task.ts';

/** The prompt, lyrics or lines of a dialogue; the title where there are none. */
export function promptOf(task: Task): string {
  const { prompt, gpt_description_prompt: idea, dialogue } = task.request;
  if (typeof prompt === 'string') return prompt;
  if (typeof idea === 'string') return idea;
  if (!Array.isArray(dialogue)) return task.title;
  return dialogue.map(line => (line as { text?: unknown }).text).join('\n');
}
