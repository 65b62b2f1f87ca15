/** Which files have an address on GitHub already. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type GitRepository, rawAddress } from '../../../src/host/inputs/rawAddress.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const file = { path: '/home/ann/site/img/a b#ü.png' };

function repository(state: Partial<GitRepository['state']> = {}, remote?: string): GitRepository {
  const fetchUrl = remote ?? 'https://github.com/ann/site.git';
  return {
    rootUri: { path: '/home/ann/site' },
    state: {
      HEAD: { commit, ahead: 0, upstream: { remote: 'origin' } },
      remotes: [
        { name: 'fork', fetchUrl: 'https://github.com/bob/fork' },
        { name: 'origin', fetchUrl },
      ],
      ...{ workingTreeChanges: [], indexChanges: [], mergeChanges: [] },
      ...state,
    },
  };
}

describe('an address on GitHub', () => {
  const raw = `https://raw.githubusercontent.com/ann/site/${commit}/img/a%20b%23%C3%BC.png`;

  for (const remote of [
    'https://github.com/ann/site.git',
    'https://github.com/ann/site',
    'https://token@github.com/ann/site.git',
    'git@github.com:ann/site.git',
    'ssh://git@github.com/ann/site.git',
  ])
    test(`of ${remote.replace('token@', '…@')}`, () =>
      assert.equal(rawAddress(repository({}, remote), file), raw));

  for (const remote of [
    'https://gitlab.com/ann/site.git',
    'https://github.com/../site.git',
    'https://github.com/ann/...git',
    'https://github.com.evil.example/ann/site',
    'https://evil.example/github.com/ann/site',
    'git@github.com.evil.example:ann/site',
    '../site.git',
    '',
  ])
    test(`none of ${remote || 'nothing'}`, () =>
      assert.equal(rawAddress(repository({}, remote), file), undefined));

  const changed = [{ uri: file }];
  const other = [{ uri: { path: '/home/ann/site/index.html' } }];
  for (const [name, state] of Object.entries({
    'not pushed': { HEAD: { commit, ahead: 1, upstream: { remote: 'origin' } } },
    'without an upstream': { HEAD: { commit, ahead: 0 } },
    'without a commit': { HEAD: { ahead: 0, upstream: { remote: 'origin' } } },
    'of an odd commit': { HEAD: { commit: '../../x', ahead: 0, upstream: { remote: 'origin' } } },
    'without a head': { HEAD: undefined },
    edited: { workingTreeChanges: changed },
    staged: { indexChanges: changed },
    'in a conflict': { mergeChanges: changed },
    'not tracked': { untrackedChanges: changed },
  } satisfies Record<string, Partial<GitRepository['state']>>))
    test(`none while it is ${name}`, () => assert.equal(rawAddress(repository(state), file), undefined));

  test('changes of other files do not matter', () =>
    assert.equal(rawAddress(repository({ workingTreeChanges: other }), file), raw));

  test('none of a file beside the repository', () =>
    assert.equal(rawAddress(repository(), { path: '/home/ann/site-2/a.png' }), undefined));
});
