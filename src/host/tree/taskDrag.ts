/** Dragging tasks out of the list: into documents as results, elsewhere as the files that they are. */
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
    // With files among the declared types VS Code opens them where they are dropped, unless Shift is held.
    dragMimeTypes: [assetMime],
    dropMimeTypes: [],
    handleDrag(nodes, dataTransfer) {
      const tasks = nodes.flatMap(node => ('id' in node ? (find(node.id) ?? []) : []));
      const saved = tasks.filter(task => savedUris(task).length > 0);
      if (saved.length === 0) return;
      const refs = writeAssetRefs(saved.map(({ id }) => ({ task: id })));
      dataTransfer.set(assetMime, new vscode.DataTransferItem(refs));
      const uris = saved.flatMap(savedUris).map(String).join('\r\n');
      dataTransfer.set('text/uri-list', new vscode.DataTransferItem(uris));
    },
  };
}
