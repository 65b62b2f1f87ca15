import { readFileSync } from 'node:fs';

/** The bytes of a file of `test/fixtures/media`. */
export function media(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url)));
}
