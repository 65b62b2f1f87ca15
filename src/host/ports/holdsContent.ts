import { lstat, open } from 'node:fs/promises';
import { createSha256 } from './sha256.ts';

const pieceBytes = 1024 * 1024;

/** Whether `path` is a plain file (no link) of these bytes. Rejects with the system's error where it cannot be read. */
export async function holdsContent(
  path: string,
  { bytes, sha256 }: { readonly bytes: number; readonly sha256: string },
): Promise<boolean> {
  const found = await lstat(path);
  return found.isFile() && found.size === bytes && (await hashFile(path)) === sha256;
}

/** SHA-256 of a file as lower-case hex, read piece by piece. Rejects as `holdsContent`. */
export async function hashFile(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const hash = createSha256();
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, pieceBytes);
      if (bytesRead === 0) return hash.digest();
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
