/** An HTTP server that answers with raw bytes, for answers that no HTTP library would send. */
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { testServerCertificate } from './testCa.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** 1 for the first connection. */
  readonly connection: number;
}

export interface WireServer {
  readonly port: number;
  readonly origin: string;
  readonly seen: SeenRequest[];
  /** Connections that were opened. */
  readonly connections: number;
  /** Bytes of requests that came, after decryption. */
  readonly receivedBytes: number;
  /** Resolves when no connection is open. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export interface WireServerOptions {
  /** Called for each whole request. */
  readonly answer?: (socket: net.Socket, request: SeenRequest) => void;
  /** Called for each new connection; false: what it says is not heard. */
  readonly accept?: (socket: net.Socket) => boolean;
  readonly isTls?: boolean;
}

/** The request at the head of `text` and what follows it; undefined while it is not whole. Latin-1, as on the wire. */
function parseRequest(text: string, connection: number): { request: SeenRequest; rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = new Map(
    lines.map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const bodyEnd = end + 4 + Number(headers.get('content-length') ?? 0);
  if (text.length < bodyEnd) return undefined;
  const body = Buffer.from(text.slice(end + 4, bodyEnd), 'latin1').toString('utf8');
  return { request: { method, path, headers, body, connection }, rest: text.slice(bodyEnd) };
}

/** Starts on a free port of 127.0.0.1. */
export async function startWireServer(options: WireServerOptions): Promise<WireServer> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<net.Socket>();
  const raw = new Set<net.Socket>();
  let connections = 0;
  let receivedBytes = 0;
  const onConnection = (socket: net.Socket): void => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (options.accept?.(socket) === false) {
      socket.resume();
      return;
    }
    let text = '';
    socket.on('data', chunk => {
      receivedBytes += chunk.length;
      text += chunk.toString('latin1');
      for (let next = parseRequest(text, connection); next; next = parseRequest(text, connection)) {
        text = next.rest;
        seen.push(next.request);
        options.answer?.(socket, next.request);
      }
    });
  };
  const server = options.isTls
    ? tls.createServer(testServerCertificate(), onConnection)
    : net.createServer(onConnection);
  server.on('tlsClientError', () => {});
  server.on('connection', (socket: net.Socket) => {
    raw.add(socket);
    socket.on('close', () => raw.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    origin: `${options.isTls ? 'https' : 'http'}://127.0.0.1:${port}`,
    seen,
    get connections() {
      return connections;
    },
    get receivedBytes() {
      return receivedBytes;
    },
    async allClosed() {
      await Promise.all([...raw].map(socket => closing(socket)));
    },
    async close() {
      for (const socket of [...sockets, ...raw]) socket.destroy();
      if (server.listening) await new Promise<void>(done => server.close(() => done()));
    },
  };
}

/** Resolves when `socket` is closed, for whatever reason. */
export function closing(socket: net.Socket): Promise<void> {
  return new Promise(done => (socket.closed ? done() : socket.once('close', () => done())));
}

/** A whole answer with a length. */
export function plainAnswer(body: string | Buffer, head = 'content-type: text/plain'): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n${head}\r\n\r\n`),
    bytes,
  ]);
}

/** `bytes` as one chunk of a chunked body. */
export function chunkOf(bytes: string | Buffer): Buffer {
  const body = Buffer.from(bytes);
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
}
