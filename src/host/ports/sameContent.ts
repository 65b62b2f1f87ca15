import { type FileHandle, lstat, open } from 'node:fs/promises';

const pieceBytes = 1024 * 1024;

/**
 * Whether both paths are plain files (no links) of the same bytes. False as well where one of them cannot be read:
 * then it is nobody's business to take one for the other.
 */
export async function hasSameContent(a: string, b: string): Promise<boolean> {
  const handles: FileHandle[] = [];
  try {
    const [first, second] = [await lstat(a), await lstat(b)];
    if (!first.isFile() || !second.isFile() || first.size !== second.size) return false;
    for (const path of [a, b]) handles.push(await open(path, 'r'));
    const [left, right] = handles;
    return left !== undefined && right !== undefined && (await areSame(left, right));
  } catch {
    return false;
  } finally {
    for (const handle of handles) await handle.close().catch(() => undefined);
  }
}

async function areSame(a: FileHandle, b: FileHandle): Promise<boolean> {
  const [left, right] = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)];
  for (let at = 0; ; ) {
    const [x, y] = [await a.read(left, 0, pieceBytes, at), await b.read(right, 0, pieceBytes, at)];
    if (x.bytesRead !== y.bytesRead) return false;
    if (x.bytesRead === 0) return true;
    if (!left.subarray(0, x.bytesRead).equals(right.subarray(0, y.bytesRead))) return false;
    at += x.bytesRead;
  }
}
