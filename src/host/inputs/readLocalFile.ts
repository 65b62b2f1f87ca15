import { constants, open } from 'node:fs/promises';

/** Follows no link that has been put there since it was looked at, and waits for no pipe. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The regular file at `path`, and at most one byte more than `most` of it. Rejects with the system's error, and for anything else. */
export async function readLocalFile(path: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, flags);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('not a regular file');
    const content = new Uint8Array(Math.min(stat.size, most) + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < content.length; length += read)
      read = (await file.read(content, length, content.length - length, length)).bytesRead;
    return content.subarray(0, length);
  } finally {
    await file.close();
  }
}
