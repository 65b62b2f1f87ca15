/** The state of the request budget in a row that all windows share. */
import type { SharedFile } from './sharedFile.ts';

/** A budget's state: plain JSON apart from infinite numbers. */
export interface SharedBudgetStore {
  /**
   * One step that no window can come between: reads the state (undefined at first), keeps what `step` returns.
   * `step` is pure and may be called more than once. Rejects with StorageError `ledger`.
   */
  change<S>(step: (state: S | undefined) => S): Promise<S>;
}

const infinities: ReadonlyMap<unknown, number> = new Map([
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** JSON knows no infinite numbers and would make null of them. */
function encode(state: unknown): string {
  return JSON.stringify(state, (_key, value: unknown) =>
    value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? String(value) : value,
  );
}

function decode<S>(text: unknown): S | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text, (_key, value: unknown) => infinities.get(value) ?? value) as S;
  } catch {
    // Worth one fresh allowance, not a standstill.
    return undefined;
  }
}

/** A budget store over all windows of the machine; `shared` is not disposed with it. */
export function createSqliteBudgetStore(shared: SharedFile): SharedBudgetStore {
  return {
    change: step =>
      shared.transact(db => {
        const row = db.prepare("SELECT json FROM state WHERE name = 'budget'").get();
        const next = step(decode(row?.['json']));
        const json = encode(next);
        if (json !== row?.['json'])
          db.prepare("INSERT OR REPLACE INTO state (name, json) VALUES ('budget', ?)").run(json);
        return next;
      }),
  };
}
