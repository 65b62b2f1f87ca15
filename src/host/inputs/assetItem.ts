/** A saved file in a list to choose from. */
import * as vscode from 'vscode';
import type { Task } from '../../core/tasks/task.ts';
import type { OutputSnapshot } from '../../shared/views.ts';
import { plain } from '../present.ts';
import { ageText, kindIcons } from '../words.ts';

export interface ChosenAsset {
  readonly task: Task;
  readonly output: OutputSnapshot & { readonly uri: string };
}

export interface AssetItem extends vscode.QuickPickItem {
  readonly chosen: ChosenAsset;
}

/** One of a task's files as a row to choose it by. */
export function assetItem(task: Task, output: ChosenAsset['output']): AssetItem {
  const uri = vscode.Uri.parse(output.uri);
  const size = output.width === undefined ? '' : ` · ${output.width} × ${output.height}`;
  return {
    label: `$(${kindIcons[task.kind]}) ${plain(vscode.workspace.asRelativePath(uri), 120)}`,
    description: `${ageText(Date.now() - task.updatedAt)}${size}`,
    detail: plain(task.title, 160),
    chosen: { task, output },
  };
}
