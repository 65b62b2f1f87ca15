/** Where a waiting task that is dragged goes in the line. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataTransfer } from 'vscode';
import type { LineMove } from '../../../src/core/tasks/line.ts';

const { createDragController } = await import('../../../src/host/tree/dragTasks.ts');

/** Rows are names; those in capitals are groups, `saved` has left the line. */
function start() {
  const moves: (readonly [string, LineMove])[] = [];
  const waiting = new Set(['a', 'b']);
  const controller = createDragController<string>({
    waitingId: node => (waiting.has(node) ? node : undefined),
    savedId: () => undefined,
    isWaiting: id => waiting.has(id),
    isTask: node => node !== node.toUpperCase(),
    move: async (id, to) => void moves.push([id, to]),
    background: () => {},
  });
  const data = new Map<string, unknown>() as unknown as DataTransfer;
  const drag = (node: string): void => void controller.handleDrag?.([node], data, undefined as never);
  const drop = (target: string | undefined): void =>
    void controller.handleDrop?.(target, data, undefined as never);
  return { moves, waiting, drag, drop };
}

describe('a waiting task that is dragged', () => {
  test('goes before the one that it is dropped on', () => {
    const { moves, drag, drop } = start();
    drag('b');
    drop('a');
    assert.deepEqual(moves, [['b', { before: 'a' }]]);
  });

  test('goes to the end on a group and below all rows', () => {
    const { moves, drag, drop } = start();
    drag('a');
    drop('IN PROGRESS');
    drop(undefined);
    assert.deepEqual(moves, [
      ['a', 'end'],
      ['a', 'end'],
    ]);
  });

  test('stays on itself, on what does not wait, and once it has been sent', () => {
    const { moves, waiting, drag, drop } = start();
    drag('a');
    drop('a');
    drop('saved');
    waiting.delete('a');
    drop('IN PROGRESS');
    assert.deepEqual(moves, []);
  });
});
