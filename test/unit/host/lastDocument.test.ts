/** Which document is meant while a picture or the Studio is in front, and where in it. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { editor, TabInputText, Uri } from '../../support/vscodeStub.ts';

const { LastDocument } = await import('../../../src/host/editor/lastDocument.ts');

const editorOf = (path: string, line = 0) => ({
  document: { uri: Uri.parse(path) },
  selection: { line },
});
const tabOf = (path: string, isPreview = false) => ({ input: new TabInputText(Uri.parse(path)), isPreview });
const enter = (value: unknown): void => editor.activeEditorChanged.fire(value as never);

let last: InstanceType<typeof LastDocument>;
const placeNow = (): unknown => {
  const { document, selection } = last.get() ?? {};
  return document && [document.toString(), (selection as unknown as { line: number }).line];
};

beforeEach(() => {
  last = new LastDocument();
});
afterEach(() => {
  last.dispose();
  assert.equal(editor.activeEditorChanged.listenerCount + editor.tabsChanged.listenerCount, 0);
  editor.visibleEditors = [];
  editor.tabs = [];
});

test('the one that the person was in, with the cursor where it was left', () => {
  assert.equal(placeNow(), undefined);
  const page = editorOf('file:///w/a.md');
  enter(page);
  // Set long after the document was entered; then a picture is in front.
  page.selection = { line: 16 };
  enter(undefined);
  enter(editorOf('output:log'));
  assert.deepEqual(placeNow(), ['file:///w/a.md', 16]);
  editor.visibleEditors = [editorOf('file:///w/a.md', 3)];
  assert.deepEqual(placeNow(), ['file:///w/a.md', 3], 'shown again, by another editor');
});

test('one that was closed is not meant; one that gave way in preview, or is open elsewhere, is', () => {
  enter(editorOf('file:///w/a.md'));
  editor.tabsChanged.fire({ closed: [tabOf('file:///w/a.md', true), tabOf('file:///w/b.md')] });
  assert.ok(last.get());
  editor.tabs = [tabOf('file:///w/a.md')];
  editor.tabsChanged.fire({ closed: [tabOf('file:///w/a.md')] });
  assert.ok(last.get());
  editor.tabs = [];
  editor.tabsChanged.fire({ closed: [tabOf('file:///w/a.md')] });
  assert.equal(last.get(), undefined);
});
