/** The Http ports of the product, for tests that must hold over each. */
import { describe } from 'node:test';
import type { Http } from '../../src/core/ports.ts';
import { createPlatformHttp } from '../../src/host/ports/platformHttp.ts';
import { createUndiciHttp } from '../../src/host/ports/undiciHttp.ts';

const transports: readonly (readonly [name: string, create: () => Http])[] = [
  ['undici', createUndiciHttp],
  ['platform', createPlatformHttp],
];

/** Declares `tests` once for each transport, under its name. */
export function eachHttp(tests: (create: () => Http) => void): void {
  for (const [name, create] of transports) describe(`over ${name}`, () => tests(create));
}
