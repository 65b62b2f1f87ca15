/** What is in the bundles and in the VSIX: nothing too much, nothing missing, nothing without its licence. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { listFiles, readJson, readText, root } from '../support/repository.ts';
import { buildForProduction, type ProductionBuild } from './productionBuild.ts';

/** What may be bundled without asking anybody. */
const freeLicences = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];

/** All that the VSIX may hold, beside what is in `dist`. */
const shipped = [
  /^package(\.nls(\.[a-z-]+)?)?\.json$/,
  /^(README\.md|CHANGELOG\.md|LICENSE)$/,
  /^media\/(icon\.png|activity\.svg|api-in-one\.d\.ts)$/,
  /^media\/l10n\/bundle\.l10n\.[a-z-]+\.json$/,
  /^media\/walkthrough\/\w+\.svg$/,
  /^media\/sandbox\/\w+\.mp4$/,
  /^media\/schemas\/\w+\.schema\.json$/,
];

/** Everything together, compressed as the VSIX is. */
const maximumBytes = 1_000_000;

/** The folder of the package that a source belongs to. */
const packageFolder = (input: string): string | undefined =>
  /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];

/** Bundles `files` for no platform, with nothing left outside. Rejects where they ask for more than themselves. */
async function bundleAlone(files: readonly string[]): Promise<void> {
  const contents = files.map(file => `import './${file}';`).join('\n');
  await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    platform: 'neutral',
    write: false,
    logLevel: 'silent',
  });
}

test('shared and core stand alone', async () => {
  const files = [...listFiles('src/core', '.ts'), ...listFiles('src/shared', '.ts')];
  assert.ok(files.length > 80);
  await bundleAlone(files);
  await assert.rejects(bundleAlone(['src/host/words.ts']), /Could not resolve "vscode"/);
});

test('the panel stands alone', () => bundleAlone(['media/studio/main.ts']));

describe('the production build', () => {
  let built: ProductionBuild;
  before(() => {
    built = buildForProduction();
  });
  after(() => built.remove());

  const output = (name: string) => {
    const found = built.outputs.get(name);
    assert.ok(found !== undefined, `${name} is missing`);
    return found;
  };

  /** What the VSIX would hold: each path with the file that it comes from. */
  function vsixFiles(): Map<string, string> {
    const [first, ...rules] = readText('.vscodeignore')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'));
    assert.equal(first, '**', 'nothing is shipped unless it is named');
    const files = new Map<string, string>();
    for (const rule of rules) {
      assert.ok(rule.startsWith('!'), rule);
      const pattern = rule.slice(1);
      const isBuilt = pattern.startsWith('dist/');
      const cwd = isBuilt ? built.folder : root;
      const found = globSync(isBuilt ? pattern.slice('dist/'.length) : pattern, { cwd, withFileTypes: true });
      for (const entry of found.filter(e => e.isFile())) {
        const file = path.join(entry.parentPath, entry.name);
        const inVsix = path.relative(cwd, file).split(path.sep).join('/');
        files.set(isBuilt ? `dist/${inVsix}` : inVsix, file);
      }
    }
    return files;
  }

  test('nothing from outside is required twice', () => {
    for (const name of [...built.outputs.keys()].filter(n => n.endsWith('.js') && n !== 'studio.js')) {
      const text = readFileSync(path.join(built.folder, name), 'utf8');
      const direct = [...text.matchAll(/\brequire\("(?:vscode|node:)[^"]*"\)/g)].map(m => m[0]);
      assert.deepEqual(direct, [], name);
      assert.match(text, /^"use strict";const askOnce=/, name);
    }
  });

  test('starting reads neither a package nor a lazy room', () => {
    const { inputs } = output('extension.js');
    const lazy = [...built.outputs].filter(
      ([name, o]) => name !== 'extension.js' && o.entryPoint?.startsWith('src/'),
    );
    const rooms = lazy.map(([, o]) => o.entryPoint ?? '');
    assert.deepEqual(rooms.map(room => path.basename(room, '.ts')).sort(), [
      'assetEdits',
      'clearUploads',
      'convertOutput',
      'createHandlers',
      'createSandboxHttp',
      'createSaver',
      'fileStores',
      'gitRules',
      'joinWhenSaved',
      'missingAssets',
      'pictureWorker',
      'platformHttp',
      'publicAddress',
      'recordRequest',
      'sandboxAddress',
      'sniffMedia',
      'studioPanel',
      'tellWhenDone',
      'trackTask',
      'undiciHttp',
    ]);
    const tooMuch = Object.keys(inputs).filter(
      input =>
        packageFolder(input) !== undefined ||
        rooms.includes(input) ||
        (input.startsWith('src/core/sandbox/') && input !== 'src/core/sandbox/address.ts'),
    );
    assert.deepEqual(tooMuch, []);
  });

  test('what a bundle loads beside it is there', () => {
    for (const [name, { imports }] of built.outputs)
      for (const { path: to } of imports.filter(i => i.path.startsWith('./')))
        assert.ok(existsSync(path.join(built.folder, to)), `${name} loads ${to}`);
    for (const [, asset] of readText('src/host/panel/studioHtml.ts').matchAll(/asset\('([^']+)'\)/g))
      assert.ok(existsSync(path.join(built.folder, asset ?? '')), asset);
  });

  test('the editor is spoken to from the bundles of the host alone', () => {
    const speakers = [...built.outputs].filter(([, o]) => o.imports.some(i => i.path === 'vscode'));
    const mayNot = speakers.filter(
      ([, o]) => !/^src\/(extension|host\/(?!ports\/).*)\.ts$/.test(o.entryPoint ?? ''),
    );
    assert.ok(speakers.length > 1);
    assert.deepEqual(
      mayNot.map(([name]) => name),
      [],
    );
    assert.deepEqual(output('studio.js').imports, []);
  });

  test('what is bundled is free to use, and its notice is shipped', () => {
    const notices = readFileSync(path.join(built.folder, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const folders = [...new Set(built.inputs.flatMap(input => packageFolder(input) ?? []))];
    const names = folders.map(folder => {
      const manifest = readJson(`${folder}/package.json`) as Record<'name' | 'version' | 'license', string>;
      const { name, version, license } = manifest;
      assert.ok(freeLicences.includes(license), `${name}: ${license}`);
      assert.ok(notices.includes(`\n${name} ${version} (${license})\n`), `no notice for ${name}`);
      return name;
    });
    assert.ok(names.includes('undici') && names.includes('file-type'), names.join());
    const sections = notices.split(`\n${'-'.repeat(80)}\n`).slice(1);
    assert.equal(sections.length, names.length);
    for (const section of sections) assert.match(section, /Copyright|©/, section.slice(0, 60));
    assert.match(notices, /llhttp\. MIT License\. Copyright Fedor Indutny/);
  });

  test('the VSIX holds what is named and no more', () => {
    const files = [...vsixFiles().keys()];
    const inDist = files.flatMap(file => /^dist\/(.+)$/.exec(file)?.[1] ?? []);
    assert.deepEqual(inDist.sort(), [...built.outputs.keys(), 'THIRD-PARTY-NOTICES.txt'].sort());
    const others = files.filter(file => !file.startsWith('dist/'));
    assert.deepEqual(
      others.filter(file => !shipped.some(pattern => pattern.test(file))),
      [],
    );
  });

  test('the VSIX holds every file that the manifest, the README and the code name', () => {
    const files = vsixFiles();
    const named = [
      ...readText('package.json').matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+)"/g),
      // Pictures are put into the README when it is packaged.
      ...readText('README.md').matchAll(/\]\(((?:media|docs)\/[^)]+(?<!\.jpg))\)/g),
      ...listFiles('src', '.ts')
        .map(readText)
        .join('\n')
        .matchAll(/'(media\/[\w/.-]+)'/g),
    ].map(m => m[1] ?? '');
    assert.ok(named.includes('dist/extension.js') && named.includes('media/icon.png'), named.join());
    const languages = [...files.keys()].flatMap(f => /^package\.nls\.(.+)\.json$/.exec(f)?.[1] ?? []);
    assert.ok(languages.length > 0);
    const needed = [
      ...named,
      ...languages.map(language => `media/l10n/bundle.l10n.${language}.json`),
      'package.nls.json',
      'CHANGELOG.md',
      'LICENSE',
    ];
    // A folder is there when one of its files is.
    const paths = [...files.keys()];
    const isThere = (name: string): boolean => paths.some(p => p === name || p.startsWith(`${name}/`));
    assert.deepEqual(
      needed.filter(name => !isThere(name)),
      [],
    );
  });

  test('the VSIX is small', () => {
    const bytes = [...vsixFiles().values()].map(file => deflateRawSync(readFileSync(file)).length);
    const total = bytes.reduce((sum, b) => sum + b, 0);
    assert.ok(total > 100_000 && total < maximumBytes, `${total} bytes`);
  });
});
