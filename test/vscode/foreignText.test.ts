/** Words of the service and of lists from elsewhere in a tooltip, which is Markdown: text, and nothing else. */
import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { suite, test } from 'mocha';
import type { Task } from '../../src/core/tasks/task.ts';
import { savedOutputs } from '../../src/host/editor/insertTask.ts';
import { createTaskItem, createTooltip, savedUris } from '../../src/host/tree/taskItem.ts';
import { sampleStates, sampleTask, savedTask } from '../support/sampleTasks.ts';

const tooltipOf = (task: Task) => createTooltip(task, { modelLabel: task.model, waiting: undefined });

const hostile: readonly string[] = [
  '[x](command:workbench.action.quit) ![y](https://a.example/beacon.png)',
  '<img src=https://a.example/x> <a href="command:x">x</a> <https://a.example>',
  '\n\n# head\n\n```\n[x](command:x)\n````\n[x](command:x)\n',
  '$(bug) $(sync~spin) `code` **bold** https://a.example/auto',
  'www.a.example mail@a.example mailto:mail@a.example http://a.example',
  '[x]: https://a.example\n\n[x]',
  '| a |\n|---|\n| [x](command:x) |',
];

/** What of it is more than text: links, pictures, markup. */
function livePartsOf(markdown: string): string[] {
  const reader = new MarkdownIt({ html: true, linkify: true });
  // All that any reader of Markdown could make a link of, but not every word with a dot in it.
  reader.validateLink = () => true;
  reader.linkify.set({ fuzzyLink: false });
  const tokens = reader.parse(markdown, {});
  return tokens
    .flatMap(token => [token, ...(token.children ?? [])])
    .filter(({ type }) => /^(link_open|image|html_inline|html_block|heading_open|table_open)$/.test(type))
    .map(({ type, attrs }) => `${type} ${JSON.stringify(attrs)}`);
}

function taskSaying(text: string): Task {
  const details = { status: 500, code: 'server_error', reason: text };
  return sampleTask('a', {
    title: text,
    model: text,
    request: { prompt: text, [text]: text, list: [text], nothing: undefined },
    state: { status: 'failed', error: { kind: 'api', message: text, details }, finishedAt: 1 },
  });
}

suite('rows', () => {
  test('a file that was asked for by its name is called so, and by the name that it has once it is there', () => {
    const output = { folder: 'file:///w/img', within: 'file:///w', fileName: 'team', exactName: 'team.webp' };
    const outputs = [{ uri: 'file:///w/img/team.png' }];
    const labelOf = (task: Task) =>
      createTaskItem(task, { modelLabel: 'Flux 2', waiting: undefined, nowMs: 5 }).label;
    assert.equal(labelOf(sampleTask('a', { title: 'Our bakers', output })), 'team.webp');
    assert.equal(labelOf(savedTask('a', { title: 'Our bakers', output, outputs })), 'team.png');
    assert.equal(labelOf(sampleTask('a', { title: 'Our bakers' })), 'Our bakers');
  });
});

suite('foreign text in tooltips', () => {
  for (const text of hostile) {
    test(JSON.stringify(text.slice(0, 50)), () => {
      const tooltip = tooltipOf(taskSaying(text));
      assert.ok(!tooltip.isTrusted && !tooltip.supportHtml);
      assert.deepEqual(livePartsOf(tooltip.value), []);
      assert.ok(tooltip.value.length < 6000);
      // One icon is ours; escaped ones stand behind a backslash.
      assert.deepEqual(
        [...tooltip.value.matchAll(/(?<!\\)\$\(([a-z~-]+)\)/g)].map(m => m[1]),
        ['file-media'],
      );
    });
  }

  test('a long text has places to break', () => {
    const { value } = tooltipOf(taskSaying('a boat on a lake'));
    assert.ok(value.includes('a boat on a lake'), value);
  });

  function savedAt(uri: string): Task {
    const saved = sampleStates.find(({ status }) => status === 'saved') as Extract<
      Task['state'],
      { status: 'saved' }
    >;
    return sampleTask('a', { state: { ...saved, outputs: [{ uri, mime: 'image/png' }] } });
  }

  test('a picture is one of this machine; an address of the net is neither loaded nor opened', () => {
    const name = 'file:///w/a) ![](https:/a.example/b.png';
    assert.deepEqual(livePartsOf(tooltipOf(savedAt(name)).value).length, 1, 'the name stays inside');
    for (const uri of [
      'https://a.example/x.png',
      'HTTP://a.example/x.png',
      'data:image/png;base64,AA',
      'command:x',
    ]) {
      assert.deepEqual(livePartsOf(tooltipOf(savedAt(uri)).value), [], uri);
      assert.deepEqual([savedUris(savedAt(uri)), savedOutputs(savedAt(uri))], [[], []]);
    }
  });
});
