/** A forward proxy on loopback: CONNECT and absolute-form http, with or without Basic sign-in. */
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

export interface ProxyServer {
  readonly port: number;
  /** `http://127.0.0.1:port`, with the credentials in it where the proxy wants some. */
  readonly url: string;
  /** What was let through, such as `CONNECT cdn.example.test:443` and `GET http://cdn.example.test/a`. */
  readonly passed: string[];
  /** Requests refused for want of credentials. */
  readonly refused: string[];
  /** All that clients said to the proxy and through its tunnels, Latin-1. */
  readonly heard: string;
  close(): Promise<void>;
}

export interface ProxyServerOptions {
  /** Names that only the proxy knows, and the loopback ports they lead to, whatever port was asked for. */
  readonly routes: Readonly<Record<string, number>>;
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** Starts on a free port of 127.0.0.1. */
export async function startProxyServer({ routes, credentials }: ProxyServerOptions): Promise<ProxyServer> {
  const passed: string[] = [];
  const refused: string[] = [];
  const sockets = new Set<net.Socket>();
  let heard = '';
  const keep = <T extends net.Socket>(socket: T): T => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const expected =
    credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  /** Whether the request may pass; writes down what it was. */
  const admit = (request: http.IncomingMessage): boolean => {
    const line = `${request.method} ${request.url}`;
    const isAllowed = expected === undefined || request.headers['proxy-authorization'] === expected;
    (isAllowed ? passed : refused).push(line);
    return isAllowed;
  };
  const portOf = (host: string): number | undefined => routes[host];

  const server = http.createServer((request, response) => {
    if (!admit(request)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="test"' }).end('sign in');
      return;
    }
    const url = URL.parse(request.url ?? '');
    const port = url === null ? undefined : portOf(url.hostname);
    if (url === null || port === undefined) {
      response.writeHead(502).end('unknown host');
      return;
    }
    const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = request.headers;
    const path = `${url.pathname}${url.search}`;
    const options = {
      host: '127.0.0.1',
      port,
      method: request.method ?? 'GET',
      path,
      headers,
      agent: false as const,
    };
    const onward = http.request(options, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });

  server.on('connect', (request: http.IncomingMessage, client: net.Socket, head: Buffer) => {
    if (!admit(request)) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="test"\r\n\r\n',
      );
      return;
    }
    const port = portOf((request.url ?? '').replace(/:\d+$/, ''));
    if (port === undefined) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const target = keep(net.connect(port, '127.0.0.1'));
    target.once('connect', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) target.write(head);
      target.pipe(client).pipe(target);
    });
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroy());
  });

  server.on('connection', socket => {
    keep(socket).prependListener('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const sign = credentials === undefined ? '' : `${credentials.user}:${credentials.password}@`;
  return {
    port,
    url: `http://${sign}127.0.0.1:${port}`,
    passed,
    refused,
    get heard() {
      return heard;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>(done => server.close(() => done()));
    },
  };
}
