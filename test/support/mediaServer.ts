import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type MediaHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A result host on loopback: handlers by path, everything asked for is kept; an unexpected path answers 404. */
export interface MediaServer extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly { path: string; headers: IncomingMessage['headers'] }[];
}

export async function startMediaServer(handlers: Record<string, MediaHandler>): Promise<MediaServer> {
  const requests: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers });
    const handle = handlers[path];
    if (handle === undefined) response.writeHead(404).end('not found');
    else handle(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
