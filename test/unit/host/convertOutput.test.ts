/** Missing files that were made in another format: real pictures, the real thread, a task that follows. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import type * as vscode from 'vscode';
import { Bytes } from '../../../src/core/assets/probe/bytes.ts';
import { pictureSize } from '../../../src/core/assets/probe/pictureSize.ts';
import { decodePng } from '../../../src/core/pictures/decodePng.ts';
import type { ReplacedFile } from '../../../src/core/tasks/events.ts';
import { reduce } from '../../../src/core/tasks/reduce.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import type { Services } from '../../../src/host/services.ts';
import type { OutputSnapshot } from '../../../src/shared/views.ts';
import { createNodeFs } from '../../support/nodeFs.ts';
import { extensionWithPictures } from '../../support/pictureRoom.ts';
import { root } from '../../support/repository.ts';
import { sampleTask } from '../../support/sampleTasks.ts';
import { silentLog } from '../../support/silentLog.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { editor, Uri, userSettings } from '../../support/vscodeStub.ts';

const { conversionTo } = await import('../../../src/host/editor/missing/conversion.ts');
const { convertedTo } = await import('../../../src/host/editor/missing/convertOutput.ts');
const { fill } = await import('../../../src/host/editor/missing/fill.ts');

const uriOf = (file: string): vscode.Uri => Uri.file(file) as unknown as vscode.Uri;

function taskWith(output: OutputSnapshot): Task {
  const known = { taskId: 'remote-7', submittedAt: 1, succeededAt: 2, finishedAt: 3 };
  return sampleTask('a', {
    request: { prompt: 'a quay' },
    state: { status: 'saved', ...known, urls: ['u'], outputs: [output] },
  });
}

const mimes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
};

/** A page's folder with a result in it, and the services that a conversion asks. */
function setUp(t: TestContext, saved: string, { isLedgerBroken = false, hasTrash = true } = {}) {
  const folder = tempFolder(t);
  const [pages, trash] = [path.join(folder, 'page'), path.join(folder, 'trash')];
  for (const each of [pages, trash]) mkdirSync(each);
  const ending = path.extname(saved).slice(1);
  copyFileSync(path.join(root, 'test/fixtures/media', `picture.${ending}`), path.join(pages, saved));
  editor.fs = createNodeFs(hasTrash ? trash : undefined);
  let task = taskWith({
    url: 'u',
    uri: uriOf(path.join(pages, saved)).toString(),
    mime: mimes[ending] ?? '',
    sha256: createHash('sha256')
      .update(readFileSync(path.join(pages, saved)))
      .digest('hex'),
  });
  const errors: string[] = [];
  const services = {
    context: { extensionPath: extensionWithPictures(t) },
    log: { ...silentLog, error: (text: string, e: unknown) => void errors.push(`${text}: ${e}`) },
    background: () => {},
    tasks: {
      find: async () => task,
      replaceOutput: async (_id: string, index: number, file: ReplacedFile) => {
        if (isLedgerBroken) throw new Error('the disk is full');
        task = reduce(task, { type: 'outputReplaced', index, file }, 9);
        return task;
      },
    },
  } as unknown as Services;
  t.after(() => {
    editor.fs = undefined;
    userSettings.clear();
  });
  const at = (name: string): string => path.join(pages, name);
  const outputOf = (of: Task | undefined): OutputSnapshot => {
    assert.ok(of !== undefined && 'outputs' in of.state && of.state.outputs[0]);
    return of.state.outputs[0];
  };
  return { services, task, at, pages, trash, outputOf, errors };
}

const pixels = (file: string): Uint8Array =>
  decodePng(readFileSync(file), (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength })).data;

describe('a missing PNG', () => {
  test('is not made of a file that somebody has worked on since, nor of an older one', async t => {
    const { services, task, at, pages, trash } = setUp(t, 'hero.jpg');
    const filling = { document: uriOf(at('page.md')), target: uriOf(at('hero.png')) };
    await fill(services, [[filling, task]], { mayAsk: true, isNew: false });
    writeFileSync(at('hero.jpg'), Buffer.concat([readFileSync(at('hero.jpg')), Buffer.from('x')]));
    await fill(services, [[filling, task]], { mayAsk: true, isNew: true });
    assert.deepEqual([readdirSync(pages), readdirSync(trash)], [['hero.jpg'], []]);
  });

  for (const saved of ['hero.jpg', 'hero.webp'])
    test(`that was made as ${saved} lies where it was missed, and is the task's`, async t => {
      const { services, task, at, pages, trash, outputOf } = setUp(t, saved);
      const [next] = await fill(
        services,
        [[{ document: uriOf(at('page.md')), target: uriOf(at('hero.png')) }, task]],
        { mayAsk: false, isNew: true },
      );
      assert.deepEqual(readdirSync(pages), ['hero.png']);
      assert.deepEqual(readdirSync(trash), [saved]);
      const content = readFileSync(at('hero.png'));
      assert.deepEqual(outputOf(next), {
        ...{ url: 'u', uri: uriOf(at('hero.png')).toString(), mime: 'image/png', width: 48, height: 32 },
        ...{ bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') },
      });
      assert.deepEqual(pictureSize('png', new Bytes(content)), { width: 48, height: 32 });
    });

  test('says of itself what the first file said, where the person wants that', async t => {
    const { services, task, at } = setUp(t, 'hero.jpg');
    userSettings.set('apiInOne.metadata.embed', true);
    await convertedTo(services, uriOf(at('hero.png')), task);
    const text = readFileSync(at('hero.png'), 'latin1');
    assert.match(text, /iTXtXML:com\.adobe\.xmp.*remote-7/s);
    assert.equal(pixels(at('hero.png')).length, 48 * 32 * 3);
  });

  test('takes the place of no other file', async t => {
    const { services, task, at, pages, trash } = setUp(t, 'hero.jpg');
    writeFileSync(at('hero.png'), 'another');
    assert.equal(await convertedTo(services, uriOf(at('hero.png')), task), undefined);
    assert.equal(readFileSync(at('hero.png'), 'utf8'), 'another');
    assert.deepEqual(readdirSync(pages).sort(), ['hero.jpg', 'hero.png']);
    assert.deepEqual(readdirSync(trash), []);
  });

  test('of a damaged picture is none', async t => {
    const { services, task, at, pages } = setUp(t, 'hero.jpg');
    writeFileSync(at('hero.jpg'), readFileSync(at('hero.jpg')).subarray(0, 300));
    assert.equal(await convertedTo(services, uriOf(at('hero.png')), task), undefined);
    assert.deepEqual(readdirSync(pages), ['hero.jpg']);
  });

  test('that the ledger cannot note is taken back', async t => {
    const { services, task, at, pages, trash } = setUp(t, 'hero.jpg', { isLedgerBroken: true });
    assert.equal(await convertedTo(services, uriOf(at('hero.png')), task), undefined);
    assert.deepEqual(readdirSync(pages), ['hero.jpg']);
    assert.deepEqual(readdirSync(trash), []);
  });

  test('leaves the first file where there is no trash', async t => {
    const { services, task, at, pages } = setUp(t, 'hero.jpg', { hasTrash: false });
    assert.ok(await convertedTo(services, uriOf(at('hero.png')), task));
    assert.deepEqual(readdirSync(pages).sort(), ['hero.jpg', 'hero.png']);
  });
});

describe('what becomes what', () => {
  const table: readonly (readonly [saved: string, asked: string, expected: string])[] = [
    ['/p/hero.jpg', '/p/hero.png', 'lossless'],
    ['/p/hero-2.webp', '/p/hero.PNG', 'lossless'],
    ['/p/hero.png', '/p/hero.jpg', 'lossy'],
    ['/p/hero.webp', '/p/hero.jpeg', 'lossy'],
    ['/p/hero.jpg', '/p/hero.jpeg', 'none'],
    ['/p/hero.png', '/p/hero.webp', 'none'],
    ['/p/hero.png', '/p/hero.avif', 'none'],
    ['/p/hero.gif', '/p/hero.png', 'none'],
    ['/p/hero.avif', '/p/hero.png', 'none'],
    ['/elsewhere/hero.jpg', '/p/hero.png', 'none'],
  ];
  for (const [saved, asked, expected] of table)
    test(`${saved} for ${asked}: ${expected}`, () => {
      const mime = mimes[path.extname(saved).slice(1)] ?? '';
      const found = conversionTo(uriOf(asked), taskWith({ url: 'u', uri: `file://${saved}`, mime }));
      const name = found?.isLossless === true ? 'lossless' : 'lossy';
      assert.equal(found === undefined ? 'none' : name, expected);
    });
});

describe('a missing JPEG that was made as PNG', () => {
  async function askedAbout(t: TestContext, answer: string | undefined) {
    const rig = setUp(t, 'hero.png');
    const questions: Promise<unknown>[] = [];
    const services = { ...rig.services, background: (work: Promise<unknown>) => void questions.push(work) };
    editor.informationAnswer = answer;
    editor.said.length = 0;
    t.after(() => {
      editor.informationAnswer = undefined;
    });
    const filling = { document: uriOf(rig.at('page.md')), target: uriOf(rig.at('hero.jpg')) };
    await fill(services, [[filling, rig.task]], { mayAsk: true, isNew: true });
    assert.equal(questions.length, 1);
    // A document to change is not there: what is tried says enough.
    const changed = await Promise.allSettled(questions);
    assert.ok(editor.said.includes('"hero.jpg" was made as PNG.'));
    return { ...rig, isChanged: changed[0]?.status === 'rejected' };
  }

  test('is converted where the person says so', async t => {
    const { at, pages, trash, isChanged } = await askedAbout(t, 'Convert to JPEG');
    assert.deepEqual(readdirSync(pages), ['hero.jpg']);
    assert.deepEqual(readdirSync(trash), ['hero.png']);
    assert.deepEqual(pictureSize('jpg', new Bytes(readFileSync(at('hero.jpg')))), { width: 48, height: 32 });
    assert.equal(isChanged, false);
  });

  for (const answer of ['Change the Document', undefined])
    test(`changes the document at ${answer ?? 'no answer'}`, async t => {
      const { pages, isChanged } = await askedAbout(t, answer);
      assert.deepEqual(readdirSync(pages), ['hero.png']);
      assert.equal(isChanged, true);
    });

  test('is not asked about where code asks', async t => {
    const { services, task, at, pages, errors } = setUp(t, 'hero.png');
    editor.said.length = 0;
    const filling = { document: uriOf(at('page.md')), target: uriOf(at('hero.jpg')) };
    assert.deepEqual(await fill(services, [[filling, task]], { mayAsk: false, isNew: true }), [task]);
    assert.match(errors.join(), /openTextDocument/, 'the document is what is changed');
    assert.deepEqual(readdirSync(pages), ['hero.png']);
    assert.deepEqual(editor.said, []);
  });
});
