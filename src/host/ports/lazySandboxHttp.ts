/** The sandbox as an Http port: loaded when first used, with the clips that lie beside the extension. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Clock, Http } from '../../core/ports.ts';

const deflateAsync = promisify(deflate);

/** Makes a function that gives the one sandbox of this window; `folder` is where the clips lie. */
export function createLazySandbox(clock: Clock, folder: string): () => Promise<Http> {
  let loading: Promise<Http> | undefined;
  const load = async (): Promise<Http> => {
    const { createSandboxHttp } = await import('../../core/sandbox/createSandboxHttp.ts');
    return createSandboxHttp({
      clock,
      loadClip: orientation => readFile(path.join(folder, `${orientation}.mp4`)),
      deflate: bytes => deflateAsync(bytes),
    });
  };
  return () => {
    loading ??= load();
    return loading;
  };
}
