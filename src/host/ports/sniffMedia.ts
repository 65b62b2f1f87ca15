import type { Sniff } from '../../core/assets/types.ts';

/** What a file is by its first bytes. The table behind it is large, so it is loaded with the first download. */
export const sniffMedia: Sniff = async head => {
  const { fileTypeFromBuffer } = await import('file-type');
  return fileTypeFromBuffer(head);
};
