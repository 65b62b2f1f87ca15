/**
 * Servers that end, cut and lie, against the real transports in a process of its own whose disk is slower than the net:
 * fetch and undici up to 7 then die of an assertion that nobody can catch, or wait for ever (nodejs/undici#5360).
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { makePng } from '../support/fakeApi/media.ts';
import { runSavingChild, type SavingPlan, type SavingReport } from '../support/savingChild.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { chunkOf, type SeenRequest, startWireServer } from '../support/wireServer.ts';

const png = makePng();
/** As a picture ends: what ends otherwise is seen to be cut, also where the transport does not say. */
const makeContent = (filling: number, length = 3 << 20): Buffer =>
  Buffer.concat([png, Buffer.alloc(length, filling), png.subarray(-12)]);
const first = makeContent(1);
const second = makeContent(2);
const half = first.length >> 1;
const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

type Answer = (socket: Socket, request: SeenRequest) => void;
type End = 'close' | 'reset';

const head = (status: number, lines: readonly string[]): Buffer =>
  Buffer.from(`${[`HTTP/1.1 ${status} X`, 'connection: close', ...lines].join('\r\n')}\r\n\r\n`);

/** Says everything and goes. */
function say(socket: Socket, parts: readonly Buffer[], end: End = 'close'): void {
  for (const part of parts.slice(0, -1)) socket.write(part);
  socket.write(parts.at(-1) ?? '', () => {
    if (end === 'close') socket.end();
    else socket.resetAndDestroy();
  });
}

type Framing = (
  content: Buffer,
  lines: readonly string[],
) => { head: Buffer; frame: (part: Buffer) => Buffer; last: Buffer };

/** The three ways in which a body can say its length. */
const framings: Readonly<Record<string, Framing>> = {
  length: (content, lines) => ({
    head: head(200, [`content-length: ${content.length}`, ...lines]),
    frame: part => part,
    last: Buffer.alloc(0),
  }),
  chunked: (_content, lines) => ({
    head: head(200, ['transfer-encoding: chunked', ...lines]),
    frame: chunkOf,
    last: chunkOf(''),
  }),
  closing: (_content, lines) => ({ head: head(200, lines), frame: part => part, last: Buffer.alloc(0) }),
};

const giveWhole =
  (framing: Framing, content: Buffer, lines: readonly string[] = []): Answer =>
  socket => {
    const { head: start, frame, last } = framing(content, lines);
    say(socket, [start, frame(content), last]);
  };

const giveHalf =
  (framing: Framing, end: End, lines: readonly string[] = []): Answer =>
  socket => {
    const { head: start, frame } = framing(first, lines);
    say(socket, [start, frame(first.subarray(0, half))], end);
  };

/** Where the rest begins that is asked for under `tag`; 0 for whoever asks for all, or under another. */
const askedFrom = ({ headers }: SeenRequest, tag: string): number =>
  headers.get('if-range') === tag ? Number(/^bytes=(\d+)-$/.exec(headers.get('range') ?? '')?.[1] ?? 0) : 0;

/** The rest of `content` that was asked for, cut after `most` bytes. */
function giveRest(content: Buffer, tag: string, most = content.length): Answer {
  return (socket, request) => {
    const from = askedFrom(request, tag);
    assert.ok(from > 0, 'no rest of this was asked for');
    const range = `content-range: bytes ${from}-${content.length - 1}/${content.length}`;
    const lines = [range, `content-length: ${content.length - from}`, `etag: ${tag}`];
    say(socket, [head(206, lines), content.subarray(from, from + most)]);
  };
}

interface Case {
  /** One a request. */
  readonly answers: readonly Answer[];
  /** What is stored, or the kind of the failure. */
  readonly expected: Buffer | string;
}

const { length, chunked, closing } = framings as Record<'length' | 'chunked' | 'closing', Framing>;
const tag = 'etag: "1"';
const broken = giveHalf(length, 'close', [tag]);

const whole: Readonly<Record<string, Case>> = Object.fromEntries(
  Object.entries(framings).flatMap(([name, framing]): [string, Case][] => [
    [`${name}-whole`, { answers: [giveWhole(framing, first)], expected: first }],
    [
      `${name}-half`,
      { answers: [giveHalf(framing, 'close')], expected: name === 'closing' ? 'truncated' : 'network' },
    ],
    [`${name}-reset`, { answers: [giveHalf(framing, 'reset')], expected: 'network' }],
  ]),
);

const longer = makeContent(2, 4 << 20);
const rangeOf = (from: number, content: Buffer): string =>
  `content-range: bytes ${from}-${content.length - 1}/${content.length}`;
const lie =
  (lines: readonly string[], body: Buffer): Answer =>
  socket =>
    say(socket, [head(206, lines), body]);
const more = second.subarray(half);

/** The first half of the first version comes, and then … */
const resumed: Readonly<Record<string, Case>> = {
  'same-content': { answers: [broken, giveRest(first, '"1"')], expected: first },
  'changed-content': { answers: [broken, giveWhole(length, second, ['etag: "2"'])], expected: second },
  'no-ranges': { answers: [broken, giveWhole(length, first, [tag])], expected: first },
  'wrong-range': {
    answers: [broken, lie([rangeOf(half - 1, second), tag], more), giveWhole(length, second, ['etag: "2"'])],
    expected: second,
  },
  'changed-tag': {
    answers: [broken, giveTagged(second, '"2"'), giveWhole(chunked, second, ['etag: "2"'])],
    expected: second,
  },
  'changed-length': {
    answers: [broken, giveTagged(longer, '"1"'), giveWhole(length, longer, ['etag: "2"'])],
    expected: longer,
  },
  refused: {
    answers: [broken, socket => say(socket, [head(416, ['content-length: 0'])]), giveWhole(length, second)],
    expected: second,
  },
  'broken-again': {
    answers: [broken, giveRest(first, '"1"', 9000), giveRest(first, '"1"')],
    expected: first,
  },
  'chunked-cut': { answers: [giveHalf(chunked, 'close', [tag]), giveRest(first, '"1"')], expected: first },
  'closing-cut': { answers: [giveHalf(closing, 'close', [tag]), giveRest(first, '"1"')], expected: first },
  'weak-tag': { answers: [giveHalf(length, 'close', ['etag: W/"1"'])], expected: 'network' },
  'part-unasked': { answers: [lie([rangeOf(half, second), tag], more)], expected: 'network' },
};

/** A well-formed rest from where it was asked for, of another version. */
function giveTagged(content: Buffer, etag: string): Answer {
  return (socket, request) => {
    const from = askedFrom(request, '"1"');
    lie([rangeOf(from, content), `etag: ${etag}`], content.subarray(from))(socket, request);
  };
}

async function saveAll(t: TestContext, stack: SavingPlan['stack'], cases: Readonly<Record<string, Case>>) {
  const asked: Record<string, number> = {};
  const server = await startWireServer({
    answer(socket, request) {
      const name = request.path.slice(1);
      const count = (asked[name] ?? 0) + 1;
      asked[name] = count;
      cases[name]?.answers[count - 1]?.(socket, request);
    },
  });
  t.after(() => server.close());
  const folder = tempFolder(t);
  const names = Object.keys(cases);
  const results = Object.fromEntries(names.map(name => [name, `${server.origin}/${name}`]));
  const report = await runSavingChild({ stack, folder, results, slowMs: 1 });
  return { report, asked, files: readdirSync(folder) };
}

function assertAs(
  cases: Readonly<Record<string, Case>>,
  report: SavingReport,
  files: readonly string[],
): void {
  const entries = Object.entries(cases);
  const expected = entries.map(([name, { expected: e }]) => [name, typeof e === 'string' ? e : hashOf(e)]);
  assert.deepEqual(report, Object.fromEntries(expected));
  const stored = entries.flatMap(([name, { expected: e }]) => (typeof e === 'string' ? [] : [`${name}.png`]));
  assert.deepEqual(files.toSorted(), stored.toSorted());
}

for (const stack of ['undici', 'platform'] as const) {
  describe(`results over ${stack}, read slowly`, () => {
    test('whole, cut and reset, in every framing: stored or refused, never half, never for ever', async t => {
      const { report, asked, files } = await saveAll(t, stack, whole);
      assertAs(whole, report, files);
      assert.deepEqual(new Set(Object.values(asked)), new Set([1]));
    });

    test('broken off: resumed or begun anew, never of two versions', async t => {
      const { report, asked, files } = await saveAll(t, stack, resumed);
      assertAs(resumed, report, files);
      const expected = Object.entries(resumed).map(([name, { answers }]) => [name, answers.length]);
      assert.deepEqual(asked, Object.fromEntries(expected));
    });
  });
}
