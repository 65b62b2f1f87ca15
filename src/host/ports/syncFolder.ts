import { type FileHandle, open } from 'node:fs/promises';

/** Makes the names in `folder` durable. Windows cannot open folders and needs none of it. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // Not every system lets a folder be flushed.
  } finally {
    await handle?.close();
  }
}
