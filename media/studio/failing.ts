/** What failed, in words, with what can be done about it. */
import { RemoteError } from '../../src/shared/rpc.ts';
import type { Word } from './controls/control.ts';
import type { Step } from './failure.ts';
import type { Host } from './host.ts';

export type Fail = (e: unknown) => void;

/** What the person called off themselves is nothing to show. */
export const unlessCancelled =
  (show: Fail): Fail =>
  e => {
    if (!(e instanceof RemoteError && e.kind === 'cancelled')) show(e);
  };

/** The words of a failure. */
export function failureText(e: unknown, word: Word): string {
  const isSilent = e instanceof RemoteError && (e.kind === 'timeout' || e.kind === 'closed');
  if (isSilent) return word('The editor did not answer. Try again.');
  return e instanceof Error ? e.message : String(e);
}

/** The buttons of a failure: the host knows what they do. `fail` shows what goes wrong with them. */
export function stepsOf(e: unknown, host: Pick<Host, 'call'>, fail: Fail): readonly Step[] {
  if (!(e instanceof RemoteError) || e.ref === undefined) return [];
  const { ref } = e;
  return e.steps.map((title, step) => ({
    title,
    take: () => void orShow(host.call('takeStep', { ref, step }), fail),
  }));
}

/** Resolves with undefined where `work` failed, which `show` has shown then. */
export async function orShow<T>(work: Promise<T>, show: Fail): Promise<T | undefined> {
  try {
    return await work;
  } catch (e) {
    show(e);
    return undefined;
  }
}
