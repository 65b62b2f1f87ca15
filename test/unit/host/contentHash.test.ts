/** The hash that files are found by: no file is read whole that need not be, and nothing that is none. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { after, test } from 'node:test';
import { createEditorFiles } from '../../support/editorFiles.ts';
import { media } from '../../support/mediaFixtures.ts';
import { root } from '../../support/repository.ts';
import { editor, FileType, Uri } from '../../support/vscodeStub.ts';

const { contentHash } = await import('../../../src/host/contentHash.ts');

const hashed = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const hashOf = (uri: Uri): Promise<string | undefined> => contentHash(uri as never);

after(() => {
  editor.fs = undefined;
});

/** One file that is said to be so large. */
function start(size: number, type: number = FileType.File) {
  const { fs, files, reads } = createEditorFiles();
  editor.fs = { ...fs, stat: async () => ({ type, size }) };
  return { files, reads };
}

test('a file of this computer is not read through the editor, which would hold all of it', async () => {
  const { reads } = start(2 ** 40);
  const file = Uri.file(path.join(root, 'test/fixtures/media/movie.mp4'));
  assert.equal(await hashOf(file), hashed(media('movie.mp4')));
  assert.deepEqual(reads, []);
});

test('one of another file system is read up to a size', async () => {
  const uri = Uri.parse('memfs:///w/a.bin');
  const small = start(3);
  small.files.set(uri.toString(), new Uint8Array([1, 2, 3]));
  assert.equal(await hashOf(uri), hashed(new Uint8Array([1, 2, 3])));
  const large = start(300 * 1024 ** 2);
  assert.equal(await hashOf(uri), undefined);
  assert.deepEqual(large.reads, []);
});

test('folders, pipes and devices are refused unread: reading them may never end', async () => {
  for (const [type, code] of [
    [FileType.Directory, 'FileIsADirectory'],
    [FileType.Unknown, 'Unavailable'],
  ] as const) {
    start(0, type);
    await assert.rejects(hashOf(Uri.file('/dev/zero')), { code });
  }
});
