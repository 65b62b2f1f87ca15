import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nameFor, type PlanInput, planOutput, saveRequestFor } from '../../../src/core/assets/plan.ts';
import { promptSlug } from '../../../src/core/assets/promptSlug.ts';
import { fillTemplate, lateTokens } from '../../../src/core/assets/template.ts';

const workspace = 'file:///home/ada/my%20site';
const now = new Date(2026, 2, 9, 14, 3, 59).getTime();

/** `@name` for `${name}`, which a plain string may not hold. */
function t(template: string): string {
  return template.replace(/@([a-zA-Z_]*[a-zA-Z])/g, '$' + '{$1}');
}

function plan(changes: Partial<PlanInput> & { folder?: string; fileName?: string } = {}) {
  const { folder = 'assets/generated', fileName = t('@slug'), ...rest } = changes;
  return planOutput({
    workspaceFolder: workspace,
    settings: { folder: t(folder), fileName: t(fileName) },
    kind: 'image',
    model: 'flux-2',
    params: { prompt: 'A red bicycle', aspect_ratio: '16:9', resolution: '1K' },
    now,
    ...rest,
  });
}

const late = { index: 0, count: 1, taskId: 'task_9', seed: undefined };

describe('planOutput', () => {
  test('puts results below the workspace folder, named after the prompt', () => {
    assert.deepEqual(plan(), {
      folder: 'file:///home/ada/my%20site/assets/generated',
      within: workspace,
      fileName: 'a-red-bicycle',
    });
  });

  test('fills the tokens of the folder', () => {
    const { folder } = plan({ folder: '@kind/@model/@date/@aspect_ratio', kind: 'removeBackground' });
    assert.equal(folder, `${workspace}/remove-background/flux-2/2026-03-09/16-9`);
  });

  test('fills what is known of the name and leaves what the answer tells', () => {
    assert.equal(
      plan({ fileName: '@date_@time-@model-@resolution-@index-@taskId-@seed' }).fileName,
      t('2026-03-09_14-03-59-flux-2-1k-@index-@taskId-@seed'),
    );
    assert.equal(plan({ fileName: '@slug-@seed', params: { prompt: 'x', seed: 7 } }).fileName, 'x-7');
  });

  test('a token that nothing fills goes, with its separator', () => {
    assert.equal(plan({ fileName: '@nothing-@slug_@constructor.@style' }).fileName, 'a-red-bicycle');
    assert.equal(plan({ folder: 'a/@nothing/b' }).folder, `${workspace}/a/b`);
    assert.equal(plan({ fileName: '@nothing', kind: 'swapFace' }).fileName, 'swap-face');
    assert.equal(plan({ params: { prompt: '🚀' } }).fileName, 'image');
  });

  test('starts from the folder of the file where the setting says so', () => {
    const fileDirname = `${workspace}/docs/guide`;
    assert.deepEqual(plan({ folder: '@fileDirname/img', fileDirname }), {
      folder: `${workspace}/docs/guide/img`,
      within: workspace,
      fileName: 'a-red-bicycle',
    });
    assert.equal(plan({ folder: '@fileDirname/img' }).folder, `${workspace}/img`);
    assert.equal(plan({ folder: 'x/@fileDirname', fileDirname }).folder, `${workspace}/x/docs-guide`);
    const elsewhere = plan({ folder: '@fileDirname/img', fileDirname: 'file:///srv/notes' });
    assert.deepEqual([elsewhere.folder, elsewhere.within], ['file:///srv/notes/img', 'file:///srv/notes']);
  });

  test('stays on the file system that the folder is on', () => {
    const { folder, within } = plan({ workspaceFolder: 'vscode-remote://ssh-remote%2Bbox/home/ada/' });
    assert.equal(folder, 'vscode-remote://ssh-remote%2Bbox/home/ada/assets/generated');
    assert.equal(within, 'vscode-remote://ssh-remote%2Bbox/home/ada/');
  });

  test('without any folder there is nowhere to save', () => {
    assert.throws(() => plan({ workspaceFolder: undefined }), { kind: 'storage', reason: 'noFolder' });
    const file = plan({ workspaceFolder: undefined, fileDirname: 'file:///srv/notes' });
    assert.equal(file.folder, 'file:///srv/notes/assets/generated');
  });

  for (const folder of [
    '..',
    '../other',
    'a/../../b',
    'a\\..\\..\\b',
    '/etc',
    '\\\\server\\share',
    'C:\\x',
    'c:/x',
    'file:///etc',
    '~/x',
    '.git',
    '.git/hooks',
    'a/.vscode',
    ' .git',
    '.g\u200cit',
    'GIT~1/hooks',
    '...',
    '@fileDirname/../..',
    'a/\u200b/b',
  ]) {
    test(`the folder ${JSON.stringify(folder)} is refused, wherever it comes from`, () => {
      assert.throws(() => plan({ folder }), { kind: 'setting', setting: 'apiInOne.output.folder' });
      const rule = { kind: 'input', field: 'output.folder', rule: 'notAllowed' };
      assert.throws(() => plan({ request: { folder: t(folder) } }), rule);
    });
  }

  test('the folder of a file in a dot folder is refused as well', () => {
    const fileDirname = `${workspace}/.github/docs`;
    assert.throws(() => plan({ folder: '@fileDirname', fileDirname }), { kind: 'setting' });
  });

  test('values bring no separators, dots or tokens of their own', () => {
    const params = { prompt: '../../.git/hooks/post-commit', style: t('@taskId'), negative_prompt: '..' };
    assert.equal(plan({ params }).fileName, 'git-hooks-post-commit');
    assert.equal(plan({ params, fileName: '@style' }).fileName, 'taskid');
    assert.equal(
      plan({ params, folder: '@prompt/@negative_prompt' }).folder,
      `${workspace}/git-hooks-post-commit`,
    );
  });

  test('a wish of the request comes before the settings; its media extension is left to the content', () => {
    const { folder, fileName } = plan({ request: { folder: 'public/img', fileName: 'Hero image.png' } });
    assert.deepEqual([folder, fileName], [`${workspace}/public/img`, 'Hero image']);
    assert.equal(plan({ request: { fileName: 'v1.2' } }).fileName, 'v1.2');
    assert.equal(plan({ request: { fileName: '../up/x' } }).fileName, 'up-x');
  });

  test('an exact target is taken as it stands', () => {
    assert.deepEqual(plan({ request: { file: 'public/img/Hero @2x.png', folder: 'ignored' } }), {
      folder: `${workspace}/public/img`,
      within: workspace,
      fileName: 'Hero @2x',
      exactName: 'Hero @2x.png',
    });
    assert.equal(plan({ request: { file: 'hero' } }).folder, workspace);
    // Linux tells composed letters from others, and a page names the file by its own.
    const apart = plan({ request: { file: 'cafe\u0301/he\u0301ro.png' } });
    assert.deepEqual([apart.folder, apart.exactName], [`${workspace}/cafe%CC%81`, 'he\u0301ro.png']);
    assert.equal(plan({ request: { file: t('@kind/x.png') } }).folder, `${workspace}/%24%7Bkind%7D`);
  });

  for (const file of [
    '',
    'img/',
    '../x.png',
    '/x.png',
    'C:\\x.png',
    '.env',
    '.git/config',
    'a/con.png',
    'a/con/x.png',
    'x.png ',
    'a\u202egnp.exe',
    'a?.png',
    'a /x.png',
  ]) {
    test(`the target ${JSON.stringify(file)} is refused`, () => {
      assert.throws(() => plan({ request: { file } }), {
        kind: 'input',
        field: 'output.file',
        rule: 'notAllowed',
      });
    });
  }
});

describe('nameFor', () => {
  test('numbers several outputs, unless the template does', () => {
    const names = (fileName: string) =>
      [0, 1, 2].map(index => nameFor(plan({ fileName }), { ...late, index, count: 3 }).baseName);
    assert.deepEqual(names('@slug'), ['a-red-bicycle-1', 'a-red-bicycle-2', 'a-red-bicycle-3']);
    assert.deepEqual(names('@index_@slug'), ['1_a-red-bicycle', '2_a-red-bicycle', '3_a-red-bicycle']);
    assert.equal(nameFor(plan(), late).baseName, 'a-red-bicycle');
  });

  test('fills the late tokens, and drops a seed that nobody knows', () => {
    const template = plan({ fileName: '@seed-@taskId' });
    assert.equal(nameFor(template, late).baseName, 'task-9');
    assert.equal(nameFor(template, { ...late, seed: 42 }).baseName, '42-task-9');
    assert.equal(nameFor(template, { ...late, taskId: '../../x' }).baseName, 'x');
    assert.equal(nameFor(plan({ fileName: '@seed' }), late).baseName, 'result');
  });

  test('the number survives the longest name', () => {
    const long = plan({ request: { fileName: 'x'.repeat(400) } });
    const names = [0, 1].map(index => nameFor(long, { ...late, index, count: 2 }).baseName);
    assert.ok(names[0]?.endsWith('x-1') && names[1]?.endsWith('x-2'));
  });

  test('the first output has the exact name, the others follow numbered', () => {
    const exact = plan({ request: { file: 'img/hero.png' } });
    const names = [0, 1, 2].map(index => nameFor(exact, { ...late, index, count: 3 }).exactName);
    assert.deepEqual(names, ['hero.png', 'hero-2.png', 'hero-3.png']);
    assert.equal(
      nameFor(plan({ request: { file: 'hero' } }), { ...late, index: 1, count: 2 }).exactName,
      'hero-2',
    );
  });

  test('saveRequestFor carries the boundary along', () => {
    const source = { url: 'https://cdn.example.com/1', origin: 'public' } as const;
    assert.deepEqual(saveRequestFor(plan(), late, source), {
      ...source,
      folder: `${workspace}/assets/generated`,
      within: workspace,
      baseName: 'a-red-bicycle',
      exactName: undefined,
    });
  });
});

describe('fillTemplate', () => {
  const rows: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['@a-@b', { a: 'x', b: 'y' }, 'x-y'],
    ['@a-@b-c', { a: 'x' }, 'x-c'],
    ['@a-@b', {}, ''],
    ['pre @a post', {}, 'pre post'],
    ['@a', { a: 0.5 }, '0-5'],
    ['@a', { a: -3 }, 'minus3'],
    ['@a', { a: true }, 'true'],
    ['@a', { a: Number.NaN }, ''],
    ['@a', { a: ['x'] }, ''],
    ['@a', { a: { toString: () => 'x' } }, ''],
    ['@toString-@a', { a: 'x' }, 'x'],
    ['$' + '{__proto__}', {}, ''],
  ];
  for (const [template, values, expected] of rows) {
    test(`${template} with ${JSON.stringify(values)}`, () =>
      assert.equal(fillTemplate(t(template), values), expected));
  }

  test('leaves unknown late tokens and nothing else', () => {
    assert.equal(fillTemplate(t('@x-@index-@y'), {}, lateTokens), t('@index'));
    assert.equal(fillTemplate('$' + '{} $x $' + '{index', {}, lateTokens), '$x $' + '{index');
  });
});

test('promptSlug finds the words that say what is made', () => {
  assert.equal(promptSlug('music', { prompt: '[Verse] la la', title: 'Sea song' }), 'sea-song');
  assert.equal(promptSlug('music', { gpt_description_prompt: 'calm piano' }), 'calm-piano');
  assert.equal(promptSlug('speech', { dialogue: [{ text: '[whispers] Hello there' }] }), 'hello-there');
  const image = 'https://cdn.example.com/a/My%20Portrait.JPG?sig=secret';
  assert.equal(promptSlug('removeBackground', { image }), 'my-portrait-no-background');
  assert.equal(
    promptSlug('swapFace', { image, face_image: 'https://x.example/f.png' }),
    'my-portrait-face-swap',
  );
  assert.equal(
    promptSlug('removeVideoBackground', { video: 'https://x.example/clip.mp4' }),
    'clip-no-background',
  );
  for (const params of [
    {},
    { image: 'data:image/png;base64,AAAA' },
    { image: 'https://x.example' },
    { dialogue: [7] },
  ]) {
    assert.equal(promptSlug('upscaleImage', params), '');
  }
});
