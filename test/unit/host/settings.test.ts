import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type SettingId, settings } from '../../../src/host/contributions.ts';
import { folderSettings, userSettings } from '../../support/vscodeStub.ts';

const { readBaseUrl, readSetting } = await import('../../../src/host/settings.ts');

describe('settings', () => {
  beforeEach(() => {
    userSettings.clear();
    folderSettings.clear();
  });

  test('of the machine: what a folder says is not even looked at', () => {
    const theirs: Readonly<Record<string, unknown>> = {
      'apiInOne.baseUrl': 'https://thief.example/v1',
      'apiInOne.service': 'sandbox',
      'apiInOne.requestsPerMinute': 6000,
      'apiInOne.budget.askAbove': 1e9,
      'apiInOne.budget.stopAbove': 1e9,
      'apiInOne.models': [{ slug: 'theirs' }],
      'apiInOne.inputs.command': ['sh', '-c', 'touch pwned'],
      'apiInOne.inputs.bucket.endpoint': 'https://thief.example',
      'apiInOne.inputs.bucket.name': 'theirs',
      'apiInOne.inputs.bucket.region': 'theirs',
      'apiInOne.inputs.bucket.prefix': 'theirs',
      'apiInOne.inputs.bucket.lifetimeMinutes': 10_080,
      'apiInOne.inputs.bucket.deleteAfter': false,
      'apiInOne.inputs.allowDataUris': true,
      'apiInOne.inputs.maxMegabytes': 1000,
      'apiInOne.history.keepDays': 1,
      'apiInOne.history.keepTasks': 1,
      'apiInOne.queue.paused': true,
      'apiInOne.queue.concurrency': { video: 99 },
    };
    for (const [id, value] of Object.entries(theirs)) folderSettings.set(id, value);
    const ofMachine = Object.entries(settings).filter(([, { scope }]) => scope === 'machine');
    for (const [id, spec] of ofMachine) {
      assert.ok(folderSettings.has(id), `${id} is among those that a folder tries`);
      assert.deepEqual(readSetting(id as SettingId), spec.default, id);
    }
    assert.equal(readBaseUrl(), settings['apiInOne.baseUrl'].default);
  });

  const wrong: readonly (readonly [SettingId, unknown])[] = [
    ['apiInOne.service', 'elsewhere'],
    ['apiInOne.baseUrl', 7],
    ['apiInOne.requestsPerMinute', 'many'],
    ['apiInOne.requestsPerMinute', 0],
    ['apiInOne.requestsPerMinute', 1.5],
    ['apiInOne.output.folder', 7],
    ['apiInOne.output.fileName', null],
    ['apiInOne.insertWhenDone', true],
    ['apiInOne.defaults', null],
    ['apiInOne.defaults', { 'flux-2': 'pro' }],
  ];
  for (const [id, value] of wrong) {
    test(`${id}: ${JSON.stringify(value)} is not used`, () => {
      userSettings.set(id, value);
      assert.deepEqual(readSetting(id), settings[id].default);
    });
  }

  test('a limit of credits that cannot be read is an error, never no limit', () => {
    userSettings.set('apiInOne.budget.stopAbove', 'one hundred');
    assert.throws(() => readSetting('apiInOne.budget.stopAbove'), {
      kind: 'setting',
      setting: 'apiInOne.budget.stopAbove',
    });
    userSettings.set('apiInOne.budget.stopAbove', 100);
    assert.equal(readSetting('apiInOne.budget.stopAbove'), 100);
  });

  test('values of the right kind are used', () => {
    userSettings.set('apiInOne.defaults', { 'flux-2': { type: 'flex' } });
    userSettings.set('apiInOne.requestsPerMinute', 5);
    assert.deepEqual(readSetting('apiInOne.defaults'), { 'flux-2': { type: 'flex' } });
    assert.equal(readSetting('apiInOne.requestsPerMinute'), 5);
  });

  test('the key goes over http to this machine alone', () => {
    for (const url of ['http://[::1]:8080/v1', 'http://127.0.0.1:8080/v1', 'https://api.example/v1']) {
      userSettings.set('apiInOne.baseUrl', url);
      assert.equal(readBaseUrl(), url);
    }
    for (const url of ['http://api.example/v1', 'http://[::2]/v1', 'https://a:b@api.example', 'nonsense']) {
      userSettings.set('apiInOne.baseUrl', url);
      assert.throws(() => readBaseUrl(), { kind: 'setting' }, url);
    }
  });
});
