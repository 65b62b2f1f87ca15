/** The virtual service behind a real socket, for its limit and its durations; `startFakeApi` checks what is sent. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { ApiClient, Budget, RemoteTask } from '../../src/core/api/types.ts';
import { isError } from '../../src/core/errors.ts';
import type { VirtualService } from './virtualService.ts';

export interface ListeningService extends AsyncDisposable {
  readonly baseUrl: string;
}

const unlimited: Budget = { take: () => Promise.resolve(), refused: () => {} };

function envelope(data: unknown): object {
  return { code: 200, message: 'success', data };
}

function taskWire({ taskId, apiStatus, credits, urls }: RemoteTask): object {
  return envelope({ task_id: taskId, status: apiStatus, consumed_credits: credits ?? 0, response: urls });
}

async function work(client: ApiClient, request: IncomingMessage): Promise<object> {
  if (request.method === 'GET') {
    return taskWire(await client.getTask(request.url?.split('/').at(-1) ?? ''));
  }
  const body = (await json(request)) as Readonly<Record<string, unknown>>;
  const { taskId, apiStatus } = await client.createTask('', body);
  return envelope({ task_id: taskId, status: apiStatus });
}

async function answer(client: ApiClient, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    const reply = JSON.stringify(await work(client, request));
    response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
  } catch (e) {
    if (!isError(e, 'api')) throw e;
    response.writeHead(e.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: e.code, message: 'refused', type: e.code } }));
  }
}

/** Serves `service` on a loopback port; a HEAD reaches only the socket. */
export async function listen(service: VirtualService): Promise<ListeningService> {
  const client = service.client(unlimited);
  const server = createServer((request, response) => {
    answer(client, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
