/** What a repository's `.gitignore` says, and that no such file can hold the window up. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { editor, Uri } from '../../support/vscodeStub.ts';

const { GitRules } = await import('../../../src/host/editor/missing/gitRules.ts');

const root = 'file:///w';

/** A folder with these files; a size of its own makes one that is no regular file. */
function repository(files: Readonly<Record<string, string>>, oddFiles: readonly string[] = []): void {
  const read: string[] = [];
  editor.workspaceFolders = [{ uri: Uri.parse(root) }];
  editor.fs = {
    stat: async (uri: Uri) => {
      if (oddFiles.includes(uri.path)) return { type: 0, size: 0 };
      const text = files[uri.path];
      if (text === undefined && uri.path !== '/w/.git') throw new Error('FileNotFound');
      return { type: text === undefined ? 2 : 1, size: text?.length ?? 0 };
    },
    readFile: async (uri: Uri) => {
      read.push(uri.path);
      assert.ok(!oddFiles.includes(uri.path), 'a pipe is never read');
      return Buffer.from(files[uri.path] ?? '');
    },
  };
}

afterEach(() => {
  editor.workspaceFolders = undefined;
  editor.fs = undefined;
});

const isIgnored = (path: string): Promise<boolean> =>
  new GitRules().isIgnored(Uri.parse(`${root}/${path}`) as never);

test('patterns over folders count, the innermost last', async () => {
  repository({ '/w/.gitignore': 'dist/\n**/made/**\n*.tmp.png\n', '/w/docs/.gitignore': '!keep.tmp.png\n' });
  assert.equal(await isIgnored('dist/a.png'), true);
  assert.equal(await isIgnored('docs/made/deep/a.png'), true);
  assert.equal(await isIgnored('docs/a.tmp.png'), true);
  assert.equal(await isIgnored('docs/keep.tmp.png'), false);
  assert.equal(await isIgnored('docs/a.png'), false);
});

test('a pattern that would be matched for minutes is passed over; the others count', {
  timeout: 20_000,
}, async () => {
  repository({ '/w/.gitignore': `${'**/*/'.repeat(12)}z\n${'*/**/'.repeat(9)}z\nout/\n` });
  assert.equal(await isIgnored(`${'a/'.repeat(20)}q.png`), false);
  assert.equal(await isIgnored('out/q.png'), true);
});

test('nobody looks for a file that lies deeper than anything that people have', async () => {
  repository({});
  assert.equal(await isIgnored(`${'a/'.repeat(50)}q.png`), true);
});

test('what is no regular file, or too large, says nothing', async () => {
  repository({ '/w/.gitignore': '*\n' }, ['/w/.gitignore']);
  assert.equal(await isIgnored('a.png'), false);
  repository({ '/w/.gitignore': `*\n${'#'.repeat(300_000)}` });
  assert.equal(await isIgnored('a.png'), false);
});
