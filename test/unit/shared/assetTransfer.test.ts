import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAssetRefs, writeAssetRefs } from '../../../src/shared/assetTransfer.ts';

test('what is written is read', () => {
  const refs = [{ task: 'a' }, { task: 'b', output: 2 }];
  assert.deepEqual(readAssetRefs(writeAssetRefs(refs)), refs);
});

test('what comes from elsewhere is not believed', () => {
  for (const text of ['', '{', 'null', '5', '{"task":"a"}', '[null, 5, "a", {}, {"task":5}]'])
    assert.deepEqual(readAssetRefs(text), [], text);
  assert.deepEqual(readAssetRefs('[{"task":"a","output":"../x","uri":"file:///etc"}]'), [{ task: 'a' }]);
  assert.equal(readAssetRefs(JSON.stringify(Array(1000).fill({ task: 'a' }))).length, 200);
});
