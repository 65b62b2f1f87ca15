/** Waiting tasks of the list are dragged to another place in the line, finished ones into documents. */
import * as vscode from 'vscode';
import type { LineMove } from '../../core/tasks/line.ts';
import { assetMime, writeAssetRefs } from '../../shared/assetTransfer.ts';
import { views } from '../contributions.ts';

const mime = `application/vnd.code.tree.${views.tasks.toLowerCase()}`;

export interface DragParts<Node> {
  /** The id of a task that waits; undefined for every other row. */
  waitingId(node: Node): string | undefined;
  /** The id of a task that has saved files. */
  savedId(node: Node): string | undefined;
  /** Whether the task of this id still waits. */
  isWaiting(id: string): boolean;
  /** A row of a task; others are groups. */
  isTask(node: Node): boolean;
  move(id: string, to: LineMove): PromiseLike<unknown>;
  background(work: PromiseLike<unknown>): void;
}

/** In the line one task at a time: where several would go, only the person can say. */
export function createDragController<Node>(parts: DragParts<Node>): vscode.TreeDragAndDropController<Node> {
  return {
    // Not as files too: those VS Code opens where they are dropped, unless Shift is held, and asks no provider.
    dragMimeTypes: [mime, assetMime],
    dropMimeTypes: [mime],
    handleDrag(nodes, data) {
      const [node] = nodes;
      const id = node === undefined ? undefined : parts.waitingId(node);
      if (id !== undefined) data.set(mime, new vscode.DataTransferItem(id));
      const refs = nodes.flatMap(n => parts.savedId(n) ?? []).map(task => ({ task }));
      if (refs.length > 0) data.set(assetMime, new vscode.DataTransferItem(writeAssetRefs(refs)));
    },
    handleDrop(target, data) {
      const id: unknown = data.get(mime)?.value;
      if (typeof id !== 'string' || !parts.isWaiting(id)) return;
      // A group, or the room below all rows: behind the last one.
      const before = target === undefined || !parts.isTask(target) ? 'end' : parts.waitingId(target);
      if (before === 'end') parts.background(parts.move(id, 'end'));
      else if (before !== undefined && before !== id) parts.background(parts.move(id, { before }));
    },
  };
}
