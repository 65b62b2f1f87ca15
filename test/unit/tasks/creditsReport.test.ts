import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasEndedUnbilled, reportCredits, toCsv } from '../../../src/core/tasks/creditsReport.ts';
import { billOf, sumCredits } from '../../../src/core/tasks/spending.ts';
import { failedTask, runningTask, savedTask } from '../../support/studio/studioTasks.ts';

const { checkRange, creditsCsv, rangeMs, toCreditsView } = await import(
  '../../../src/host/panel/credits/creditsView.ts'
);

const dayMs = 86_400_000;
const tasks = [
  savedTask({ id: 'a', title: 'a' }, ['wide.png'], 5),
  savedTask({ id: 'b', title: 'b' }, ['wide.png'], 0.1),
  savedTask({ id: 'c', title: 'c', kind: 'video', model: 'kling-3' }, ['film.mp4'], 300),
  savedTask({ id: 'd', title: 'd', service: 'sandbox' }, ['wide.png'], 99),
  savedTask({ id: 'e', title: 'e' }, ['wide.png']),
  runningTask({ id: 'f', title: 'f' }),
  failedTask({ id: 'g', title: 'g' }, 'no'),
];

const sums = sumCredits(
  tasks.flatMap(task => billOf(task) ?? []),
  {},
);
const unbilled = tasks.filter(hasEndedUnbilled).length;

describe('sums', () => {
  test('of live bills alone; what has no bill is counted, not guessed', () => {
    const report = reportCredits(sums, unbilled);
    assert.equal(report.total, 305.1);
    assert.equal(report.tasks, 3);
    assert.equal(report.unbilled, 1);
    assert.deepEqual(report.models, [
      { key: 'kling-3', credits: 300, tasks: 1, estimated: 0 },
      { key: 'flux-2', credits: 5.1, tasks: 2, estimated: 0 },
    ]);
    assert.deepEqual(
      report.kinds.map(k => k.key),
      ['video', 'image'],
    );
    assert.deepEqual(report.workspaces, [{ key: 'file:///w', credits: 305.1, tasks: 3, estimated: 0 }]);
    assert.deepEqual(report.days, [{ key: sums[0]?.day, credits: 305.1, tasks: 3, estimated: 0 }]);
  });

  test('chat is a kind of its own, and says how much of it is an estimate', () => {
    const bill = { orderedAt: Date.now(), kind: 'chat', model: 'gemini' } as const;
    const chat = sumCredits(
      [
        { ...bill, id: 'a', credits: 6.5 },
        { ...bill, id: 'b', credits: 5, isEstimated: true },
      ],
      {},
    );
    const spent = { sums: [...sums, ...chat], unbilled: 0 };
    const parts = { models: [], range: 30, nowMs: Date.now() } as const;
    const view = toCreditsView(spent, parts);
    const rowOf = (id: string, label: string) =>
      view.tables.find(t => t.id === id)?.rows.find(row => row.label === label);
    assert.deepEqual([rowOf('kinds', 'Chat')?.credits, rowOf('kinds', 'Chat')?.tasks], [11.5, 2]);
    assert.equal(rowOf('models', 'Gemini')?.credits, 11.5);
    assert.equal(rowOf('workspaces', 'No folder')?.credits, 11.5);
    assert.equal(view.note, 'Estimated, because the service did not say: 5 credits for chat.');
    assert.ok(creditsCsv(spent, parts).includes('\r\nkinds,Chat,11.5,2,5\r\n'));
    const sentences = (of: typeof chat): number | undefined =>
      toCreditsView({ sums: of, unbilled: 1 }, parts).note.match(/\.(?= |$)/g)?.length;
    assert.deepEqual([sentences(chat), sentences(sums)], [2, 1]);
  });

  test('days are whole and all there, also those without a bill, over a change of the clock', () => {
    const nowMs = new Date(2026, 3, 2, 15).getTime();
    const { fromMs, toMs } = rangeMs(7, nowMs);
    assert.equal(new Date(fromMs).getHours(), 0);
    assert.ok(toMs > nowMs && fromMs > nowMs - 8 * dayMs);
    const view = toCreditsView({ sums: [], unbilled: 0 }, { models: [], range: 7, nowMs });
    const days = view.tables.find(t => t.id === 'days')?.rows.map(row => row.label);
    assert.deepEqual(days, [27, 28, 29, 30, 31].map(d => `2026-03-${d}`).concat('2026-04-01', '2026-04-02'));
  });

  test('what the page asks for is checked', () => {
    assert.deepEqual([7, 365, 8, 'x', undefined].map(checkRange), [7, 365, 30, 30, 30]);
  });
});

describe('CSV', () => {
  test('quotes what needs it, and no cell is a formula', () => {
    const rows = [
      ['a,b', 'say "x"', 'two\nlines'],
      ['=1+1', '-2', -2],
      ['@x', '+x', '\tx'],
    ];
    assert.equal(toCsv(rows), '"a,b","say ""x""","two\nlines"\r\n\'=1+1,\'-2,-2\r\n\'@x,\'+x,\'\tx\r\n');
  });

  test('has all tables, with the names that people know', () => {
    const csv = creditsCsv({ sums, unbilled }, { models: [], range: 30, nowMs: Date.now() });
    const lines = csv.trimEnd().split('\r\n');
    assert.equal(lines[0], 'group,name,credits,tasks,estimated');
    assert.equal(lines.filter(line => line.startsWith('days,')).length, 30);
    assert.ok(lines.includes('kinds,Video,300,1,0'));
    assert.ok(lines.includes('workspaces,w,305.1,3,0'));
  });
});
