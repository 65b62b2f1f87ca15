/** Dragging tasks out of the list into documents. */
import * as vscode from 'vscode';
import type { Task } from '../../core/tasks/task.ts';
import { assetMime, writeAssetRefs } from '../../shared/assetTransfer.ts';
import { savedUris } from './taskItem.ts';

type DragNode = { readonly type: string } | { readonly type: 'task'; readonly id: string };

/** Nothing can be dropped on the list. */
export function createTaskDrag(
  find: (id: string) => Task | undefined,
): vscode.TreeDragAndDropController<DragNode> {
  return {
    // Not as files too: those VS Code opens where they are dropped, unless Shift is held, and asks no provider.
    dragMimeTypes: [assetMime],
    dropMimeTypes: [],
    handleDrag(nodes, dataTransfer) {
      const tasks = nodes.flatMap(node => ('id' in node ? (find(node.id) ?? []) : []));
      const saved = tasks.filter(task => savedUris(task).length > 0);
      if (saved.length === 0) return;
      const refs = writeAssetRefs(saved.map(({ id }) => ({ task: id })));
      dataTransfer.set(assetMime, new vscode.DataTransferItem(refs));
    },
  };
}
