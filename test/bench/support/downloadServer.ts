/** A process that serves one large picture on loopback; prints its address, ends with its stdin. Argument: bytes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makePng } from '../../support/fakeApi/media.ts';

const total = Number(process.argv[2]);
const head = makePng();
const piece = Buffer.alloc(1024 * 1024, 7);

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-length': total, etag: '"bench"' });
  let left = total - head.length;
  const pump = (): void => {
    while (left > 0 && !response.destroyed) {
      const part = piece.subarray(0, left);
      left -= part.length;
      if (!response.write(part)) return void response.once('drain', pump);
    }
    response.end();
  };
  response.write(head);
  pump();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}/large.png`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit());
