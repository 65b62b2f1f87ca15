/** Which way imports run; the offending edge is printed. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { listFiles, readText } from '../support/repository.ts';

interface Edge {
  from: string;
  to: string;
}

function edges(): Edge[] {
  const files = [...listFiles('src', '.ts'), ...listFiles('media', '.ts')];
  return files.flatMap(from =>
    [
      ...readText(from).matchAll(
        /(?:^|\n)(?:import|export)\s(?:[^;']*?\sfrom\s)?'([^']+)'|import\('([^']+)'\)/g,
      ),
    ].map(m => {
      const spec = m[1] ?? m[2] ?? '';
      return { from, to: spec.startsWith('.') ? path.normalize(path.join(path.dirname(from), spec)) : spec };
    }),
  );
}

const ring = (file: string): string => {
  if (file.startsWith('src/shared/')) return 'shared';
  if (file.startsWith('src/core/')) return 'core';
  if (file.startsWith('src/host/')) return 'host';
  if (file === 'src/extension.ts') return 'extension';
  if (file.startsWith('media/')) return 'media';
  return file.startsWith('test/') ? 'test' : `package ${file}`;
};

const allowed: Record<string, readonly string[]> = {
  shared: ['shared'],
  core: ['shared', 'core'],
  host: ['shared', 'core', 'host'],
  extension: ['shared', 'core', 'host', 'extension'],
  media: ['shared', 'media'],
};

/** Rooms of core that know nothing of each other. */
const apart = ['src/core/api/', 'src/core/catalogue/', 'src/core/assets/'];

test('imports run one way', () => {
  const all = edges();
  assert.ok(all.length > 50, 'the graph was read');
  const bad = all.filter(({ from, to }) => {
    const [a, b] = [ring(from), ring(to)];
    if (b.startsWith('package ')) return (a === 'shared' || a === 'core') && !to.startsWith('.');
    if (!(allowed[a] ?? []).includes(b)) return true;
    const [roomA, roomB] = [apart.find(r => from.startsWith(r)), apart.find(r => to.startsWith(r))];
    // `tasks` puts them together; an import back would make a circle.
    if (roomA !== undefined && to.startsWith('src/core/tasks/')) return true;
    return roomA !== undefined && roomB !== undefined && roomA !== roomB;
  });
  assert.deepEqual(
    bad.map(e => `${e.from} -> ${e.to}`),
    [],
  );
});

test('only the host speaks to the editor', () => {
  const bad = edges().filter(e => e.to === 'vscode' && !['host', 'extension'].includes(ring(e.from)));
  assert.deepEqual(bad, []);
});

test('configuration is read in one file', () => {
  const files = listFiles('src', '.ts').filter(f => readText(f).includes('getConfiguration('));
  assert.deepEqual(files, ['src/host/settings.ts']);
});
