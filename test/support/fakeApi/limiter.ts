/** How a service can count sixty requests a minute; nobody outside knows which way this one does. */
export interface LimiterOptions {
  readonly kind: 'bucket' | 'sliding' | 'fixed';
  readonly perMinute: number;
  /** How 429 names the wait; default not at all. */
  readonly retryAfter?: 'seconds' | 'date';
}

/** Whether one more request is let through at `now`, and if not, when to come back. */
export interface Limiter {
  admit(now: number): { ok: true } | { ok: false; waitMs: number };
}

const minuteMs = 60_000;

export function createLimiter({ kind, perMinute }: LimiterOptions): Limiter {
  if (kind === 'bucket') return createBucket(perMinute);
  const times: number[] = [];
  const startOf = (now: number): number => (kind === 'fixed' ? now - (now % minuteMs) : now - minuteMs + 1);
  return {
    admit(now) {
      while (times[0] !== undefined && times[0] < startOf(now)) times.shift();
      const oldest = times[0];
      if (times.length < perMinute || oldest === undefined) {
        times.push(now);
        return { ok: true };
      }
      return { ok: false, waitMs: (kind === 'fixed' ? startOf(now) : oldest) + minuteMs - now };
    },
  };
}

function createBucket(perMinute: number): Limiter {
  let tokens = perMinute;
  let filledAt: number | undefined;
  return {
    admit(now) {
      tokens = Math.min(perMinute, tokens + ((now - (filledAt ?? now)) * perMinute) / minuteMs);
      filledAt = now;
      if (tokens < 1) return { ok: false, waitMs: ((1 - tokens) * minuteMs) / perMinute };
      tokens -= 1;
      return { ok: true };
    },
  };
}
