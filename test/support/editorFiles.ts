/** The editor's file system in memory, for code of the host that goes through `workspace.fs`. */
import { FileSystemError, FileType, type Uri } from './vscodeStub.ts';

/** `files` holds the contents by URI; counts say how often they were read whole. */
export function createEditorFiles() {
  const files = new Map<string, Uint8Array>();
  const reads: string[] = [];
  const get = (uri: Uri): Uint8Array => {
    const content = files.get(uri.toString());
    if (content === undefined) throw FileSystemError.FileNotFound();
    return content;
  };
  const fs = {
    stat: async (uri: Uri) => ({ type: FileType.File, size: get(uri).length }),
    readFile: async (uri: Uri) => {
      reads.push(uri.toString());
      return get(uri);
    },
    writeFile: async (uri: Uri, content: Uint8Array) => void files.set(uri.toString(), content),
    rename: async (from: Uri, to: Uri, { overwrite = false } = {}) => {
      if (!overwrite && files.has(to.toString())) throw FileSystemError.FileExists();
      files.set(to.toString(), get(from));
      files.delete(from.toString());
    },
    delete: async (uri: Uri) => void files.delete(uri.toString()),
  };
  return { fs, files, reads };
}
