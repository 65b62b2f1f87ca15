/** What forgotten tasks cost, in the file ledger. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Bill, billOf } from '../../core/tasks/spending.ts';
import type { Task } from '../../core/tasks/task.ts';
import { RecordFiles } from './recordFiles.ts';

/** Bills of forgotten tasks, a file each. */
export class BillFiles {
  readonly #folder: string;

  /** In a folder of their own in `folder`, made with the first of them. All methods throw what the disk says. */
  constructor(folder: string) {
    this.#folder = path.join(folder, 'spent');
  }

  keep(task: Task): void {
    const bill = billOf(task);
    if (bill === undefined) return;
    const files = new RecordFiles(this.#folder);
    files.create(files.stem(task.id), 0, JSON.stringify(bill));
  }

  /** The task is there again. */
  drop(id: string): void {
    if (!existsSync(this.#folder)) return;
    const files = new RecordFiles(this.#folder);
    files.remove(files.stem(id), [0]);
  }

  all(): Bill[] {
    if (!existsSync(this.#folder)) return [];
    const files = new RecordFiles(this.#folder);
    return [...files.list().keys()].flatMap(stem => {
      const text = files.read(stem, 0);
      return text === undefined ? [] : (parseBill(text) ?? []);
    });
  }
}

function parseBill(text: string): Bill | undefined {
  try {
    const bill = JSON.parse(text) as Bill;
    return Number.isFinite(bill.orderedAt) && Number.isFinite(bill.credits) ? bill : undefined;
  } catch {
    return undefined;
  }
}
