/** A file is read as what was looked at, and no more of it than was allowed. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { readLocalFile } from '../../../src/host/inputs/readLocalFile.ts';
import { temporaryFolder } from '../../rig/lifetime.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const at = (name: string): string => path.join(folder.path, name);

before(async () => {
  folder = await temporaryFolder('read-local');
  await writeFile(at('ten.txt'), '0123456789');
});
after(() => folder.remove());

test('all of it, or a byte more than is allowed, which tells that it is too large', async () => {
  assert.equal(Buffer.from(await readLocalFile(at('ten.txt'), 10)).toString(), '0123456789');
  assert.equal(Buffer.from(await readLocalFile(at('ten.txt'), 4)).toString(), '01234');
});

test('no folder, no link that was put in its place, no pipe that never answers', {
  timeout: 10_000,
}, async t => {
  await mkdir(at('folder'));
  await symlink('ten.txt', at('link.txt'));
  await assert.rejects(readLocalFile(at('folder'), 10));
  if (process.platform === 'win32') return t.skip('links and pipes are of other systems');
  await assert.rejects(readLocalFile(at('link.txt'), 10));
  execFileSync('mkfifo', [at('pipe')]);
  await assert.rejects(readLocalFile(at('pipe'), 10), /regular/);
});
