/** What forgotten tasks and answers of the chat cost, in the file ledger. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Bill, billOf, type ChatBill } from '../../core/tasks/spending.ts';
import type { Task } from '../../core/tasks/task.ts';
import { RecordFiles } from './recordFiles.ts';

/** Bills without a task, a file each. */
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

  /** Writes what an answer took as the next revision of what stood there; nothing stays of one that was free. */
  note(bill: ChatBill): void {
    if (bill.credits <= 0) {
      this.drop(bill.id);
      return;
    }
    const files = new RecordFiles(this.#folder);
    const stem = files.stem(bill.id);
    const revisions = files.list([stem]).get(stem);
    const text = JSON.stringify(bill);
    if (revisions === undefined) files.create(stem, 0, text);
    else files.replace(stem, Math.max(...revisions) + 1, text);
  }

  /** The task is there again, or the answer was free. */
  drop(id: string): void {
    if (!existsSync(this.#folder)) return;
    const files = new RecordFiles(this.#folder);
    const stem = files.stem(id);
    files.remove(stem, files.list().get(stem) ?? []);
  }

  dropChatsBefore(ms: number): void {
    for (const { kind, orderedAt, id } of this.all()) if (kind === 'chat' && orderedAt < ms) this.drop(id);
  }

  all(): Bill[] {
    if (!existsSync(this.#folder)) return [];
    const files = new RecordFiles(this.#folder);
    return [...files.list()].flatMap(([stem, revisions]) => {
      const latest = files.readLatest(stem, Math.max(...revisions));
      return latest === undefined ? [] : (parseBill(latest.text) ?? []);
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
