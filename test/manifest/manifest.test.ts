/** package.json against the code, in both directions. `UPDATE=1` repairs what follows from the table. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  type CommandSpec,
  commands,
  contextKeys,
  itemWords,
  settings,
  views,
} from '../../src/host/contributions.ts';
import { kinds, statuses } from '../../src/shared/views.ts';
import { readJson, readText, root } from '../support/repository.ts';
import { expectedCommands, expectedConfiguration, expectedPalette } from './expectedManifest.ts';

interface Menu {
  command?: string;
  submenu?: string;
  when?: string;
}
interface Manifest {
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  activationEvents: string[];
  contributes: {
    commands: object[];
    configuration: object;
    menus: Record<string, Menu[]>;
    submenus?: { id: string }[];
    views: Record<string, { id: string; icon?: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    viewsWelcome: { view: string; when?: string; contents: string }[];
    walkthroughs: {
      steps: {
        id: string;
        media: { svg?: string; markdown?: string; image?: string };
        completionEvents?: string[];
      }[];
    }[];
    keybindings?: Menu[];
    jsonValidation: { fileMatch: string; url: string }[];
  };
}

/** As much of the schema as is held against the code. */
interface Schema {
  properties: {
    presets: { additionalProperties: { properties: { kind: { enum: string[] } } } };
  };
}

const manifest = readJson('package.json') as Manifest;
const nls = readJson('package.nls.json') as Record<string, string>;

if (process.env['UPDATE'] === '1') {
  manifest.contributes.commands = expectedCommands();
  manifest.contributes.configuration = expectedConfiguration();
  manifest.contributes.menus['commandPalette'] = expectedPalette() as Menu[];
  writeFileSync(path.join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

test('commands follow from the table', () => {
  assert.deepEqual(manifest.contributes.commands, expectedCommands());
  assert.deepEqual(manifest.contributes.menus['commandPalette'], expectedPalette());
});

test('settings follow from the table', () => {
  assert.deepEqual(manifest.contributes.configuration, expectedConfiguration());
});

test('menus, key bindings and welcome texts name commands that exist', () => {
  const known = new Set<string>(Object.keys(commands));
  const submenus = new Set((manifest.contributes.submenus ?? []).map(s => s.id));
  const entries = [
    ...Object.values(manifest.contributes.menus).flat(),
    ...(manifest.contributes.keybindings ?? []),
  ];
  for (const entry of entries) {
    if (entry.command !== undefined) assert.ok(known.has(entry.command), entry.command);
    if (entry.submenu !== undefined) assert.ok(submenus.has(entry.submenu), entry.submenu);
  }
  for (const id of submenus) assert.ok(manifest.contributes.menus[id]?.length, `submenu ${id} is empty`);
  const texts = Object.values(nls).join('\n');
  for (const [, id] of texts.matchAll(/\(command:([\w.]+)/g)) assert.ok(known.has(id ?? ''), id);
});

test('what the palette hides is in a menu', () => {
  const inMenus = new Set(
    Object.entries(manifest.contributes.menus).flatMap(([menu, entries]) =>
      menu === 'commandPalette' ? [] : entries.map(e => e.command),
    ),
  );
  // The list's last row itself: a click, no menu.
  inMenus.add('apiInOne.tasks.loadOlder');
  const table: [string, CommandSpec][] = Object.entries(commands);
  for (const [id, { palette }] of table) if (palette === 'never') assert.ok(inMenus.has(id), id);
});

test('conditions use known keys alone', () => {
  const conditions = [
    ...Object.values(manifest.contributes.menus).flat(),
    ...manifest.contributes.viewsWelcome,
    ...(manifest.contributes.keybindings ?? []),
  ].flatMap(e => e.when ?? []);
  const ownKeys = new Set<string>(Object.keys(contextKeys));
  const words = new Set<string>([...itemWords, ...statuses, ...kinds, 'group']);
  for (const when of conditions) {
    for (const [key] of when.matchAll(/apiInOne\.[\w.]+/g))
      assert.ok(ownKeys.has(key) || key === views.tasks || key === views.studio, `${key} in ${when}`);
    for (const [, pattern] of when.matchAll(/viewItem =~ \/([^/]*)\//g))
      for (const word of (pattern ?? '').match(/\w+/g) ?? [])
        assert.ok(words.has(word), `${word} in ${when}`);
  }
});

test('every context key is used by a condition', () => {
  const text = readText('package.json');
  for (const key of Object.keys(contextKeys)) assert.ok(text.includes(key), key);
});

test('files named in the manifest exist', () => {
  const files = [
    ...manifest.contributes.viewsContainers.activitybar.map(c => c.icon),
    ...manifest.contributes.walkthroughs.flatMap(w => w.steps.flatMap(s => Object.values(s.media))),
  ].filter(f => typeof f === 'string' && /\.(svg|png|md)$/.test(f));
  assert.ok(files.length > 0);
  for (const file of files) assert.ok(existsSync(path.join(root, file as string)), file as string);
});

test('the schema of the project file knows the kinds, and what presets hold', () => {
  const [validation] = manifest.contributes.jsonValidation;
  assert.equal(validation?.fileMatch, '/.vscode/api-in-one.json');
  const schema = readJson(validation.url) as Schema;
  const preset = schema.properties.presets.additionalProperties;
  assert.deepEqual(preset.properties.kind.enum, kinds);
  assert.deepEqual(Object.keys(preset.properties), ['kind', 'model', 'values']);
});

test('views of the table are contributed', () => {
  const ids = Object.values(manifest.contributes.views)
    .flat()
    .map(v => v.id);
  assert.ok(ids.includes(views.tasks));
  assert.ok(manifest.contributes.views[views.container] !== undefined);
});

test('the types are those of the oldest editor that is supported', () => {
  const floor = manifest.engines.vscode.replace('^', '');
  assert.equal(
    manifest.devDependencies['@types/vscode']?.split('.').slice(0, 2).join('.'),
    floor.split('.').slice(0, 2).join('.'),
  );
});

test('machine settings cannot come from a workspace', () => {
  for (const id of [
    'apiInOne.baseUrl',
    'apiInOne.service',
    'apiInOne.models',
    'apiInOne.budget.stopAbove',
  ] as const)
    assert.equal(settings[id].scope, 'machine');
});

/** Whether an entry of the menu is shown where `key` has this value; conditions on other keys hold. */
function isShown(
  menu: string,
  entry: Pick<Menu, 'command' | 'submenu'>,
  key: string,
  value: string,
): boolean {
  const found = manifest.contributes.menus[menu]?.find(
    e => e.command === entry.command && e.submenu === entry.submenu,
  );
  if (found === undefined) return false;
  const [, pattern = '', flags] =
    new RegExp(`${key} =~ /((?:[^/\\\\]|\\\\.)+)/(\\w*)`).exec(found.when ?? '') ?? [];
  return new RegExp(pattern, flags).test(value);
}

test('what is made of words is offered where there are words, and a song where they may be lyrics', () => {
  const inEditor = (language: string): string[] => {
    const isThere = isShown('editor/context', { submenu: 'apiInOne.editor' }, 'editorLangId', language);
    const entries = manifest.contributes.menus['apiInOne.editor'] ?? [];
    return isThere
      ? entries.flatMap(({ command = '' }) =>
          isShown('apiInOne.editor', { command }, 'editorLangId', language) ? command : [],
        )
      : [];
  };
  const [narrate, illustrate, music] = ['narrate', 'illustrateSelection', 'musicFromLyrics'].map(
    name => `apiInOne.${name}`,
  );
  for (const language of ['plaintext', 'markdown'])
    assert.deepEqual(inEditor(language), [narrate, illustrate, music]);
  for (const language of ['html', 'restructuredtext', 'latex'])
    assert.deepEqual(inEditor(language), [narrate, illustrate]);
  for (const language of ['typescript', 'python', 'json', 'log']) assert.deepEqual(inEditor(language), []);
  const selected = manifest.contributes.menus['editor/context']?.find(e => e.submenu === 'apiInOne.editor');
  assert.match(selected?.when ?? '', /\beditorHasSelection\b/);
  const onFile = (command: string | undefined, ending: string): boolean =>
    isShown('apiInOne.explorer', { command: command ?? '' }, 'resourceExtname', ending);
  for (const ending of ['.md', '.txt', '.html', '.rst', '.png', '.ts'])
    assert.deepEqual(
      [onFile(narrate, ending), onFile(illustrate, ending), onFile(music, ending)],
      [!['.png', '.ts'].includes(ending), false, ['.md', '.txt'].includes(ending)],
      ending,
    );
});
