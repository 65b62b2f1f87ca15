/** Which places belong to a folder in Restricted Mode, on a real disk with its links. */
import '../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createLocalFiles } from '../../src/host/ports/localFiles.ts';
import { editor, Uri } from '../support/vscodeStub.ts';

const { isRestricted, outsideRestricted, refuseRestrictedInput, saveWhenTrusted } = await import(
  '../../src/host/restricted.ts'
);

const uriOf = (file: string): Uri => Uri.parse(pathToFileURL(file).href);
const asks = (file: string): Promise<boolean> => isRestricted(uriOf(file) as never);

describe('a folder in Restricted Mode', () => {
  const top = mkdtempSync(path.join(tmpdir(), 'api-in-one-'));
  const [site, other] = [path.join(top, 'site'), path.join(top, 'site-other')];
  before(async () => {
    await mkdir(path.join(site, 'img'), { recursive: true });
    await mkdir(other);
    await writeFile(path.join(site, 'img/a.png'), 'x');
    await symlink(site, path.join(top, 'way-in'));
    await symlink(other, path.join(site, 'way-out'));
  });
  after(() => rm(top, { recursive: true, force: true }));

  beforeEach(() => {
    editor.isTrusted = false;
    editor.workspaceFolders = [{ uri: uriOf(site) }];
  });

  for (const [name, inside] of [
    ['site', true],
    ['site/img/a.png', true],
    ['site/not/there/yet', true],
    ['site/way-out', true],
    ['way-in', true],
    ['way-in/img/a.png', true],
    ['way-in/not/there/yet', true],
    ['site-other', false],
    ['site-other/site', false],
    ['elsewhere', false],
  ] as const) {
    test(`${name} ${inside ? 'belongs to it' : 'does not'}`, async () => {
      assert.equal(await asks(path.join(top, name)), inside);
      editor.isTrusted = true;
      assert.equal(await asks(path.join(top, name)), false, 'trusted, nothing does');
    });
  }

  test('another scheme or machine is another place', async () => {
    for (const uri of [`other:${site}`, `file://server${site}`])
      assert.equal(await isRestricted(Uri.parse(uri) as never), false, uri);
  });

  test('takes no file, not even a temporary one, until it is trusted', async () => {
    const files = outsideRestricted(createLocalFiles());
    const folder = pathToFileURL(path.join(top, 'way-in/made')).href;
    await assert.rejects(files.createTemp(folder), { kind: 'storage', reason: 'untrusted' });
    assert.equal(await files.exists(folder), false);
    editor.isTrusted = true;
    await (await files.createTemp(folder)).discard();
    assert.equal(await files.exists(folder), true);
  });

  test('gives no input', async () => {
    const input = uriOf(path.join(top, 'way-in/img/a.png')) as never;
    await assert.rejects(refuseRestrictedInput(input, 'a.png'), { kind: 'inputFile', reason: 'untrusted' });
    editor.isTrusted = true;
    await refuseRestrictedInput(input, 'a.png');
  });

  test('gets what was held back once it is trusted, also where that was while no window had it', async () => {
    const folder = pathToFileURL(path.join(site, 'made')).href;
    const held = (id: string, reason: string, at = folder) => {
      const error = { kind: 'storage', message: '', details: { reason } };
      return { id, output: { folder: at, fileName: id }, state: { status: 'unsaved', error } };
    };
    const tasks = [
      held('here', 'untrusted'),
      held('full', 'noSpace'),
      held('there', 'untrusted', pathToFileURL(other).href),
    ];
    const retried: string[] = [];
    const parts = {
      background: () => {},
      tasks: { ready: Promise.resolve(), tasks: () => tasks, retry: (id: string) => retried.push(id) },
    };
    const first = saveWhenTrusted(parts as never);
    await setImmediate();
    assert.deepEqual(retried, []);
    editor.isTrusted = true;
    editor.trustGranted.fire(undefined as never);
    assert.deepEqual(retried, ['here']);
    first.dispose();
    assert.equal(editor.trustGranted.listenerCount, 0);
    const second = saveWhenTrusted(parts as never);
    await setImmediate();
    assert.deepEqual(retried, ['here', 'here']);
    second.dispose();
  });
});
