import type { Log } from '../../src/core/ports.ts';

/** Says nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
