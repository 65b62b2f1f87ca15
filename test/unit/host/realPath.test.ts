/** Where a path leads that is about to be made or read. */
import assert from 'node:assert/strict';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { isInPath, realPathOf } from '../../../src/host/inputs/realPath.ts';
import { temporaryFolder } from '../../rig/lifetime.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let root: string;
let site: string;

before(async () => {
  place = await temporaryFolder('real-path');
  root = await realpath(place.path);
  site = path.join(root, 'site');
  await mkdir(path.join(site, 'img'), { recursive: true });
  await mkdir(path.join(root, 'private'));
  await writeFile(path.join(root, 'private/key.png'), 'x');
  const links: readonly (readonly [from: string, to: string])[] = [
    ['out', '../private'],
    ['file.png', '../private/key.png'],
    ['ghost.png', '../private/none.png'],
    ['ghosts', '../nowhere'],
    ['img/up.png', '../../private/none.png'],
    ['inside.png', 'img/none.png'],
    ['a.png', 'b.png'],
    ['b.png', 'a.png'],
  ];
  for (const [from, to] of links) await symlink(to, path.join(site, from));
});
after(() => place.remove());

const table: readonly (readonly [name: string, isInside: boolean])[] = [
  ['img/new.png', true],
  ['new/folder/new.png', true],
  ['inside.png', true],
  ['out/new.png', false],
  ['file.png', false],
  ['ghost.png', false],
  ['ghosts/new.png', false],
  ['img/up.png', false],
  ['a.png', false],
];
for (const [name, isInside] of table)
  test(`${name} ${isInside ? 'stays' : 'leads out'}`, async () => {
    assert.equal(isInPath(site, await realPathOf(path.join(site, name))), isInside);
  });
