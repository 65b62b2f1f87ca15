import { createPlatformHttp } from '../../src/host/ports/platformHttp.ts';
import { describeHttpContract } from '../support/httpContract.ts';

describeHttpContract('platform', createPlatformHttp);
