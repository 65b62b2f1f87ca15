import type { Files } from '../../core/ports.ts';

/** `file:` folders go to `local`, which streams; all others to `other`. */
export function createFilesByScheme(local: Files, other: Files): Files {
  const pick = (uri: string): Files => (/^file:/i.test(uri) ? local : other);
  return {
    createTemp: (folder, within) => pick(folder).createTemp(folder, within),
    freeBytes: folder => pick(folder).freeBytes(folder),
    maxBytes: folder => pick(folder).maxBytes(folder),
    exists: uri => pick(uri).exists(uri),
    holds: (uri, content) => pick(uri).holds(uri, content),
  };
}
