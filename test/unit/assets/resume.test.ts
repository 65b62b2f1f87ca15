/** A download that breaks off goes on where the host proves that the rest is of the same bytes, and else begins anew. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { NetworkError, TimeoutError } from '../../../src/core/errors.ts';
import type { HttpRequest } from '../../../src/core/ports.ts';
import { media } from '../../support/mediaFixtures.ts';
import {
  assertClean,
  createSavingRig,
  type SavingAnswer,
  type SavingHost,
  type SavingRig,
  savingFolder,
  storageError,
  savingUrl as url,
} from '../../support/savingRig.ts';

const png = media('picture.png');
/** Two versions of one result, of the same length. */
const first = Buffer.concat([png, Buffer.alloc(60_000, 1)]);
const second = Buffer.concat([png, Buffer.alloc(60_000, 2)]);
const half = first.length / 2;
const reset = new NetworkError({ sent: 'unknown', message: 'reset' });
const silent = new TimeoutError({ sent: 'unknown', afterMs: 30_000, message: 'silent' });

const whole = (content: Buffer, etag?: string, headers: Record<string, string> = {}): SavingAnswer => ({
  headers: { 'content-length': `${content.length}`, ...(etag === undefined ? {} : { etag }), ...headers },
  body: [content],
});
const cutOff = (content: Buffer, etag?: string, headers: Record<string, string> = {}): SavingAnswer => ({
  ...whole(content, etag, headers),
  body: [content.subarray(0, half), reset],
});
const rest = (content: Buffer, etag: string, headers: Record<string, string> = {}): SavingAnswer => ({
  status: 206,
  headers: {
    etag,
    'content-range': `bytes ${half}-${content.length - 1}/${content.length}`,
    'content-length': `${content.length - half}`,
    ...headers,
  },
  body: [content.subarray(half)],
});

/** Answers one after the other. */
const inTurn =
  (...answers: readonly (SavingAnswer | Error)[]): SavingHost =>
  (_request, count) =>
    answers[count - 1] ?? new Error('a request too many');

const rangesOf = (requests: readonly HttpRequest[]) =>
  requests.map(({ headers }) => [headers['range'], headers['if-range']]);
const asked = [`bytes=${half}-`, '"v1"'];
const anew = [undefined, undefined];

async function assertStored(rig: SavingRig, content: Buffer, changes = {}): Promise<void> {
  const saved = await rig.save(changes);
  assert.equal(saved.bytes, content.length);
  assert.equal(saved.sha256, createHash('sha256').update(content).digest('hex'));
  assert.deepEqual([saved.width, saved.height], [48, 32]);
  assert.deepEqual(rig.files.names(savingFolder), ['hero.png']);
  assert.ok(content.equals(rig.files.content(saved.uri) ?? new Uint8Array()), 'not these bytes');
  assertClean(rig);
}

test('goes on with a file that says something of itself, as if it had never broken off', async () => {
  const facts = { prompt: 'a quay', model: 'flux-2', taskId: 'n7', parameters: '{}' };
  const atOnce = createSavingRig({ [url]: whole(first) });
  const expected = await atOnce.save({ facts });
  const rig = createSavingRig({ [url]: inTurn(cutOff(first, '"v1"'), rest(first, '"v1"')) });
  const saved = await rig.save({ facts });
  assert.deepEqual(rangesOf(rig.requests), [anew, asked]);
  assert.deepEqual([saved.bytes, saved.sha256], [expected.bytes, expected.sha256]);
  assert.ok(saved.bytes > first.length);
  assertClean(rig);
});

describe('goes on', () => {
  for (const [name, broken] of Object.entries({
    'after a reset': cutOff(first, '"v1"'),
    'after a silence': { ...cutOff(first, '"v1"'), body: [first.subarray(0, half), silent] },
    'after an end that came too early': { ...cutOff(first, '"v1"'), body: [first.subarray(0, half)] },
    'in chunks, without a length': {
      headers: { etag: '"v1"', 'transfer-encoding': 'chunked' },
      body: [first.subarray(0, half), reset],
    },
    'until the connection ends, without a length': {
      headers: { etag: '"v1"' },
      body: [first.subarray(0, half), reset],
    },
  })) {
    test(name, async () => {
      const rig = createSavingRig({ [url]: inTurn(broken, rest(first, '"v1"')) });
      await assertStored(rig, first);
      assert.deepEqual(rangesOf(rig.requests), [anew, asked]);
    });
  }

  test('as often as it gets further, with growing waits; each piece is asked for once', async () => {
    const large = Buffer.concat([png, Buffer.alloc(9 * 1024 * 1024 + 7, 3)]);
    const step = 1_500_000;
    const host: SavingHost = ({ headers }) => {
      const from = Number(/^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1] ?? 0);
      const body = [large.subarray(from, from + step), ...(from + step < large.length ? [reset] : [])];
      const head = { etag: '"v1"', 'content-range': `bytes ${from}-${large.length - 1}/${large.length}` };
      return from === 0 ? { ...whole(large, '"v1"'), body } : { status: 206, headers: head, body };
    };
    const rig = createSavingRig({ [url]: host });
    await assertStored(rig, large);
    assert.equal(rig.state.read, large.length);
    assert.deepEqual(rig.state.waited, [500, 500, 500, 500, 500, 500]);
  });

  test('where there is room for the rest alone', async () => {
    const rig = createSavingRig({
      [url]: inTurn(
        { ...cutOff(first, '"v1"'), body: [first.subarray(0, half), () => (rig.files.free = half), reset] },
        rest(first, '"v1"'),
      ),
    });
    await assertStored(rig, first);
  });

  test('after failures on the way to the rest', async () => {
    const rig = createSavingRig({
      [url]: inTurn(cutOff(first, '"v1"'), reset, { status: 503 }, rest(first, '"v1"')),
    });
    await assertStored(rig, first);
    assert.deepEqual(rangesOf(rig.requests), [anew, asked, asked, asked]);
    assert.deepEqual(rig.state.waited, [500, 2000, 8000]);
  });

  test('only a few times where nothing comes of it', async () => {
    const rig = createSavingRig({
      [url]: inTurn(cutOff(first, '"v1"'), reset, reset, silent),
    });
    await assert.rejects(rig.save(), { kind: 'timeout' });
    assert.deepEqual(rig.files.names(savingFolder), []);
    assertClean(rig);
  });

  test('by way of redirects, each checked again', async () => {
    const to = (location: string): SavingAnswer => ({ status: 302, headers: { location } });
    const signed = (by: number): string => `https://mirror.example.com/1?by=${by}`;
    const good = createSavingRig({
      [url]: inTurn(to(signed(1)), to(signed(2))),
      [signed(1)]: cutOff(first, '"v1"'),
      [signed(2)]: rest(first, '"v1"'),
    });
    await assertStored(good, first);
    assert.deepEqual(rangesOf(good.requests), [anew, anew, asked, asked]);
    const bad = createSavingRig({ [url]: inTurn(cutOff(first, '"v1"'), to('http://127.0.0.1/')) });
    await assert.rejects(bad.save(), storageError('badUrl'));
    assertClean(bad);
  });

  test('and can be stopped while it waits', async () => {
    const controller = new AbortController();
    const rig = createSavingRig({
      [url]: inTurn({
        ...cutOff(first, '"v1"'),
        body: [first.subarray(0, half), () => controller.abort(), reset],
      }),
    });
    await assert.rejects(rig.save({}, controller.signal), { kind: 'cancelled' });
    assert.equal(rig.requests.length, 1);
    assertClean(rig);
  });
});

describe('begins anew', () => {
  test('where a redirect leads to something else now, whatever its tag says', async () => {
    const [one, other] = ['https://cdn.example.com/one', 'https://cdn.example.com/other'];
    const to = (location: string): SavingAnswer => ({ status: 302, headers: { location } });
    const rig = createSavingRig({
      [url]: (_request, count) => to(count === 1 ? one : other),
      [one]: cutOff(first, '"v1"'),
      [other]: inTurn(rest(second, '"v1"'), whole(second, '"v1"')),
    });
    await assertStored(rig, second);
    assert.deepEqual(rangesOf(rig.requests), [anew, anew, asked, asked, anew, anew]);
  });

  test('with a whole answer to a question for the rest: other bytes, or a host that knows no parts', async () => {
    for (const content of [first, second]) {
      const rig = createSavingRig({ [url]: inTurn(cutOff(first, '"v1"'), whole(content, '"v2"')) });
      await assertStored(rig, content);
      assert.deepEqual(rangesOf(rig.requests), [anew, asked]);
    }
  });

  const other = { etag: '"v2"' };
  const parts: Readonly<Record<string, SavingAnswer>> = {
    'of another version': rest(second, '"v2"'),
    'of another version, by a weak tag': rest(second, 'W/"v1"'),
    'of a version without a tag': { ...rest(second, '"v1"', { etag: '' }) },
    'of another length': rest(Buffer.concat([second, png]), '"v1"'),
    'that begins elsewhere': rest(second, '"v1"', {
      'content-range': `bytes ${half - 1}-${second.length - 1}/${second.length}`,
      'content-length': `${second.length - half + 1}`,
    }),
    'that begins at the start': rest(second, '"v1"', {
      'content-range': `bytes 0-${second.length - 1}/${second.length}`,
      'content-length': `${second.length}`,
    }),
    'that ends before the end': rest(second, '"v1"', {
      'content-range': `bytes ${half}-${second.length - 2}/${second.length}`,
    }),
    'without the whole length': rest(second, '"v1"', {
      'content-range': `bytes ${half}-${second.length - 1}/*`,
    }),
    'without a range': rest(second, '"v1"', { 'content-range': '' }),
    'of lines': rest(second, '"v1"', {
      'content-range': `lines ${half}-${second.length - 1}/${second.length}`,
    }),
    'in pieces of its own': rest(second, '"v1"', {
      'content-range': '',
      'content-type': 'multipart/byteranges; boundary=x',
    }),
    'of another size than its range': rest(second, '"v1"', { 'content-length': '7' }),
    'of a packed body': rest(second, '"v1"', { 'content-encoding': 'gzip' }),
    'that the host refuses': { status: 416, headers: { 'content-range': `bytes */${half - 5}` } },
    'that the host refuses without a word': { status: 416, headers: other },
  };
  for (const [name, part] of Object.entries(parts)) {
    test(`after a part ${name}`, async () => {
      const rig = createSavingRig({
        [url]: inTurn(cutOff(first, '"v1"'), part, whole(second, '"v2"')),
      });
      await assertStored(rig, second);
      assert.deepEqual(rangesOf(rig.requests), [anew, asked, anew]);
    });
  }

  test('and goes on with the new version where that breaks off as well', async () => {
    const rig = createSavingRig({
      [url]: inTurn(cutOff(first, '"v1"'), cutOff(second, '"v2"'), rest(second, '"v2"')),
    });
    await assertStored(rig, second);
    assert.deepEqual(rangesOf(rig.requests), [anew, asked, [`bytes=${half}-`, '"v2"']]);
  });

  test('keeps the old part until the new one is seen to be a file', async () => {
    const rig = createSavingRig({
      [url]: inTurn(
        cutOff(first, '"v1"'),
        { headers: { etag: '"v2"' }, body: [second.subarray(0, 100), reset] },
        rest(first, '"v1"'),
      ),
    });
    await assertStored(rig, first);
  });

  test('is what a part for nobody who asked for one ends with', async () => {
    const rig = createSavingRig({ [url]: inTurn(rest(first, '"v1"')) });
    await assert.rejects(rig.save(), { kind: 'network', code: 'HTTP_206' });
    assertClean(rig);
  });
});

describe('does not ask for the rest', () => {
  const hosts: Readonly<Record<string, SavingAnswer>> = {
    'without a tag': cutOff(first),
    'with a weak tag': cutOff(first, 'W/"v1"'),
    'with a tag that is none': cutOff(first, 'v1'),
    'with a tag that would not stay in its header': cutOff(first, '"v1"\r\nx: "y"'),
    'of a host that says it gives none': cutOff(first, '"v1"', { 'accept-ranges': 'none' }),
    'of a packed body': cutOff(first, '"v1"', { 'content-encoding': 'gzip' }),
    'where nothing came': { ...whole(first, '"v1"'), body: [reset] },
    'where more came than was promised': { ...whole(first, '"v1"'), body: [first, png] },
  };
  for (const [name, answer] of Object.entries(hosts)) {
    test(name, async () => {
      const rig = createSavingRig({ [url]: inTurn(answer) });
      await assert.rejects(
        rig.save(),
        ({ kind }: { kind: string }) => kind === 'network' || kind === 'storage',
      );
      assert.equal(rig.requests.length, 1);
      assert.deepEqual(rig.files.names(savingFolder), []);
      assertClean(rig);
    });
  }

  test('of what the disk or a limit refuses', async () => {
    const full = createSavingRig({ [url]: inTurn(whole(first, '"v1"')) });
    full.files.room = 1000;
    await assert.rejects(full.save(), storageError('diskFull'));
    const large = createSavingRig(
      { [url]: inTurn({ ...whole(first, '"v1"'), headers: { etag: '"v1"' } }) },
      { maxBytes: 9000 },
    );
    await assert.rejects(large.save(), storageError('tooLarge'));
    for (const rig of [full, large]) assertClean(rig);
  });
});

describe('over a fresh address', () => {
  const signed = `${url}?signature=1`;
  const fresh = (address: string) => ({ url: signed, freshUrl: () => Promise.resolve(address) });
  const gone: SavingAnswer = { status: 403 };

  test('of the same resource it goes on, where tag and length are the same', async () => {
    const again = `${url}?signature=2`;
    const rig = createSavingRig({
      [signed]: inTurn(cutOff(first, '"v1"'), gone),
      [again]: inTurn(rest(first, '"v1"')),
    });
    await assertStored(rig, first, fresh(again));
    assert.deepEqual(rangesOf(rig.requests), [anew, asked, asked]);
    assert.equal(rig.requests.at(-1)?.url, again);
    const changed = createSavingRig({
      [signed]: inTurn(cutOff(first, '"v1"'), gone),
      [again]: inTurn(rest(second, '"v2"'), whole(second, '"v2"')),
    });
    await assertStored(changed, second, fresh(again));
  });

  test('of another resource it begins anew, whatever its tag says', async () => {
    const elsewhere = 'https://cdn.example.com/2';
    const rig = createSavingRig({
      [signed]: inTurn(cutOff(first, '"v1"'), gone),
      [elsewhere]: inTurn(whole(second, '"v1"')),
    });
    await assertStored(rig, second, fresh(elsewhere));
    assert.deepEqual(rangesOf(rig.requests), [anew, asked, anew]);
  });

  test('is asked for only where the old one has run out; without one that is the end', async () => {
    const rig = createSavingRig({ [signed]: inTurn(cutOff(first, '"v1"'), reset, rest(first, '"v1"')) });
    const freshUrl = () => assert.fail('asked for a fresh address');
    await assertStored(rig, first, { url: signed, freshUrl });
    const old = createSavingRig({ [signed]: inTurn(cutOff(first, '"v1"'), gone) });
    await assert.rejects(old.save({ url: signed }), storageError('gone'));
    assertClean(old);
  });

  test('must be one that may be fetched', async () => {
    const rig = createSavingRig({ [signed]: inTurn(cutOff(first, '"v1"'), gone) });
    await assert.rejects(rig.save(fresh('http://127.0.0.1/1')), storageError('badUrl'));
    assertClean(rig);
  });
});
