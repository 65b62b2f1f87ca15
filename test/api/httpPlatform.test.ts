import assert from 'node:assert/strict';
import type http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isError } from '../../src/core/errors.ts';
import { createPlatformHttp } from '../../src/host/ports/platformHttp.ts';
import { canaryKey, describeHttpContract, errorOf, requestTo } from '../support/httpContract.ts';

describeHttpContract('platform', createPlatformHttp);

/** Hands out a socket without TLS that replays a proxy's refusal, as VS Code's agent does. */
class RefusedTunnel extends https.Agent {
  written = '';

  addRequest(request: http.ClientRequest): void {
    const socket = new Socket();
    socket.write = (bytes: string | Uint8Array) => {
      this.written += bytes.toString();
      return true;
    };
    request.once('socket', () => {
      socket.push('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      socket.push(null);
    });
    request.onSocket(socket);
  }
}

test('platform: a proxy that makes no tunnel is not the service, and hears nothing', async t => {
  const agent = new RefusedTunnel();
  const usual = https.globalAgent;
  https.globalAgent = agent;
  const http = createPlatformHttp();
  t.after(() => {
    https.globalAgent = usual;
    http.dispose();
  });
  const headers = { authorization: `Bearer ${canaryKey}` };
  const e = await errorOf(
    http.send(requestTo('https://api.example.test/', { method: 'POST', body: '{}', headers })),
  );
  assert.ok(isError(e, 'network') && e.sent === 'no' && e.code === 'ERR_PROXY_TUNNEL', inspect(e));
  assert.equal(agent.written, '');
});
