/** Ids, keys and icons: what the code, the manifest and the texts name exists, and what exists is used. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { commands, contextKeys, settings, views } from '../../src/host/contributions.ts';
import { listFiles, readJson, readText, root } from '../support/repository.ts';

interface Conditional {
  readonly when?: string;
}

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] } };
  readonly contributes: {
    readonly menus: Readonly<Record<string, readonly Conditional[]>>;
    readonly viewsWelcome: readonly Conditional[];
    readonly keybindings?: readonly Conditional[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly completionEvents?: string[] }[] }[];
  };
}

const manifest = readJson('package.json') as Manifest;
const table = 'src/host/contributions.ts';
const sources = new Map(listFiles('src', '.ts').map(file => [file, readText(file)]));
const code = [...sources].flatMap(([file, text]) => (file === table ? [] : text)).join('\n');
const nlsFiles = readdirSync(root).filter(file => /^package\.nls.*\.json$/.test(file));

/** Ids that are not contributed: VS Code's own for our view, and names of things that have no place in a manifest. */
const otherIds = {
  'apiInOne.taskList.focus': 'VS Code makes it for the view',
  'apiInOne.status': 'the status bar item',
  'apiInOne.bucket': 'the secret',
  'apiInOne.key': 'the entry in the key store',
  'apiInOne.editor': 'the submenu',
  'apiInOne.explorer': 'the submenu',
};

/** VS Code's context keys that conditions may ask for. */
const editorKeys = [
  'view',
  'viewItem',
  'listMultiSelection',
  'resourceExtname',
  'editorHasSelection',
  'editorReadonly',
  'editorLangId',
  'false',
];

/** Icons of VS Code 1.105, the oldest that is supported; looked up there. */
const codicons =
  `add arrow-circle-up arrow-down arrow-up beaker clear-all clock close cloud cloud-upload comment-discussion copy debug-continue debug-pause debug-restart debug-stop device-camera-video
  ellipsis error eye-closed file-media folder-opened gear globe history go-to-file info insert key layout-panel link loading megaphone music output
  pass-filled person play question refresh settings sparkle sync wand warning zoom-in`.split(/\s+/);

test('ids that are named exist', () => {
  const known = new Set<string>([
    ...Object.keys(commands),
    ...Object.keys(settings),
    ...Object.keys(contextKeys),
    ...Object.values(views),
    ...Object.keys(otherIds),
  ]);
  const texts = new Map([...sources, ...listFiles('media', '.ts').map(f => [f, readText(f)] as const)]);
  for (const file of ['package.json', 'README.md', ...nlsFiles, ...listFiles('media/l10n', '.json')])
    texts.set(file, readText(file));
  let count = 0;
  for (const [file, text] of texts)
    for (const [id] of text.matchAll(/\bapiInOne(?:\.[A-Za-z]+)+/g)) {
      count += 1;
      assert.ok(known.has(id), `${id} in ${file}`);
    }
  assert.ok(count > 300, String(count));
});

test('every setting is read, every context key is set', () => {
  for (const id of Object.keys(settings)) assert.match(code, new RegExp(`readSetting\\(\\s*'${id}'`), id);
  const setter = readText('src/host/contextKeys.ts');
  for (const key of Object.keys(contextKeys)) assert.ok(setter.includes(`'${key}'`), key);
});

test('every command has a title and every setting a description, in every language', () => {
  assert.ok(nlsFiles.length > 1);
  for (const file of nlsFiles) {
    const texts = readJson(file) as Record<string, string>;
    const keyOf = (kind: string, id: string): string => `${kind}.${id.replace('apiInOne.', '')}`;
    const titles = Object.keys(commands).map(id => texts[keyOf('command', id)] ?? '');
    assert.ok(!titles.includes(''), `a title is missing in ${file}`);
    assert.deepEqual(
      titles.filter((title, i) => titles.indexOf(title) !== i),
      [],
      'two commands look alike',
    );
    for (const id of Object.keys(settings)) assert.ok(texts[keyOf('setting', id)], `${id} in ${file}`);
  }
});

test('conditions ask for keys that VS Code or we set', () => {
  const { menus, viewsWelcome, keybindings = [] } = manifest.contributes;
  const conditions = [...Object.values(menus).flat(), ...viewsWelcome, ...keybindings].flatMap(
    e => e.when ?? [],
  );
  const known = new Set([...editorKeys, ...Object.keys(contextKeys)]);
  for (const when of conditions)
    for (const term of when.split(/&&|\|\|/)) {
      const key = /^!?([\w.]+)/.exec(term.trim())?.[1];
      assert.ok(key !== undefined && known.has(key), `${term.trim()} in ${when}`);
    }
  assert.ok(conditions.length > 20);
});

test('steps of the walkthrough end with commands and keys that exist', () => {
  const events = manifest.contributes.walkthroughs.flatMap(w =>
    w.steps.flatMap(s => s.completionEvents ?? []),
  );
  assert.ok(events.length > 0);
  for (const event of events) {
    const [kind, id = ''] = event.split(':');
    assert.ok(kind === 'onCommand' || kind === 'onContext', event);
    assert.ok(id in (kind === 'onCommand' ? commands : contextKeys), event);
  }
});

test('in Restricted Mode no setting of the folder counts', () => {
  const ofFolder = Object.entries(settings).flatMap(([id, s]) => (s.scope === 'resource' ? [id] : []));
  assert.deepEqual(
    manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(),
    ofFolder.sort(),
  );
});

test('icons exist in the oldest editor', () => {
  const all = [...sources.values(), readText('package.json')].join('\n');
  const inTexts = [...all.matchAll(/\$\(([a-z-]+)(?:~spin)?\)/g)].map(m => m[1] ?? '');
  const ofKinds = /kindIcons[^{]*\{([^}]*)\}/.exec(readText('src/host/words.ts'))?.[1] ?? '';
  const ofStatuses = /const icons[^{]*\{([^}]*)\}/.exec(readText('src/host/tree/taskItem.ts'))?.[1] ?? '';
  const inTables = [...`${ofKinds}${ofStatuses}`.matchAll(/: \[?'([a-z-]+)(?:~spin)?'/g)].map(
    m => m[1] ?? '',
  );
  assert.ok(inTables.length >= 18, inTables.join());
  const named = new Set([...inTexts, ...inTables].filter(name => name !== 'name'));
  assert.deepEqual(
    [...named].filter(name => !codicons.includes(name)),
    [],
  );
});
