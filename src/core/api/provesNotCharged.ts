import { isError } from '../errors.ts';

/**
 * Whether `error` of `createTask` proves that the service did not take the job, so that it cannot cost anything and
 * may be sent again. Everything that is not a proof is `false`: such a task is `unconfirmed`.
 *
 * | error | proof |
 * |---|---|
 * | `api` 400–499, the `code` inside a 200 included | yes, but for 408 and 499: a gateway's word, said while the service worked |
 * | `api` 5xx, or a status nobody knows | no |
 * | `network`, `timeout` with `sent: 'no'` | yes |
 * | `network`, `timeout` with `sent: 'unknown'` | no |
 * | `decode` | no: something answered, perhaps the service with a task |
 * | `input`, `inputFile`, `setting`, `budget`, `storage` (`noKey`, `keyStoreRefused`) | yes: raised before sending |
 * | `cancelled` | yes: the client says so only while nothing has left |
 * | `taskFailed` | yes: successful requests alone are billed |
 * | anything else | no |
 */
export function provesNotCharged(error: unknown): boolean {
  if (!isError(error)) return false;
  switch (error.kind) {
    case 'api':
      return error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 499;
    case 'network':
    case 'timeout':
      return error.sent === 'no';
    case 'storage':
      return error.reason === 'noKey' || error.reason === 'keyStoreRefused';
    case 'input':
    case 'setting':
    case 'budget':
    case 'inputFile':
    case 'cancelled':
    case 'taskFailed':
      return true;
    case 'decode':
      return false;
  }
}
