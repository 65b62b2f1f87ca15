import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { StorageReason } from '../../src/core/errors.ts';
import { claimName } from '../../src/host/ports/claimName.ts';
import { createFilesByScheme } from '../../src/host/ports/filesByScheme.ts';
import { createLocalFiles } from '../../src/host/ports/localFiles.ts';
import { MemoryFiles } from '../support/memoryFiles.ts';

let outer = '';
let workspace = '';

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'files-'));
  workspace = join(outer, 'workspace');
  await mkdir(workspace);
});
afterEach(() => rm(outer, { recursive: true, force: true }));

const uri = (...path: string[]): string => pathToFileURL(join(...path)).href;
const storage = (reason: StorageReason) => ({ kind: 'storage', reason });
const content = Buffer.from('content');

/** A code that a file system gives for what it cannot do. */
function failWith(code: string): typeof link {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

describe('local files', () => {
  test('makes the folder, writes beside the target, names it at the end', async () => {
    const folder = join(workspace, 'a b', 'ü#1');
    const temp = await createLocalFiles().createTemp(uri(folder), uri(workspace));
    await temp.write(content);
    const unfinished = await readdir(folder);
    assert.equal(unfinished.length, 1);
    assert.match(unfinished[0] ?? '', /^\.api-in-one-[0-9a-f]{16}\.part$/);
    const done = await temp.commit('x y.png');
    assert.deepEqual(done, { taken: false });
    assert.equal(temp.uriFor('x y.png'), uri(folder, 'x y.png'));
    assert.deepEqual(await readdir(folder), ['x y.png']);
    assert.deepEqual(await readFile(join(folder, 'x y.png')), content);
  });

  test('a taken name leaves the file open for another', async () => {
    await writeFile(join(workspace, 'x.png'), 'mine');
    const temp = await createLocalFiles().createTemp(uri(workspace));
    await temp.write(content);
    assert.deepEqual(await temp.commit('x.png'), { taken: true });
    assert.deepEqual(await temp.commit('X2.png'), { taken: false });
    assert.equal(await readFile(join(workspace, 'x.png'), 'utf8'), 'mine');
    assert.deepEqual((await readdir(workspace)).sort(), ['X2.png', 'x.png']);
  });

  test('discarding leaves nothing, and can be repeated', async () => {
    const temp = await createLocalFiles().createTemp(uri(workspace));
    await temp.write(content);
    await temp.discard();
    await temp.discard();
    assert.deepEqual(await readdir(workspace), []);
  });

  test('one name, many at once: each content is there under a name of its own', async () => {
    const files = createLocalFiles();
    const commitAny = async (text: string): Promise<void> => {
      const temp = await files.createTemp(uri(workspace));
      await temp.write(Buffer.from(text));
      for (let at = 1; (await temp.commit(`${at}.png`)).taken; at++);
    };
    const texts = Array.from({ length: 12 }, (_, at) => `content ${at}`);
    await Promise.all(texts.map(commitAny));
    const stored = await Promise.all(
      (await readdir(workspace)).map(name => readFile(join(workspace, name), 'utf8')),
    );
    assert.deepEqual(stored.sort(), texts.sort());
  });

  test('an unfinished file that somebody has cleaned away counts as cut off: it is fetched again', async () => {
    const folder = join(workspace, 'out');
    const temp = await createLocalFiles().createTemp(uri(folder));
    await temp.write(content);
    await rm(folder, { recursive: true });
    await assert.rejects(temp.commit('a.png'), storage('truncated'));
    await temp.discard();
  });

  test('holds: only a plain file of the very same bytes', async () => {
    const files = createLocalFiles();
    const big = Buffer.alloc(2_500_000, 7);
    const sha256 = createHash('sha256').update(big).digest('hex');
    const other = Buffer.from(big).fill(8, big.length - 1);
    await writeFile(join(workspace, 'same.png'), big);
    await writeFile(join(workspace, 'other.png'), other);
    await writeFile(join(workspace, 'short.png'), big.subarray(1));
    await symlink(join(workspace, 'same.png'), join(workspace, 'link.png'));
    await mkdir(join(workspace, 'folder.png'));
    const held = async (name: string): Promise<boolean> =>
      files.holds(uri(workspace, name), { bytes: big.length, sha256 });
    assert.equal(await held('same.png'), true);
    for (const name of ['other.png', 'short.png', 'link.png', 'folder.png', 'missing.png'])
      assert.equal(await held(name), false, name);
    assert.equal(await files.holds('vscode-remote://box/a', { bytes: 1, sha256 }), false);
  });

  test('begun anew: nothing of what was written before is left', async () => {
    const temp = await createLocalFiles().createTemp(uri(workspace));
    await temp.write(Buffer.alloc(3_500_000, 1));
    await temp.restart();
    await temp.write(content);
    await temp.commit('x.png');
    assert.deepEqual(await readFile(join(workspace, 'x.png')), content);
  });

  test('many megabytes in pieces of every size, whose memory is used again', async () => {
    const temp = await createLocalFiles().createTemp(uri(workspace));
    const written: Buffer[] = [];
    const piece = Buffer.alloc(20_000_000);
    for (const size of [1, 1_048_575, 1, 1_048_576, 19_999_999, 65_536, 0, 77]) {
      randomFillSync(piece);
      written.push(Buffer.from(piece.subarray(0, size)));
      await temp.write(piece.subarray(0, size));
    }
    await temp.commit('x.png');
    assert.ok(Buffer.concat(written).equals(await readFile(join(workspace, 'x.png'))));
  });

  test('what a crash left is cleaned up after an hour; nothing else is touched', async () => {
    const old = new Date(Date.now() - 61 * 60 * 1000);
    const left = '.api-in-one-0123456789abcdef.part';
    const kept = ['.api-in-one-fedcba9876543210.part', '.api-in-one-0123.part', 'x.part', '.env'];
    for (const name of [left, ...kept]) await writeFile(join(workspace, name), 'x');
    for (const name of [left, ...kept.slice(1)]) await utimes(join(workspace, name), old, old);
    const temp = await createLocalFiles().createTemp(uri(workspace));
    await temp.discard();
    assert.deepEqual((await readdir(workspace)).sort(), [...kept].sort());
  });

  test('knows how much is free, also where the folder is not made yet', async () => {
    const files = createLocalFiles();
    assert.ok(((await files.freeBytes(uri(workspace, 'not', 'yet'))) ?? 0) > 0);
    assert.equal(await files.freeBytes('vscode-remote://box/a'), undefined);
    assert.equal(files.maxBytes(uri(workspace)), undefined);
  });

  test('exists sees files, folders and dangling links', async () => {
    const files = createLocalFiles();
    await symlink(join(outer, 'nowhere'), join(workspace, 'dangling'));
    assert.equal(await files.exists(uri(workspace)), true);
    assert.equal(await files.exists(uri(workspace, 'dangling')), true);
    assert.equal(await files.exists(uri(workspace, 'nothing', 'there')), false);
  });
});

describe('folders that lead away', () => {
  test('through a link out of the workspace: nothing is made on the other side', async () => {
    const away = join(outer, 'away');
    await mkdir(away);
    await symlink(away, join(workspace, 'assets'));
    for (const folder of [join(workspace, 'assets'), join(workspace, 'assets', 'generated', 'deep')]) {
      await assert.rejects(
        createLocalFiles().createTemp(uri(folder), uri(workspace)),
        storage('outsideFolder'),
      );
    }
    assert.deepEqual(await readdir(away), []);
  });

  test('through a link into a dot folder of the workspace', async () => {
    await mkdir(join(workspace, '.git', 'hooks'), { recursive: true });
    await symlink(join(workspace, '.git', 'hooks'), join(workspace, 'assets'));
    await assert.rejects(
      createLocalFiles().createTemp(uri(workspace, 'assets'), uri(workspace)),
      storage('outsideFolder'),
    );
    assert.deepEqual(await readdir(join(workspace, '.git', 'hooks')), []);
  });

  test('through a dangling link', async () => {
    await symlink(join(outer, 'nowhere'), join(workspace, 'assets'));
    await assert.rejects(createLocalFiles().createTemp(uri(workspace, 'assets'), uri(workspace)), {
      kind: 'storage',
    });
    assert.deepEqual(await readdir(outer), ['workspace']);
  });

  test('by dots in the address', async () => {
    const climbing = `${uri(workspace)}/a/%2e%2e/%2e%2e/away`;
    await assert.rejects(createLocalFiles().createTemp(climbing, uri(workspace)), { kind: 'storage' });
    assert.deepEqual(await readdir(outer), ['workspace']);
  });

  test('a link that stays inside is a folder like any other', async () => {
    await mkdir(join(workspace, 'media'));
    await symlink(join(workspace, 'media'), join(workspace, 'assets'));
    const temp = await createLocalFiles().createTemp(uri(workspace, 'assets', 'new'), uri(workspace));
    await temp.write(content);
    assert.deepEqual(await temp.commit('x.png'), { taken: false });
    assert.equal(temp.uriFor('x.png'), uri(workspace, 'assets', 'new', 'x.png'));
    assert.deepEqual(await readdir(join(workspace, 'media', 'new')), ['x.png']);
  });

  test('a workspace that is itself reached by a link, or lies in a dot folder', async () => {
    const hidden = join(outer, '.hidden', 'ws');
    await mkdir(hidden, { recursive: true });
    await symlink(hidden, join(outer, 'link'));
    const temp = await createLocalFiles().createTemp(uri(outer, 'link', 'out'), uri(outer, 'link'));
    await temp.discard();
    assert.deepEqual(await readdir(hidden), ['out']);
  });
});

describe('disks that refuse', () => {
  test('a file where the folder should be', async () => {
    await writeFile(join(workspace, 'out'), 'a file');
    for (const folder of [join(workspace, 'out'), join(workspace, 'out', 'deeper')]) {
      await assert.rejects(createLocalFiles().createTemp(uri(folder), uri(workspace)), storage('noFolder'));
    }
    await assert.rejects(createLocalFiles().createTemp('vscode-remote://box/a'), storage('noFolder'));
  });

  test('no permission', async t => {
    if (process.platform === 'win32') return t.skip('permissions are of another kind there');
    await chmod(outer, 0o755);
    await chmod(workspace, 0o555);
    // The superuser may write everywhere.
    const isSuperuser = process.geteuid?.() === 0;
    if (isSuperuser) process.seteuid?.(65534);
    try {
      await assert.rejects(createLocalFiles().createTemp(uri(workspace)), storage('noPermission'));
      await assert.rejects(createLocalFiles().createTemp(uri(workspace, 'new')), storage('noPermission'));
    } finally {
      if (isSuperuser) process.seteuid?.(0);
      await chmod(workspace, 0o755);
    }
  });

  test('no room left', async t => {
    const small = join(outer, 'small');
    await mkdir(small);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small], { stdio: 'ignore' });
    } catch {
      return t.skip('a small disk cannot be mounted here');
    }
    try {
      const files = createLocalFiles();
      assert.ok(((await files.freeBytes(uri(small))) ?? 0) <= 65_536);
      const temp = await files.createTemp(uri(small));
      await assert.rejects(async () => {
        await temp.write(Buffer.alloc(200_000));
        await temp.commit('x.png');
      }, storage('diskFull'));
      await temp.discard();
      assert.deepEqual(await readdir(small), []);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});

describe('claimName', () => {
  const from = (): string => join(workspace, 'from');
  const to = (): string => join(workspace, 'to');

  for (const [name, makeLink] of [
    ['with hard links', link],
    ['without hard links', failWith('EPERM')],
    ['without hard links, on a network drive', failWith('ENOTSUP')],
  ] as const) {
    test(`${name}: the content comes whole, or the name stays whose it was`, async () => {
      await writeFile(from(), content);
      assert.equal(await claimName(from(), to(), makeLink), true);
      assert.deepEqual(await readdir(workspace), ['to']);
      assert.deepEqual(await readFile(to()), content);
      await writeFile(from(), 'second');
      assert.equal(await claimName(from(), to(), makeLink), false);
      assert.deepEqual(await readFile(to()), content);
      assert.deepEqual((await readdir(workspace)).sort(), ['from', 'to']);
    });

    test(`${name}: a link of that name is neither followed nor replaced`, async () => {
      await writeFile(from(), content);
      await symlink(join(outer, 'nowhere'), to());
      assert.equal(await claimName(from(), to(), makeLink), false);
      assert.ok((await lstat(to())).isSymbolicLink());
      assert.deepEqual(await readdir(outer), ['workspace']);
    });
  }

  test('a failed rename takes its reservation back', async () => {
    await assert.rejects(claimName(join(workspace, 'missing'), to(), failWith('EPERM')), { code: 'ENOENT' });
    assert.deepEqual(await readdir(workspace), []);
  });

  test('other failures are not taken for missing hard links', async () => {
    await writeFile(from(), content);
    await assert.rejects(claimName(from(), to(), failWith('EIO')), { code: 'EIO' });
    assert.deepEqual(await readdir(workspace), ['from']);
  });
});

test('each scheme has its file system', async () => {
  const [local, other] = [new MemoryFiles(), new MemoryFiles()];
  const files = createFilesByScheme(local, other);
  await (await files.createTemp('file:///a', 'file:///')).discard();
  await (await files.createTemp('FILE:///b')).discard();
  await (await files.createTemp('vscode-vfs://github/a', 'vscode-vfs://github')).discard();
  assert.deepEqual(local.asked, [
    { folder: 'file:///a', within: 'file:///' },
    { folder: 'FILE:///b', within: undefined },
  ]);
  assert.deepEqual(other.asked, [{ folder: 'vscode-vfs://github/a', within: 'vscode-vfs://github' }]);
  other.max = 5;
  assert.equal(files.maxBytes('vscode-vfs://github/a'), 5);
  assert.equal(files.maxBytes('file:///a'), undefined);
  other.put('vscode-vfs://github/a', content);
  assert.deepEqual(await Promise.all(['vscode-vfs://github/a', 'file:///a'].map(at => files.exists(at))), [
    true,
    false,
  ]);
});
