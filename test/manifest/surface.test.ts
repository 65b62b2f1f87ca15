/**
 * What others rely on: key bindings, tasks and other extensions name these. The lists are written out, so that a
 * renamed or lost name shows here. Add freely; take nothing away.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CommandId, commands, type SettingId, settings } from '../../src/host/contributions.ts';
import { kinds, statuses } from '../../src/shared/views.ts';
import { readJson } from '../support/repository.ts';

const promisedCommands = [
  'apiInOne.generateImage',
  'apiInOne.generateVideo',
  'apiInOne.generateMusic',
  'apiInOne.generateSpeech',
  'apiInOne.removeBackground',
  'apiInOne.swapFace',
  'apiInOne.upscaleImage',
  'apiInOne.removeVideoBackground',
  'apiInOne.animateImage',
  'apiInOne.chat',
  'apiInOne.openStudio',
  'apiInOne.setApiKey',
  'apiInOne.clearApiKey',
  'apiInOne.checkApiKey',
  'apiInOne.useSandbox',
  'apiInOne.useLiveService',
  'apiInOne.trackTask',
  'apiInOne.tasks.open',
  'apiInOne.tasks.reveal',
  'apiInOne.tasks.insert',
  'apiInOne.tasks.saveAs',
  'apiInOne.tasks.rerun',
  'apiInOne.tasks.remix',
  'apiInOne.tasks.editInStudio',
  'apiInOne.tasks.useAsInput',
  'apiInOne.tasks.copyPrompt',
  'apiInOne.tasks.copyTaskId',
  'apiInOne.tasks.stopWatching',
  'apiInOne.tasks.resume',
  'apiInOne.tasks.retry',
  'apiInOne.tasks.remove',
  'apiInOne.tasks.clearFinished',
  'apiInOne.tasks.showDetails',
  'apiInOne.insertAsset',
  'apiInOne.showLog',
] as const satisfies readonly CommandId[];

/** Scope, default, and the values where there is a fixed set. */
const promisedSettings = {
  'apiInOne.baseUrl': ['machine', 'https://apiin.one/api/v1'],
  'apiInOne.service': ['machine', 'live', ['live', 'sandbox']],
  'apiInOne.requestsPerMinute': ['machine', 60],
  'apiInOne.output.folder': ['resource', 'assets/generated'],
  'apiInOne.output.fileName': ['resource', '${slug}'],
  'apiInOne.defaults': ['resource', {}],
  'apiInOne.models': ['machine', []],
  'apiInOne.insertWhenDone': ['resource', 'ask', ['ask', 'always', 'never']],
  'apiInOne.budget.askAbove': ['machine', null],
  'apiInOne.budget.stopAbove': ['machine', null],
} as const satisfies Partial<Record<SettingId, readonly unknown[]>>;

const promisedKinds = [
  'image',
  'video',
  'music',
  'speech',
  'removeBackground',
  'swapFace',
  'upscaleImage',
  'removeVideoBackground',
];

const promisedStatuses = [
  'queued',
  'submitting',
  'running',
  'saving',
  'saved',
  'failed',
  'unconfirmed',
  'unsaved',
  'lost',
  'unwatched',
];

test('promised commands are contributed', () => {
  assert.deepEqual(
    promisedCommands.filter(id => !(id in commands)),
    [],
  );
});

test('promised settings have their scope, default and values', () => {
  for (const [id, promised] of Object.entries(promisedSettings)) {
    const { scope, default: value, schema } = settings[id as SettingId];
    const values = 'enum' in schema ? [schema.enum] : [];
    assert.deepEqual([scope, value, ...values], promised, id);
  }
});

test('kinds and statuses are those promised', () => {
  assert.deepEqual([...kinds].sort(), promisedKinds.toSorted());
  assert.deepEqual([...statuses].sort(), promisedStatuses.toSorted());
});

test('the extension is who it says it is', () => {
  const { publisher, name, displayName, license, contributes } = readJson('package.json') as Record<
    string,
    unknown
  > & { contributes: { commands: { category: string }[] } };
  assert.deepEqual(
    { publisher, name, displayName, license },
    { publisher: 'apiinone', name: 'api-in-one', displayName: 'API in One', license: 'MIT' },
  );
  assert.deepEqual([...new Set(contributes.commands.map(c => c.category))], ['API in One']);
});

test('ids, settings and context keys begin with the name', () => {
  const contributed = readJson('package.json') as {
    contributes: { configuration: { properties: object }; views: Record<string, { id: string }[]> };
  };
  const { configuration, views } = contributed.contributes;
  const ids = [
    ...Object.keys(commands),
    ...Object.keys(configuration.properties),
    ...Object.values(views).flatMap(list => list.map(view => view.id)),
  ];
  assert.deepEqual(
    ids.filter(id => !id.startsWith('apiInOne.')),
    [],
  );
});
