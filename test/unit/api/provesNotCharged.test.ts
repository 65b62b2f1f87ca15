import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provesNotCharged } from '../../../src/core/api/provesNotCharged.ts';
import {
  ApiError,
  BudgetError,
  CancelledError,
  DecodeError,
  InputError,
  NetworkError,
  SettingError,
  StorageError,
  type StorageReason,
  TaskFailedError,
  TimeoutError,
} from '../../../src/core/errors.ts';

const api = (status: number): ApiError => new ApiError({ status, code: 'other' });
const storage = (reason: StorageReason): StorageError => new StorageError({ reason, message: 'x' });

const proofs: readonly unknown[] = [
  ...[400, 401, 402, 403, 404, 407, 409, 413, 422, 429].map(api),
  new NetworkError({ sent: 'no', message: 'x' }),
  new TimeoutError({ sent: 'no', afterMs: 1, message: 'x' }),
  new InputError({ field: 'x', rule: 'type' }),
  new SettingError({ setting: 'baseUrl', message: 'x' }),
  new BudgetError({ limit: 1, used: 1, price: 1 }),
  storage('noKey'),
  storage('keyStoreRefused'),
  new CancelledError(),
  new TaskFailedError('nsfw'),
];

const doubts: readonly unknown[] = [
  ...[200, 302, 408, 499, 500, 502, 503, 504, 520, 600, 1001].map(api),
  new NetworkError({ sent: 'unknown', message: 'x' }),
  new TimeoutError({ sent: 'unknown', afterMs: 1, message: 'x' }),
  ...(['notJson', 'tooLarge', 'torn', 'shape', 'redirect'] as const).map(
    reason => new DecodeError({ path: '', reason, message: 'x' }),
  ),
  storage('ledger'),
  storage('other'),
  new Error('somebody else'),
  new DOMException('aborted', 'AbortError'),
  undefined,
  'cancelled',
];

for (const error of proofs)
  test(`proof: ${String(error)}`, () => assert.equal(provesNotCharged(error), true));
for (const error of doubts)
  test(`no proof: ${String(error)}`, () => assert.equal(provesNotCharged(error), false));
