/** Every text exists in every language, with the same placeholders. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../../src/core/catalogue/index.ts';
import { listFiles, readJson, readText } from '../support/repository.ts';

const languages = ['es'];
const bundle = (language: string): Record<string, string> =>
  readJson(`media/l10n/bundle.l10n.${language}.json`) as Record<string, string>;

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();

/** String literals that follow `l10n.t(`; a template or a variable there is an error except in `translate.ts`. */
function textsInCode(): string[] {
  const files = [...listFiles('src/host', '.ts'), 'src/extension.ts'];
  return files.flatMap(file => {
    const source = readText(file);
    const calls = [...source.matchAll(/l10n\.t\(\s*/g)].length;
    const literals = [...source.matchAll(/l10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
    if (!file.endsWith('translate.ts'))
      assert.equal(literals.length, calls, `${file}: l10n.t takes a literal text`);
    return literals.map(m => (m[1] ?? m[2] ?? '').replace(/\\(['"])/g, '$1').replace(/\\n/g, '\n'));
  });
}

function textsInCatalogue(): string[] {
  const texts = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const part of value) collect(part);
    else if (value !== null && typeof value === 'object')
      for (const [key, part] of Object.entries(value))
        if ((key === 'label' || key === 'description') && typeof part === 'string') texts.add(part);
        else collect(part);
  };
  collect(createCatalogue().models);
  return [...texts];
}

// Names of models, formats and figures are the same in every language.
const isSameEverywhere = (text: string): boolean => /^[\d:.,\s]+[KkPp]?$/.test(text);

for (const language of languages) {
  test(`package.nls.${language}.json is complete`, () => {
    const source = readJson('package.nls.json') as Record<string, string>;
    const target = readJson(`package.nls.${language}.json`) as Record<string, string>;
    assert.deepEqual(Object.keys(target).sort(), Object.keys(source).sort());
    const used = new Set([...readText('package.json').matchAll(/"%([\w.]+)%"/g)].map(m => m[1]));
    assert.deepEqual([...used].sort(), Object.keys(source).sort());
  });

  test(`the ${language} texts of the code and the catalogue are complete and none is left over`, () => {
    const target = bundle(language);
    const needed = new Set([...textsInCode(), ...textsInCatalogue().filter(t => !isSameEverywhere(t))]);
    assert.deepEqual(
      [...needed].filter(t => target[t] === undefined),
      [],
      'missing',
    );
    assert.deepEqual(
      Object.keys(target).filter(t => !needed.has(t)),
      [],
      'left over',
    );
    for (const [text, translated] of Object.entries(target)) {
      assert.deepEqual(placeholders(translated), placeholders(text), text);
      assert.ok(translated.trim() !== '', text);
    }
  });
}
