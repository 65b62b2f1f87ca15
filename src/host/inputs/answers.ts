import { isError } from '../../core/errors.ts';
import type { Http } from '../../core/ports.ts';

export interface AddressCheck {
  readonly http: Http;
  /** Whether addresses of this computer and its network will do. */
  readonly addresses: 'any' | 'public';
}

const limits = { connectTimeoutMs: 10_000, headersTimeoutMs: 20_000, idleTimeoutMs: 20_000 } as const;

/**
 * Whether `url` hands out a file, of `bytes` where given. A GET whose body is not read: addresses that are signed for
 * GET refuse a HEAD. A network that is down is no answer, so false.
 */
export async function answersWithFile(
  { http, addresses }: AddressCheck,
  url: string,
  expected: { bytes?: number; signal: AbortSignal },
): Promise<boolean> {
  const { bytes, signal } = expected;
  try {
    const response = await http.send({
      ...{ method: 'GET', url, headers: {}, purpose: 'media', addresses, signal },
      ...limits,
    });
    response.dispose();
    const length = response.headers.get('content-length');
    return response.status === 200 && (bytes === undefined || length === String(bytes));
  } catch (e) {
    if (isError(e, 'cancelled')) throw e;
    return false;
  }
}
