import { randomBytes } from 'node:crypto';

/** A name for an unfinished file: hidden, and that of nobody else. */
export function newTempName(): string {
  return `.api-in-one-${randomBytes(8).toString('hex')}.part`;
}

/** Whether `name` is one of ours; what is cleaned up must match exactly. */
export function isTempName(name: string): boolean {
  return /^\.api-in-one-[0-9a-f]{16}\.part$/.test(name);
}
