/** Orders that wait for another key: told of in the window that ordered, once at a time, with the way to set one. */
import { ApiError } from '../core/errors.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { showError } from './present.ts';
import type { Services } from './services.ts';

type Parts = Pick<Services, 'tasks' | 'background' | 'ensureReady'>;

/** No key, or a key store that is locked, says so itself. */
async function tell({ ensureReady }: Parts): Promise<void> {
  const refused = new ApiError({ status: 401, code: 'authentication_error' });
  await showError(
    await ensureReady().then(
      () => refused,
      (e: unknown) => e,
    ),
  );
}

/** Starts telling. */
export function tellKeyRefused(parts: Parts): Disposable {
  let isShown = false;
  return parts.tasks.onDidRefuseKey(() => {
    if (isShown) return;
    isShown = true;
    const done = tell(parts).finally(() => {
      isShown = false;
    });
    parts.background(done);
  });
}
