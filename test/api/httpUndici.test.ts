import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createUndiciHttp } from '../../src/host/ports/undiciHttp.ts';
import { describeHttpContract, readAll, requestTo } from '../support/httpContract.ts';
import { plainAnswer, startWireServer } from '../support/wireServer.ts';

describeHttpContract('undici', createUndiciHttp);

test('undici: polls share a connection, and ask anew where the service has closed it', async t => {
  const http = createUndiciHttp();
  const server = await startWireServer({ answer: socket => socket.write(plainAnswer('ok')) });
  t.after(async () => {
    http.dispose();
    await server.close();
  });
  for (let i = 0; i < 3; i++) {
    await readAll(await http.send(requestTo(server.origin)));
    await wait(5);
  }
  assert.equal(server.connections, 1);
});
