/** A server that speaks the S3 protocol and checks signatures, with one bucket named `assets`. */
import { mkdir } from 'node:fs/promises';
import { temporaryFolder } from '../rig/lifetime.ts';

export const s3Keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
export const s3Bucket = 'assets';

export interface S3Server {
  /** Its address, without a slash at the end. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** What is used of the package, which brings no types. */
interface S3Package {
  readonly default: new (options: object) => { run(): Promise<{ port: number }>; close(): Promise<void> };
}
const packageName: string = '@20minutes/s3rver';

export async function startS3Server(): Promise<S3Server> {
  const { default: Server } = (await import(packageName)) as S3Package;
  const folder = await temporaryFolder('bucket');
  await mkdir(folder.path, { recursive: true });
  const server = new Server({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory: folder.path },
    configureBuckets: [{ name: s3Bucket, configs: [] }],
  });
  const { port } = await server.run();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      await server.close();
      await folder.remove();
    },
  };
}
