/** The tests' private certificate authority; see test/fixtures/tls/README.md. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fileOf = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** For NODE_EXTRA_CA_CERTS of a child process. */
export const testCaFile = fileOf('ca.cert.pem');

/** Options of a TLS server that the authority vouches for. */
export function testServerCertificate(): { key: string; cert: string } {
  return {
    key: readFileSync(fileOf('server.key.pem'), 'utf8'),
    cert: readFileSync(fileOf('server.cert.pem'), 'utf8'),
  };
}
