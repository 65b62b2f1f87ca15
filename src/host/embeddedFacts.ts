/** What files say of themselves, where the person wants it. */
import * as vscode from 'vscode';
import { type EmbeddedFacts, publicParameters } from '../core/assets/metadata/facts.ts';
import type { Task } from '../core/tasks/task.ts';
import { readSetting } from './settings.ts';

/** Undefined where files are to be as they came. */
export function embeddedFacts(task: Task): EmbeddedFacts | undefined {
  const resource = task.workspace === undefined ? undefined : vscode.Uri.parse(task.workspace);
  if (!readSetting('apiInOne.metadata.embed', resource) || !('taskId' in task.state)) return undefined;
  const { taskId } = task.state;
  if (taskId === undefined) return undefined;
  const { prompt } = task.request;
  return {
    prompt: typeof prompt === 'string' ? prompt : undefined,
    model: task.model,
    taskId,
    parameters: publicParameters(task.request),
  };
}
