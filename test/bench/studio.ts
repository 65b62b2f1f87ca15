/**
 * The Studio's gallery in a browser, with the fake host: how long until the first pictures stand there, with 10 000
 * entries against 100; the longest frame while it is scrolled from end to end, out of a trace; what the page holds.
 * Opening is measured from the press on "Gallery" to the frame in which the first row of cards is painted.
 */
import type { CDPSession } from 'playwright-core';
import { type BenchRow, median, spread } from '../rig/benchRows.ts';
import { type StudioBench, type StudioPage, startStudioBench } from '../support/studio/studioBench.ts';
import { manyPictures } from '../support/studio/studioTasks.ts';

const rounds = 7;
const few = 100;
const many = 10_000;
const scrolledPx = 40_000;

/** ms from the press to the painted first row. */
async function firstPaint(studio: StudioPage): Promise<number> {
  const script = `new Promise(resolve => {
    const begun = performance.now();
    const look = () => document.querySelector('.entry') === null
      ? requestAnimationFrame(look)
      // The frame after the one in which they were put there: they are painted.
      : requestAnimationFrame(() => resolve(performance.now() - begun));
    document.getElementById('page-gallery').click();
    look();
  })`;
  return Number(await studio.page.evaluate(script));
}

async function measurePaint(bench: StudioBench, count: number): Promise<number[]> {
  const times: number[] = [];
  const tasks = manyPictures(count);
  for (let round = 0; round <= rounds; round++) {
    const studio = await bench.open({ tasks });
    await studio.settled();
    const time = await firstPaint(studio);
    // The first one warms the browser up.
    if (round > 0) times.push(time);
    await studio.close();
  }
  return times;
}

interface TraceEvent {
  readonly name: string;
  readonly dur?: number;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly args: { readonly name?: string };
}

/** Tasks of the page's own main thread: those of the browser and of its picture decoders hold up no frame. */
function mainThreadTasks(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const threads = new Set(
    events
      .filter(e => e.name === 'thread_name' && e.args.name === 'CrRendererMain')
      .map(e => `${e.pid} ${e.tid}`),
  );
  if (threads.size === 0) throw new Error('the trace names no main thread of a page');
  return events.filter(e => e.ph === 'X' && e.name === 'RunTask' && threads.has(`${e.pid} ${e.tid}`));
}

/** The longest task of the page's main thread while it scrolls, ms: no frame can come meanwhile. */
async function longestTask(session: CDPSession, work: () => Promise<void>): Promise<number> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const done = new Promise(resolve => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'],
    },
  });
  await work();
  await session.send('Tracing.end');
  await done;
  const tasks = mainThreadTasks(events);
  if (tasks.length === 0) throw new Error('the trace holds no task');
  return Math.max(...tasks.map(e => e.dur ?? 0)) / 1000;
}

async function scroll(studio: StudioPage): Promise<void> {
  await studio.page.locator('#gallery-grid').hover();
  for (let at = 0; at < scrolledPx; at += 400) await studio.page.mouse.wheel(0, 400);
  await studio.page.evaluate(
    'new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
  );
}

async function heapMegabytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

async function measureScrolling(
  bench: StudioBench,
): Promise<{ longestMs: number; before: number; after: number }> {
  const studio = await bench.open({ tasks: manyPictures(many) });
  const session = await studio.page.context().newCDPSession(studio.page);
  await studio.settled();
  const before = await heapMegabytes(session);
  await firstPaint(studio);
  await studio.settled();
  const longestMs = await longestTask(session, () => scroll(studio));
  const after = await heapMegabytes(session);
  await studio.close();
  return { longestMs, before, after };
}

/** The rows; about a minute. */
export async function benchStudio(): Promise<BenchRow[]> {
  const bench = await startStudioBench();
  try {
    const small = await measurePaint(bench, few);
    const large = await measurePaint(bench, many);
    const ratio = median(large) / median(small);
    const { longestMs, before, after } = await measureScrolling(bench);
    return [
      { name: `gallery, first paint of ${few}`, value: median(small), unit: 'ms', note: spread(small) },
      { name: `gallery, first paint of ${many}`, value: median(large), unit: 'ms', note: spread(large) },
      { name: 'gallery, first paint, ratio', value: ratio, unit: '', goal: 2 },
      { name: `gallery, longest frame while scrolling ${many}`, value: longestMs, unit: 'ms', goal: 50 },
      {
        name: `gallery, heap of the page with ${many}`,
        value: after - before,
        unit: 'MB',
        note: `${before.toFixed(1)} MB before it is opened; the fake host lives in the same page`,
      },
    ];
  } finally {
    await bench.close();
  }
}
