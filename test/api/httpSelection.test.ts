import { createHttp } from '../../src/host/ports/httpSelection.ts';
import { describeHttpContract } from '../support/httpContract.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

describeHttpContract('selection', () => createHttp({ proxyConfigured: () => false, log, env: {} }));
