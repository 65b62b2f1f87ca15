/** Which text a command makes something of: by where it was called. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Services } from '../../../src/host/services.ts';
import { editor, Uri } from '../../support/vscodeStub.ts';

const { textSource } = await import('../../../src/host/commands/textSource.ts');

const services = { background: () => {} } as unknown as Services;
const uri = Uri.file('/project/page.md');

beforeEach(() => {
  const getText = (range: unknown): string => (range === undefined ? 'All of it.' : 'it');
  const document = { uri, languageId: 'markdown', getText };
  editor.activeEditor = { document, ...{ selection: { isEmpty: false } } };
});

afterEach(() => {
  editor.activeEditor = undefined;
});

const textBy = async (...args: readonly unknown[]): Promise<string | undefined> =>
  (await textSource(services, args))?.text;

test('from the Explorer the whole file is meant, also where some of it is selected', async () => {
  assert.equal(await textBy(Uri.file('/project/page.md'), [Uri.file('/project/page.md')]), 'All of it.');
});

test("from the palette and the editor's own menu the selection is meant", async () => {
  assert.equal(await textBy(), 'it');
  assert.equal(await textBy(Uri.file('/project/page.md')), 'it');
});
