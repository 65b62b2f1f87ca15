import { createHash } from 'node:crypto';
import type { Hasher } from '../../core/assets/types.ts';

/** A running SHA-256. */
export function createSha256(): Hasher {
  const hash = createHash('sha256');
  return {
    update: chunk => void hash.update(chunk),
    digest: () => hash.digest('hex'),
  };
}
