/** Every text exists in every language, with the same placeholders, and none is left over. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createCatalogue } from '../../src/core/catalogue/index.ts';
import type { FieldSpec, ModelSpec } from '../../src/core/catalogue/types.ts';
import { listFiles, readJson, readText, root } from '../support/repository.ts';
import { textsInSource } from './textsInCode.ts';

type Texts = Readonly<Record<string, string>>;

const english = readJson('package.nls.json') as Texts;
const languages = readdirSync(root).flatMap(file => /^package\.nls\.(.+)\.json$/.exec(file)?.[1] ?? []);

/** Where a count stands before a plural and may be 1: the text used then. */
const singularOf: Texts = {
  '{0} credits': '{0} credit',
  '{0} (your last {1} runs)': '{0} (your last run)',
};

/** Where the count is never 1, and why. */
const neverOne: Texts = {
  '"{0}" is too short: at least {1} characters.': 'what is there has one character already',
  'At least {0} characters.': 'what is there has one character already',
  '"{0}" is too long: at most {1} characters.': 'the shortest limit of the catalogue is 80',
  '{0} of at most {1} characters.': 'the shortest limit of the catalogue is 80',
  'Generate {0} tasks': 'one task is generated without a figure',
  '{0} tasks: {1}. Go on?': 'one task is asked for by its model',
  'At most {0} tasks can be begun at once.': 'it is 200',
  'about {0}, your last {1} runs: {2}': 'one run has no range',
  'Last {0} days': 'the shortest is 7',
};

/** What reads the same in English and in the other language, though it is made of words. */
const sameWords: Readonly<Record<string, readonly string[]>> = {
  es: [
    'API in One',
    'API in One Studio',
    'API in One: {0}',
    'Chat',
    'Chat: {0}',
    'Flex',
    'General',
    'Instrumental',
    'JSON',
    'Pro',
    'Turbo',
    'Ultra',
    'no',
    '{0} MB',
    '{0} kB',
  ],
};

/** Figures with or without a unit, file formats and versions: no words. */
const isSign = (text: string): boolean =>
  /^[\d:.,]+ ?[KkPps]?$/.test(text) || /^(png|jpeg|webp)$/.test(text) || /^v[\d.]+\+?$/.test(text);

function textsInCode(): string[] {
  return [...listFiles('src/host', '.ts'), 'src/extension.ts'].flatMap(file => {
    const others: string[] = [];
    const texts = textsInSource(readText(file), call => others.push(call));
    assert.deepEqual(others, [], `${file}: l10n.t takes a literal text`);
    return texts;
  });
}

/** A model that takes a `model` bears its maker's name, in every language; a tool is called by what it does. */
function namesOf(model: ModelSpec): string[] {
  if (model.variants.length === 0) return [model.label];
  return model.variants.map(v => v.label).filter(label => label !== model.label);
}

function textsOfField(field: FieldSpec): (string | undefined)[] {
  const options = field.type === 'choice' ? field.options.map(o => o.label ?? String(o.value)) : [];
  const columns = field.type === 'rows' ? field.columns.flatMap(textsOfField) : [];
  return [field.label, field.description, ...options, ...columns];
}

function textsInCatalogue(): string[] {
  const texts = createCatalogue().models.flatMap(model => [
    ...namesOf(model),
    model.description,
    ...model.fields.flatMap(textsOfField),
  ]);
  return texts.filter(t => t !== undefined && !isSign(t)) as string[];
}

const needed = [...new Set([...textsInCode(), ...textsInCatalogue()])];

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();
const links = (text: string): string[] => [...text.matchAll(/\]\(([^)]*)\)/g)].map(m => m[1] ?? '');
const codes = (text: string): string[] => (text.match(/`[^`]*`/g) ?? []).sort();
const countsPlural = (text: string): boolean => /\{\d+\} (?!(?:is|has|es)\b)\p{L}+s\b/u.test(text);

/** Commands that a text names between quotes: `"Save As…"`, but not `"Name: words"`. */
const quotedTitles = (text: string): string[] =>
  [...text.matchAll(/"(\p{Lu}\p{Ll}[^":]*)"/gu)].map(m => m[1] ?? '');
const titleKey = (title: string): string | undefined =>
  Object.keys(english).find(key => key.startsWith('command.') && english[key] === title);

test('texts are read from the code in all their forms', () => {
  const others: string[] = [];
  const source = String.raw`l10n.t('It\'s "{0}"', x) vscode.l10n.t(
    "the one's\n") l10n.t({ message: 'Open', comment: ['a ', 'verb'] }) l10n.t(name) l10n.t('a' + 'b')`;
  const texts = textsInSource(source, call => others.push(call));
  assert.deepEqual(texts, [`It's "{0}"`, "the one's\n", 'Open/a verb']);
  assert.equal(others.length, 2);
});

test('the same texts are read as there are calls', () => {
  assert.ok(needed.length > 200, String(needed.length));
  assert.ok(languages.length > 0);
});

test('English texts with a count read right for one, too', () => {
  for (const text of needed.filter(countsPlural))
    assert.ok(
      text in neverOne || needed.includes(singularOf[text] ?? '?'),
      `"${text}" needs a text for 1, or a wording that fits any figure`,
    );
  for (const text of [...Object.keys(singularOf), ...Object.keys(neverOne)])
    assert.ok(needed.includes(text), `"${text}" is not used any more`);
});

test('texts quote titles that exist', () => {
  for (const text of needed)
    for (const title of quotedTitles(text)) assert.ok(titleKey(title) !== undefined, `"${title}" in ${text}`);
});

test("the panel's words are the host's", () => {
  const tables = listFiles('src/host/panel', 'Words.ts').map(readText);
  const table = tables.map(text => text.split(/export function \w+Words\(/)[1] ?? '').join('\n');
  const known = new Set([...table.matchAll(/^ {4}(?:'([^']+)'|(\w+)):/gm)].map(m => m[1] ?? m[2]));
  const sources = listFiles('media/studio', '.ts').map(readText).join('\n');
  const asked = [...sources.matchAll(/\bword\(\s*'([^']+)'/g)].map(m => m[1] ?? '');
  assert.ok(asked.length > 5);
  assert.deepEqual(
    asked.filter(text => !known.has(text)),
    [],
  );
  const unsaid = [...known].filter(text => !sources.includes(`'${text}'`));
  assert.deepEqual(unsaid, [], 'the panel never says this');
});

for (const language of languages)
  describe(`in ${language}`, () => {
    const manifest = readJson(`package.nls.${language}.json`) as Texts;
    const bundle = readJson(`media/l10n/bundle.l10n.${language}.json`) as Texts;

    test('the texts of the manifest are complete', () => {
      assert.deepEqual(Object.keys(manifest), Object.keys(english));
      const used = [...readText('package.json').matchAll(/"%([\w.]+)%"/g)].map(m => m[1]);
      assert.deepEqual([...new Set(used)].sort(), Object.keys(english).sort());
    });

    test('the texts of the manifest keep their commands and code', () => {
      for (const [key, text] of Object.entries(english)) {
        assert.deepEqual(links(manifest[key] ?? ''), links(text), key);
        assert.deepEqual(codes(manifest[key] ?? ''), codes(text), key);
      }
    });

    test('the texts of the code and the catalogue are complete', () => {
      assert.deepEqual(
        needed.filter(t => bundle[t] === undefined),
        [],
      );
    });

    test('no text is left over', () => {
      assert.deepEqual(
        Object.keys(bundle).filter(t => !needed.includes(t)),
        [],
      );
    });

    test('placeholders and endings are the same', () => {
      for (const [text, translated] of Object.entries(bundle)) {
        assert.deepEqual(placeholders(translated), placeholders(text), text);
        assert.equal(/[.…:?]?$/.exec(translated)?.[0], /[.…:?]?$/.exec(text)?.[0], text);
      }
    });

    test('quoted titles are those of the commands', () => {
      for (const [text, translated] of Object.entries(bundle)) {
        const expected = quotedTitles(text).map(title => manifest[titleKey(title) ?? '']);
        assert.deepEqual(quotedTitles(translated), expected, text);
      }
    });

    test('what was not translated is known', () => {
      const same = Object.keys(bundle).filter(t => bundle[t] === t);
      assert.deepEqual(same.sort(), sameWords[language]);
    });

    test('a count reads right for one, too', () => {
      for (const [text, translated] of Object.entries(bundle))
        if (countsPlural(translated)) assert.ok(text in singularOf || text in neverOne, translated);
    });
  });
