import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeCreated, decodeTask, isTaskId, phaseOf } from '../../../src/core/api/decodeTask.ts';
import { collectUrls } from '../../../src/core/api/resultUrls.ts';
import { isError } from '../../../src/core/errors.ts';

const url = 'https://cdn.test/a.png';
const madeUp = (): string => 'direct-1';

describe('status words', () => {
  const words = {
    running: 'pending queued waiting processing in_progress running generating reviewing paused ok x',
    succeeded: 'success succeeded completed complete done',
    failed: 'failed failure error cancelled canceled',
  };
  for (const [phase, list] of Object.entries(words)) {
    for (const word of list.split(' ')) {
      test(`${word}: ${phase}`, () => {
        for (const form of [word, word.toUpperCase(), ` ${word[0]?.toUpperCase()}${word.slice(1)} `]) {
          assert.equal(phaseOf(form), phase, form);
        }
      });
    }
  }
  test('words of the language', () => {
    for (const word of ['constructor', '__proto__', 'toString']) assert.equal(phaseOf(word), 'running');
  });
});

describe('what the service echoes', () => {
  test('a key in a status word is taken out', () => {
    const read = decodeTask({ data: { task_id: 'a', status: 'busy with key_aio_canary.1+x' } }, 'a');
    assert.equal(read.apiStatus, 'busy with key_[redacted]');
  });

  test('an id that cannot be used is said, but for a key in it', () => {
    const told = (id: string) => (e: unknown) => isError(e, 'decode') && e.message.endsWith(id);
    assert.throws(() => decodeCreated({ data: { task_id: 'a/b:1' } }, madeUp), told(': "a/b:1"'));
    assert.throws(() => decodeCreated({ data: { task_id: '/aio_canary' } }, madeUp), told(': "/[redacted]"'));
  });
});

describe('create replies', () => {
  const cases: readonly [string, unknown, string, string | undefined][] = [
    [
      'documented',
      { code: 200, data: { task_id: 'n41_flux2', status: 'IN_PROGRESS' } },
      'n41_flux2',
      'IN_PROGRESS',
    ],
    ['no status', { code: 200, data: { task_id: 'n19_bg' } }, 'n19_bg', undefined],
    ['data.id', { code: 200, data: { id: 'a', status: 'pending' } }, 'a', 'pending'],
    ['task_id', { task_id: 'a' }, 'a', undefined],
    ['id', { id: 'a', status: 'pending', model: 'flux-2', created_at: 'x' }, 'a', 'pending'],
    ['taskId', { data: { taskId: 'a' } }, 'a', undefined],
    ['a number', { data: { id: 42 } }, '42', undefined],
    ['data before the top', { id: 'envelope', data: { id: 'task' } }, 'task', undefined],
    ['task_id before id', { data: { id: 'row', task_id: 'task' } }, 'task', undefined],
    ['data null', { data: null, task_id: 'a' }, 'a', undefined],
    ['spaces', { data: { task_id: ' a ' } }, 'a', undefined],
  ];
  for (const [name, body, taskId, apiStatus] of cases) {
    test(name, () => {
      assert.deepEqual(decodeCreated(body, madeUp), { taskId, apiStatus, result: undefined });
    });
  }

  test('a result at once is kept', () => {
    const data = { task_id: 'a', status: 'SUCCESS', consumed_credits: 1.5, response: [url] };
    const created = decodeCreated({ code: 200, data }, madeUp);
    assert.equal(created.taskId, 'a');
    assert.equal(created.result?.phase, 'succeeded');
    assert.deepEqual(created.result?.urls, [url]);
    assert.equal(created.result?.credits, 1.5);
    assert.equal(decodeCreated({ data: { id: 'a', response: url } }, madeUp).result?.phase, 'succeeded');
    assert.equal(decodeCreated({ data: { id: 'a', status: 'failed' } }, madeUp).result?.phase, 'failed');
    assert.equal(
      decodeCreated({ data: { id: 'a', status: 'pending', response: url } }, madeUp).result,
      undefined,
    );
  });

  test('a result without an id gets one, since it is paid for', () => {
    const created = decodeCreated({ data: { status: 'done', response: url } }, madeUp);
    assert.equal(created.taskId, 'direct-1');
    assert.deepEqual(created.result?.urls, [url]);
  });

  const unusable: readonly [unknown, string][] = [
    [{ code: 200, data: {} }, 'data.task_id'],
    [{ code: 200, data: null }, 'data.task_id'],
    [{ code: 200, data: { task_id: '' } }, 'data.task_id'],
    [{ data: { task_id: '../users' } }, 'data.task_id'],
    [{ data: { task_id: '..' } }, 'data.task_id'],
    [{ data: { task_id: 'a/b' } }, 'data.task_id'],
    [{ data: { task_id: 'a?b' } }, 'data.task_id'],
    [{ data: { task_id: 'a\nb' } }, 'data.task_id'],
    [{ data: { id: 'x'.repeat(129) } }, 'data.id'],
    [{ id: 'ümlaut' }, 'id'],
    [{ data: { task_id: { id: 'a' } } }, 'data.task_id'],
    [{ data: { status: 'done' } }, 'data.task_id'],
    [[], 'data.task_id'],
    [null, 'data.task_id'],
    ['n41', 'data.task_id'],
    [JSON.parse('{"__proto__":{"task_id":"a"}}'), 'data.task_id'],
  ];
  for (const [body, path] of unusable) {
    test(`no id: ${JSON.stringify(body)?.slice(0, 60)}`, () => {
      assert.throws(
        () => decodeCreated(body, madeUp),
        e => isError(e, 'decode') && e.reason === 'shape' && e.path === path,
      );
    });
  }
});

test('ids that can stand in a path', () => {
  for (const id of ['a', 'n41xxxx_flux2', 'a.b-c', 'x'.repeat(128), '..a', 'urn:job:7', 'bjQx+A==', '~1@eu'])
    assert.ok(isTaskId(id), id);
  for (const id of [
    '',
    '.',
    '..',
    '...',
    'a b',
    'a/b',
    'a%2fb',
    'a\\b',
    'a?b',
    'a#b',
    'a\n',
    'x'.repeat(129),
  ])
    assert.ok(!isTaskId(id), id);
});

describe('tasks', () => {
  test('the documented reply', () => {
    const body = {
      code: 200,
      message: 'success',
      data: {
        task_id: 'n41xxxx_flux2',
        status: 'SUCCESS',
        consumed_credits: 5,
        error_message: null,
        created_at: '2026-02-25T12:00:00Z',
        request: { model: 'flux-2', prompt: 'A serene Japanese garden...' },
        response: ['https://cdn.example.com/generated-image.png'],
      },
    };
    assert.deepEqual(decodeTask(body, 'n41xxxx_flux2'), {
      taskId: 'n41xxxx_flux2',
      phase: 'succeeded',
      apiStatus: 'SUCCESS',
      credits: 5,
      reason: undefined,
      urls: ['https://cdn.example.com/generated-image.png'],
      createdAt: Date.UTC(2026, 1, 25, 12),
      request: { model: 'flux-2', prompt: 'A serene Japanese garden...' },
    });
  });

  const decode = (data: object) => decodeTask({ code: 200, data }, 'a');

  test('a failure and its words', () => {
    for (const words of [
      { error_message: 'nsfw' },
      { error_message: { message: 'nsfw' } },
      { error: { code: 'x', message: 'nsfw' } },
      { error: 'nsfw' },
      { fail_reason: 'nsfw' },
    ]) {
      const task = decode({ status: 'FAILED', ...words });
      assert.deepEqual([task.phase, task.reason], ['failed', 'nsfw']);
    }
    assert.equal(decode({ status: 'FAILED', error_message: '' }).reason, undefined);
    assert.equal(decode({ status: 'FAILED', error_message: 'x'.repeat(9000) }).reason?.length, 2000);
  });

  test('a bare reply, and the failure of a bare one', () => {
    assert.equal(decodeTask({ id: 'a', status: 'done', response: url }, 'a').phase, 'succeeded');
    assert.equal(decodeTask({ id: 'a', status: 'failed', error: 'x' }, 'a').reason, 'x');
    assert.equal(decodeTask({ id: 'a', status: 'running', data: null }, 'a').phase, 'running');
  });

  test('a word that nobody documented is shown and still runs', () => {
    const task = decode({ status: 'Rendering frames', response: [] });
    assert.deepEqual([task.phase, task.apiStatus], ['running', 'Rendering frames']);
  });

  test('odd values of the small fields', () => {
    assert.equal(decode({ status: 'done', consumed_credits: '0.5' }).credits, 0.5);
    assert.equal(decode({ status: 'done', credits_consumed: 3 }).credits, 3);
    for (const credits of [-1, 'many', null, {}, Number.NaN]) {
      assert.equal(decode({ status: 'done', consumed_credits: credits }).credits, undefined);
    }
    assert.equal(decode({ status: 'done', created_at: 'yesterday' }).createdAt, undefined);
    assert.deepEqual(decode({ status: 'done', request: '{"model":"flux-2"}' }).request, { model: 'flux-2' });
    for (const request of ['no JSON', '[1]', 5, null, []]) {
      assert.equal(decode({ status: 'done', request }).request, undefined);
    }
  });

  test('an undocumented status alone is no success for want of an address', () => {
    assert.equal(decode({ task_id: 'a', response: 'processing' }).phase, 'running');
    assert.deepEqual(decode({ status: 'done', result: 'ok', response: null }).urls, []);
    assert.deepEqual(decode({ status: 'done', output: { video_url: url } }).urls, [url]);
  });

  test('data: null means not found', () => {
    assert.throws(
      () => decodeTask({ code: 200, message: 'success', data: null }, 'a'),
      e => isError(e, 'api') && e.code === 'not_found' && e.status === 404,
    );
  });

  for (const body of [{}, { code: 200 }, { code: 200, data: {} }, { data: [] }, [], null, 'x', 5]) {
    test(`no task: ${JSON.stringify(body)}`, () => {
      assert.throws(
        () => decodeTask(body, 'a'),
        e => isError(e, 'decode') && e.reason === 'shape',
      );
    });
  }

  test('the id is the one that was asked for', () => {
    assert.equal(decodeTask({ data: { task_id: '../other', status: 'done' } }, 'a').taskId, 'a');
  });
});

describe('addresses', () => {
  const b = 'https://cdn.test/b.mp3';
  const cases: readonly [string, unknown, readonly string[]][] = [
    ['nothing', null, []],
    ['a text', url, [url]],
    ['texts', [url, b], [url, b]],
    ['each once', [url, url, ` ${url} `], [url]],
    ['an object', { url }, [url]],
    ['objects', [{ url }, { audio_url: b }], [url, b]],
    [
      'a track',
      [{ id: '1', title: 'T', tags: 'pop', audioUrl: b, image_url: url, streamAudioUrl: 'https://x.test/s' }],
      [b, url],
    ],
    ['nested', { images: [{ url }], info: { videoUrl: b } }, [url, b]],
    ['lists by name', { resultUrls: [url, b] }, [url, b]],
    ['names nobody knows', { image: url, seed: 5, width: 10, note: 'no address' }, [url]],
    [
      'inputs are no results',
      { input_url: url, source_url: url, callback_url: url, prompt: url, url: b },
      [b],
    ],
    ['JSON as text', JSON.stringify({ resultUrls: [url] }), [url]],
    ['JSON as text, torn', '{"url":', ['{"url":']],
    [
      'not checked here',
      ['javascript:alert(1)', 'data:image/png;base64,AA'],
      ['javascript:alert(1)', 'data:image/png;base64,AA'],
    ],
    ['empty texts', ['', ' ', url], [url]],
    ['numbers', [1, true, null, url], [url]],
  ];
  for (const [name, response, expected] of cases) {
    test(name, () => assert.deepEqual(collectUrls(response), expected));
  }

  test('too many and too deep', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `https://cdn.test/${i}.png`);
    assert.equal(collectUrls(many).length, 100);
    assert.equal(collectUrls({ urls: many }).length, 100);
    let deep: unknown = url;
    for (let i = 0; i < 50_000; i++) deep = { data: deep };
    assert.deepEqual(collectUrls(deep), []);
  });
});

/** A small generator with a seed, so that a failure can be seen again. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('whatever comes, the errors are ours and the results have their shape', () => {
  const random = createRandom(20261122);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const names = [
    'data',
    'task_id',
    'id',
    'status',
    'response',
    'url',
    'error',
    'code',
    '__proto__',
    'request',
    'created_at',
    'consumed_credits',
    'error_message',
  ];
  const leaves = [
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'SUCCESS',
    'failed',
    url,
    '../..',
    '{"a":',
    'x'.repeat(300),
    '2026-02-25',
    [],
  ];
  const make = (depth: number): unknown => {
    const kind = random();
    if (depth === 0 || kind < 0.35) return pick(leaves);
    if (kind < 0.5) return [make(depth - 1), make(depth - 1)];
    const entries = Array.from(
      { length: 4 },
      () => `${JSON.stringify(pick(names))}:${JSON.stringify(make(depth - 1))}`,
    );
    return JSON.parse(`{${entries.join(',')}}`);
  };
  let decoded = 0;
  for (let i = 0; i < 1200; i++) {
    const body = make(4);
    for (const run of [() => decodeCreated(body, madeUp), () => decodeTask(body, 'a')]) {
      try {
        const result = run();
        decoded += 1;
        assert.ok(isTaskId(result.taskId), result.taskId);
        const task = 'phase' in result ? result : result.result;
        assert.ok(task === undefined || task.urls.every(u => typeof u === 'string'));
        assert.ok(!JSON.stringify(task?.request ?? {}).includes('__proto__'));
      } catch (e) {
        assert.ok(isError(e, 'decode') || isError(e, 'api'), `${String(e)} for ${JSON.stringify(body)}`);
      }
    }
  }
  assert.ok(decoded > 150, `only ${decoded} were readable`);
});
