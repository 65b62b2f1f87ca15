/** Failures kept in the ledger, worded in the language of today. */
import { env, l10n } from 'vscode';
import { isError } from '../core/errors.ts';
import type { Task, TaskError } from '../core/tasks/task.ts';
import { type Description, describe } from './describe.ts';
import { fullText } from './present.ts';
import { closedProjectText } from './resting.ts';

/** What a kept failure means and what to do; what a later version wrote is shown as it is. */
export function describeTaskError(kept: TaskError): Description {
  if (kept.kind === 'cancelled' && kept.details['reason'] === 'interrupted')
    return {
      text: l10n.t(
        'The window closed before the service answered. It may have accepted the request, so it is not sent again by itself.',
      ),
      nextSteps: [],
    };
  if (kept.kind === 'cancelled')
    return { text: l10n.t('Cancelled before it was sent. Nothing was charged.'), nextSteps: [] };
  const { said } = kept.details;
  if (kept.kind === 'decode' && typeof said === 'string')
    return {
      text: l10n.t('The service calls this done, but names no result. Trying again asks it once more.'),
      reason: said,
      nextSteps: [],
    };
  const error = Object.assign(new Error(kept.message), kept.details, { kind: kept.kind });
  return isError(error)
    ? describe(error)
    : { text: l10n.t('It did not work. The log tells more.'), reason: kept.message, nextSteps: [] };
}

/**
 * An answer that leaves open whether the service took the job: "try again" would be advice to pay twice. Network
 * errors and time limits say so themselves.
 */
function describeUnconfirmed(kept: TaskError): Description {
  const d = describeTaskError(kept);
  if (kept.kind !== 'api' && kept.kind !== 'decode') return d;
  const happened =
    kept.kind === 'api'
      ? l10n.t('The service failed over this request (HTTP {0}).', kept.details['status'] ?? '')
      : l10n.t('The answer to this request could not be read.');
  const advice = l10n.t(
    'It may have accepted it, so it is not sent again by itself. Look in your dashboard before you send it again.',
  );
  return { ...d, text: `${happened} ${advice}` };
}

/** The same as one text, where the task has something to say. */
export function failureText(task: Task): string | undefined {
  const error = 'error' in task.state ? task.state.error : undefined;
  if (error === undefined) return undefined;
  if (task.state.status !== 'unconfirmed')
    return closedProjectText(task) ?? fullText(describeTaskError(error));
  const when = new Date(task.state.submittedAt).toLocaleString(env.language);
  return `${fullText(describeUnconfirmed(error))} ${l10n.t('Sent {0}; no bill is known.', when)}`;
}
