import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { projectLevel } from '../../../../src/core/assets/insert/siteKinds.ts';

const table: readonly (readonly [string, readonly (readonly string[])[], number])[] = [
  ['nothing', [['a.md'], ['src']], -1],
  ['the nearest manifest', [['a.tsx'], ['package.json'], ['package.json']], 1],
  ['every name that Hugo has', [['a.md'], ['hugo.yaml']], 1],
  ["Hugo's old name beside its folders", [['a.md'], ['config.toml', 'content']], 1],
  ['a configuration of something else', [['a.md'], ['config.toml', 'src']], -1],
  ['Jekyll', [['a.md'], ['_config.yml', '_posts']], 1],
  ['Jekyll with tools of packages', [['a.md'], ['_config.yml', 'Gemfile', 'package.json']], 1],
  ["a book of Jupyter's", [['a.md'], ['_config.yml', '_toc.yml']], -1],
  ['templates beside what is served', [['a.html'], ['static', 'templates'], ['requirements.txt']], 1],
  ['an application within a project of Django', [['a.html'], ['static', 'templates'], ['manage.py']], 2],
  ['a server below the tools of its repository', [['a.html'], ['static', 'templates'], ['package.json']], 1],
  ['requirements of documentation within a project', [['requirements.txt'], ['package.json']], 1],
];

describe('the folder that is the project', () => {
  for (const [name, levels, level] of table) test(name, () => assert.equal(projectLevel(levels), level));
});
