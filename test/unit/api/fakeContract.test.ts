/** The fake service and the catalogue are written apart, each from API.md: neither may know a field the other lacks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInModels } from '../../../src/core/catalogue/index.ts';
import { endpoints } from '../../../src/core/catalogue/types.ts';
import { endpointContracts } from '../../support/fakeApi/contract.ts';

test('every field of the catalogue is documented for its endpoint', () => {
  for (const model of builtInModels) {
    const known = endpointContracts[endpoints[model.endpoint]]?.fields ?? {};
    const names = model.fields.map(field => field.name);
    assert.deepEqual(
      names.filter(name => !Object.hasOwn(known, name)),
      [],
      model.slug,
    );
  }
});

test('every endpoint is in both', () => {
  const documented = Object.keys(endpointContracts).filter(path => path !== '/chat/completions');
  assert.deepEqual(Object.values<string>(endpoints).sort(), documented.sort());
});
