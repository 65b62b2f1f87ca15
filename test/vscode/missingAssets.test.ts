/** Files that a document names and that are not there: the hint, what makes them, and when nothing is said. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../src/shared/views.ts';
import { makeJpeg, makePng } from '../support/fakeApi/media.ts';
import {
  emptyFolder,
  extensionApi,
  fakeServiceForSuite,
  rejection,
  run,
  setSetting,
} from './support/liveService.ts';

suite('missing files', () => {
  const fake = fakeServiceForSuite();
  let folder: string;

  suiteSetup(async () => {
    await extensionApi();
    folder = await emptyFolder('missing');
    await writeFile(path.join(folder, 'there.png'), makePng({}));
  });

  async function open(name: string, content: string): Promise<vscode.TextDocument> {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    return document;
  }

  const hintsIn = ({ uri }: vscode.TextDocument): string[] =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source }) => source === 'API in One')
      .map(({ message }) => /"([^"]+)"/.exec(message)?.[1] ?? message);

  /** Resolves when the hints in `document` are about these files, in this order. */
  async function whenHinted(document: vscode.TextDocument, ...names: readonly string[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (hintsIn(document).join() === names.join()) resolve();
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
    await promise.finally(() => subscription.dispose());
  }

  async function actionsAt(document: vscode.TextDocument, text: string): Promise<vscode.CodeAction[]> {
    const at = document.positionAt(document.getText().indexOf(text));
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at, at),
    );
    return found.filter(({ title }) => title.includes('API in One') || title.includes('Missing Files'));
  }

  test('a picture that is not there is hinted at, made at that very place, and the hint is gone', async () => {
    const document = await open(
      'docs/page.md',
      '# The quay\n\n![A quay at dawn](img/my%20quay.png)\n![there](../there.png)\n![web](https://example.org/a.png)\n',
    );
    await whenHinted(document, 'my quay.png');
    const [hint] = vscode.languages.getDiagnostics(document.uri);
    assert.equal(hint?.severity, vscode.DiagnosticSeverity.Hint);
    assert.equal(hint && document.getText(hint.range), 'img/my%20quay.png');
    const actions = await actionsAt(document, 'img/my');
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Generate "my quay.png" with API in One…'],
    );
    assert.deepEqual(await actionsAt(document, 'there.png'), []);

    const posts = fake().posts('/images/generations').length;
    const [task] = await run<TaskSnapshot[]>('generateMissing', { document: document.uri.toString() });
    assert.equal(task?.status, 'saved', JSON.stringify(task?.error));
    assert.equal(task?.request['prompt'], 'A quay at dawn');
    assert.equal(fake().posts('/images/generations').length, posts + 1);
    await readFile(path.join(folder, 'docs/img/my quay.png'));
    await whenHinted(document);
    assert.equal(document.isDirty, false);
  });

  test('a component that nothing installed knows is looked through as what its ending says', async () => {
    const document = await open(
      'card.vue',
      '<template>\n<img src="./img/quay.png" alt="A quay">\n</template>\n',
    );
    assert.equal(document.languageId, 'plaintext');
    await whenHinted(document, 'quay.png');
    const actions = await actionsAt(document, 'img/quay');
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Generate "quay.png" with API in One…'],
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('the hint comes back when the file goes, and goes when any program makes it', async () => {
    const document = await open('back.md', '![x](there.png) ![y](made/later.webp)');
    await whenHinted(document, 'later.webp');
    // Watchers of some systems miss what comes into a folder that was made in the same moment: then coming back to the
    // page finds it.
    await mkdir(path.join(folder, 'made'));
    await writeFile(path.join(folder, 'made/later.webp'), 'x');
    const other = await open('other.md', 'another page');
    await vscode.window.showTextDocument(document);
    await whenHinted(document);
    assert.deepEqual(hintsIn(other), []);
    const there = path.join(folder, 'there.png');
    const content = await readFile(there);
    await rm(there);
    await whenHinted(document, 'there.png');
    await writeFile(there, content);
    await whenHinted(document);
  });

  test('a file of another format is named as it is, in all its mentions', async () => {
    const document = await open(
      'page.html',
      '<h1>Harbour</h1>\n<img src="img/pier.jpg?v=2" width="1600" height="900"><img src="img/pier.jpg" alt="x">',
    );
    await whenHinted(document, 'pier.jpg', 'pier.jpg');
    const [task] = await run<TaskSnapshot[]>('generateMissing', { document: document.uri.toString() });
    assert.match(task?.outputs[0]?.uri ?? '', /missing\/img\/pier\.png$/);
    assert.equal(task?.request['prompt'], 'Harbour: pier');
    assert.equal(task?.request['aspect_ratio'], '16:9');
    assert.equal(
      document.getText(),
      '<h1>Harbour</h1>\n<img src="img/pier.png?v=2" width="1600" height="900"><img src="img/pier.png" alt="x">',
    );
    await whenHinted(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('asked for twice at once it is bought once', async () => {
    const document = await open('twice.md', '![A buoy](img/buoy.png)\n');
    const posts = fake().posts('/images/generations').length;
    const argument = { document: document.uri.toString() };
    const asked = ['generateMissing', 'generateMissing', 'generateMissing'].map(command =>
      run<TaskSnapshot[]>(command, argument),
    );
    const made = (await Promise.all(asked)).flat();
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    assert.equal(fake().posts('/images/generations').length, posts + 1);
    // Once it is gone it may be ordered again.
    await rm(path.join(folder, 'img/buoy.png'));
    await whenHinted(document, 'buoy.png');
    const [again] = await run<TaskSnapshot[]>('generateMissing', argument);
    assert.equal(again?.status, 'saved');
    assert.notEqual(again?.id, made[0]?.id);
  });

  test('what lies there under another name is named so, and not bought again', async () => {
    const request = { params: { prompt: 'a mole' }, output: { file: 'missing/img/mole.gif' } };
    const made = await run<TaskSnapshot>('generateImage', request);
    assert.match(made.outputs[0]?.uri ?? '', /mole\.png$/);
    const posts = fake().posts('/images/generations').length;
    const document = await open('mole.md', '![A mole](img/mole.gif)\n');
    assert.deepEqual(await run('generateMissing', { document: document.uri.toString() }), []);
    assert.equal(document.getText(), '![A mole](img/mole.png)\n');
    assert.equal(fake().posts('/images/generations').length, posts);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('a picture that was made as JPEG becomes the PNG that the page names', async () => {
    const document = await open('posters.md', '![A poster](img/poster.png)');
    await whenHinted(document, 'poster.png');
    const url = fake().addMedia('poster.jpg', 'image/jpeg', makeJpeg({ width: 24, height: 16 }));
    fake().expectPost('/images/generations', { task: { response: [url] } });
    const [task] = await run<TaskSnapshot[]>('generateMissing', { document: document.uri.toString() });
    const file = path.join(folder, 'img/poster.png');
    const output = task?.outputs[0];
    assert.equal(output?.uri, vscode.Uri.file(file).toString());
    assert.deepEqual([output.mime, output.width, output.height], ['image/png', 24, 16]);
    assert.equal(output.bytes, (await readFile(file)).length);
    assert.equal(document.isDirty, false);
    const found = await run<TaskSnapshot | undefined>('whatMadeThisFile', output.uri);
    assert.equal(found?.id, task?.id);
    await whenHinted(document);
  });

  test('all files of a document are made, each once, of the kind that its name says', async () => {
    const document = await open(
      'all.md',
      '![a](a.png) ![a](a.png) <video src="b.mp4" title="Waves"></video> <audio src="c.mp3" title="A waltz"></audio>',
    );
    await whenHinted(document, 'a.png', 'a.png', 'b.mp4', 'c.mp3');
    const titles = (await actionsAt(document, 'b.mp4')).map(({ title }) => title);
    assert.ok(titles.includes('Generate All Missing Files of This Document (3)…'), titles.join());
    const done = await run<TaskSnapshot[]>('generateMissing', { document: document.uri.toString() });
    assert.deepEqual(
      done.map(({ kind, status }) => [kind, status]),
      [
        ['image', 'saved'],
        ['video', 'saved'],
        ['music', 'saved'],
      ],
    );
    await whenHinted(document);
  });

  test('nothing is said where it is not wanted, nor of what is excluded', async () => {
    const document = await open('quiet.md', '![x](none.png)');
    await whenHinted(document, 'none.png');
    await setSetting('apiInOne.missingAssets.enabled', false);
    await whenHinted(document);
    await setSetting('apiInOne.missingAssets.enabled', undefined);
    await whenHinted(document, 'none.png');
    const exclude = vscode.workspace.getConfiguration('search').get<object>('exclude');
    await setSetting('search.exclude', { ...exclude, '**/hidden': true });
    const hidden = await open('hidden/page.md', '![x](none.png)');
    const other = await open('seen.md', '![x](hidden/none.png) ![y](node_modules/none.png) ![z](one.png)');
    await whenHinted(other, 'one.png');
    assert.deepEqual(hintsIn(hidden), []);
    await setSetting('search.exclude', undefined);
  });

  test('what .gitignore excludes is neither a page nor a missing file, as soon as it says so', async () => {
    const document = await open('kept/page.md', '![a](made/a.png) ![b](kept.png) ![c](deep/d.png)');
    const built = await open('kept/built/page.md', '![a](../kept.png)');
    const all = ['a.png', 'kept.png', 'd.png'];
    await whenHinted(built, 'kept.png');
    await vscode.window.showTextDocument(document);
    await whenHinted(document, ...all);
    const rules = path.join(folder, '.gitignore');
    await writeFile(rules, '# made by others\nmade/\n/kept/built\nd.png\n');
    await whenHinted(document, 'kept.png');
    await whenHinted(built);
    const nested = path.join(folder, 'kept/deep');
    await mkdir(nested, { recursive: true });
    await writeFile(path.join(folder, 'kept/.gitignore'), '!d.png\n!made/a.png\n');
    await whenHinted(document, 'kept.png', 'd.png');
    await rm(rules);
    await whenHinted(document, ...all);
    await rm(path.join(folder, 'kept/.gitignore'));
  });

  test('a link out of the workspace is refused before anything is sent', async () => {
    const outside = path.join(tmpdir(), `outside-${process.pid}`);
    await mkdir(outside, { recursive: true });
    await symlink(outside, path.join(folder, 'linked'));
    const document = await open('linked.md', '![x](linked/none.png)');
    await whenHinted(document, 'none.png');
    const posts = fake().posts().length;
    const error = await rejection(run('generateMissing', { document: document.uri.toString() }));
    assert.match(error.message, /a link leads out of it\. Nothing was sent/);
    assert.equal(fake().posts().length, posts);
    await rm(outside, { recursive: true });
  });

  test('a document that misses nothing costs nothing; one that is none rejects', async () => {
    const document = await open('whole.md', '![x](there.png) ![y](docs)');
    assert.deepEqual(await run('generateMissing', { document: document.uri.toString() }), []);
    assert.match((await rejection(run('generateMissing', { document: 5 }))).message, /document/);
  });
});
