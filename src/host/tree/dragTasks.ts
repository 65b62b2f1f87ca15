/** Waiting tasks of the list are dragged to another place in the line. */
import * as vscode from 'vscode';
import { views } from '../contributions.ts';

const mime = `application/vnd.code.tree.${views.tasks.toLowerCase()}`;

export interface DragParts<Node> {
  /** The id of a task that waits; undefined for every other row. */
  waitingId(node: Node): string | undefined;
  moveBefore(id: string, before: string): PromiseLike<unknown>;
  background(work: PromiseLike<unknown>): void;
}

/** One task at a time: where several would go, only the person can say. */
export function createDragController<Node>(parts: DragParts<Node>): vscode.TreeDragAndDropController<Node> {
  return {
    dragMimeTypes: [mime],
    dropMimeTypes: [mime],
    handleDrag([node], data) {
      const id = node === undefined ? undefined : parts.waitingId(node);
      if (id !== undefined) data.set(mime, new vscode.DataTransferItem(id));
    },
    handleDrop(target, data) {
      const id: unknown = data.get(mime)?.value;
      const before = target === undefined ? undefined : parts.waitingId(target);
      if (typeof id === 'string' && before !== undefined && id !== before)
        parts.background(parts.moveBefore(id, before));
    },
  };
}
