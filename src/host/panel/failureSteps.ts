/** Failures as the page shows them, with buttons; what a button does stays here. */
import { isError } from '../../core/errors.ts';
import type { ErrorView } from '../../shared/rpc.ts';
import { describeAny, type NextStep } from '../describe.ts';
import { fullText, takeStep } from '../present.ts';

const mostKept = 20;

export interface FailureSteps {
  /** How a failure reaches the page; a cancellation is the person's own and shows nothing. */
  toView(e: unknown): ErrorView;
  /** Does what a button of an earlier failure says; nothing where nobody remembers it. */
  take(ref: string, step: number): Promise<void>;
}

/** Makes it. */
export function createFailureSteps(): FailureSteps {
  const kept = new Map<string, readonly NextStep[]>();
  let count = 0;
  const keep = (steps: readonly NextStep[]): string => {
    count += 1;
    kept.set(`e${count}`, steps);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return `e${count}`;
  };
  return {
    toView(e) {
      const description = describeAny(e);
      const message = fullText(description);
      if (isError(e, 'cancelled')) return { message, kind: 'cancelled' };
      const { nextSteps } = description;
      const steps =
        nextSteps.length === 0 ? {} : { steps: nextSteps.map(s => s.title), ref: keep(nextSteps) };
      return isError(e, 'input')
        ? { message, field: e.field.split(/[.[]/)[0] ?? e.field, ...steps }
        : { message, ...steps };
    },
    async take(ref, step) {
      const found = kept.get(ref)?.[step];
      if (found !== undefined) await takeStep(found);
    },
  };
}
