import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError } from '../../../src/core/errors.ts';
import { sandboxBaseUrl } from '../../../src/core/sandbox/address.ts';
import {
  bytesOf,
  clip,
  createPassingClock,
  download,
  getTask,
  key,
  open,
  post,
  request,
} from './sandboxRig.ts';

const lake = { model: 'flux-2', prompt: 'A lake at dawn', aspect_ratio: '21:9' };
const url = 'https://example.com/my-cat.jpg';

/** Makes a task and reads it when everything, `slow` too, is done. */
async function finish(path: string, body: unknown): Promise<Awaited<ReturnType<typeof getTask>>> {
  const clock = createPassingClock();
  const http = open(clock);
  const { json } = await post(http, path, body);
  clock.pass(200_000);
  return getTask(http, json.data?.task_id ?? json.id);
}

describe('create and read', () => {
  test('each endpoint answers in the shape its page shows', async () => {
    const http = open(createPassingClock());
    const image = await post(http, '/images/generations', lake);
    assert.equal(image.status, 200);
    assert.match(image.json.data.task_id, /^[\w-]{1,128}$/);
    assert.deepEqual(
      { ...image.json, data: image.json.data.status },
      { code: 200, message: 'success', data: 'IN_PROGRESS' },
    );
    const cut = await post(http, '/images/tools/remove-bg', { image: url });
    assert.deepEqual(Object.keys(cut.json.data), ['task_id']);
    const dialogue = [{ text: 'Hello' }];
    const speech = await post(http, '/audio/speech', { model: 'elevenlabs-v3', dialogue });
    assert.deepEqual(Object.keys(speech.json), ['id', 'status', 'model', 'created_at']);
    assert.equal(speech.json.status, 'pending');
  });

  test('a task runs for a believable while, then has its results and its price', async () => {
    const clock = createPassingClock();
    const http = open(clock);
    const id = (await post(http, '/images/generations', lake)).json.data.task_id;
    clock.pass(3_500);
    const running = (await getTask(http, id)).json.data;
    assert.deepEqual(
      [running.status, running.response, running.consumed_credits],
      ['IN_PROGRESS', null, null],
    );
    clock.pass(4_600);
    const { json } = await getTask(http, id);
    assert.equal(json.data.status, 'SUCCESS');
    assert.equal(json.data.consumed_credits, 5);
    assert.equal(json.data.error_message, null);
    assert.deepEqual(json.data.request, { model: 'flux-2', prompt: 'A lake at dawn' });
    assert.equal(json.data.created_at, '2026-05-01T09:00:00.250Z');
    assert.deepEqual(json.data.response, [`https://sandbox.invalid/results/${id}/1.png`]);
  });

  test('a clock set back does not keep a task for ever', async () => {
    const clock = createPassingClock();
    const http = open(clock);
    const id = (await post(http, '/images/generations', lake)).json.data.task_id;
    clock.pass(-3_600_000);
    assert.equal((await getTask(http, id)).json.data.status, 'SUCCESS');
  });

  test('models that give several give several, and answer in several shapes', async () => {
    const urls = async (path: string, body: unknown): Promise<unknown> =>
      (await finish(path, body)).json.data.response;
    const six = await urls('/images/generations', { model: 'grok-imagine/text-to-image', prompt: 'a cat' });
    assert.equal(new Set(six as string[]).size, 6);
    const three = await urls('/images/generations', { model: 'imagen4', prompt: 'a cat', num_images: 3 });
    assert.equal((three as string[]).length, 3);
    const tracks = (await urls('/audio/music', { model: 'suno', gpt_description_prompt: 'happy' })) as {
      audio_url: string;
    }[];
    assert.equal(tracks.length, 2);
    assert.match(tracks[1]?.audio_url ?? '', /\/2\.wav$/);
    assert.equal(typeof (await urls('/images/tools/upscale', { image: url })), 'string');
    const said = (await urls('/audio/speech', { model: 'elevenlabs-v3', dialogue: [{ text: 'Hi' }] })) as {
      audio_url: string;
    };
    assert.match(said.audio_url, /\.wav$/);
  });

  test('prices follow what the pages say', async () => {
    const price = async (path: string, body: unknown): Promise<unknown> =>
      (await finish(path, body)).json.data.consumed_credits;
    const images = '/images/generations';
    assert.equal(await price(images, { ...lake, type: 'flex', resolution: '2K' }), 24);
    assert.equal(await price(images, { model: 'imagen4-fast', prompt: 'cat', num_images: 2 }), 8);
    assert.equal(await price('/videos/generations', { model: 'kling-3', prompt: 'cat', duration: 5 }), 300);
    const twelve = { model: 'seedance-1-5-pro', prompt: 'cat', duration: '12', generateAudio: true };
    assert.equal(await price('/videos/generations', twelve), 84);
    const dialogue = [{ text: 'x'.repeat(500) }];
    assert.equal(await price('/audio/speech', { model: 'elevenlabs-v3', dialogue }), 14);
    assert.equal(await price('/videos/tools/bg-remover', { video: url }), 10);
    assert.equal(await price(images, { model: 'brand-new', prompt: 'cat' }), 8);
  });
});

describe('a reloaded window', () => {
  test('another instance finishes the task and gives the same bytes', async () => {
    const clock = createPassingClock();
    const source = (await post(open(clock), '/images/generations', lake)).json.data.task_id;
    const image = `https://sandbox.invalid/results/${source}/1.png`;
    const id = (await post(open(clock), '/images/tools/remove-bg', { image })).json.data.task_id;
    clock.pass(10_000);
    const files = [];
    for (const http of [open(clock), open(clock)]) {
      const [first] = (await getTask(http, id)).json.data.response as string[];
      files.push(await bytesOf(await download(http, first ?? '')));
    }
    const [one, other] = files as [Buffer, Buffer];
    assert.equal(Buffer.compare(one, other), 0);
    assert.deepEqual([one.readUInt32BE(16), one.readUInt32BE(20), one[25]], [1008, 432, 6], 'PNG with alpha');
  });

  test('prompt and seed decide, and equal requests are still two tasks', async () => {
    let n = 0;
    const http = open(createPassingClock(), { random: () => ++n / 100 });
    const make = async (more: object): Promise<string> =>
      (await post(http, '/images/generations', { ...lake, ...more })).json.data.task_id;
    const [a, b] = [await make({ seed: 4 }), await make({ seed: 4 })];
    assert.notEqual(a, b);
    const { readTicket } = await import('../../../src/core/sandbox/ticket.ts');
    const seed = async (more: object): Promise<number | undefined> => readTicket(await make(more))?.seed;
    assert.equal(await seed({ seed: 4 }), readTicket(a)?.seed);
    assert.notEqual(await seed({ seed: 5 }), readTicket(a)?.seed);
    assert.notEqual(await seed({}), await seed({}));
  });
});

describe('results', () => {
  async function ready(path: string, body: unknown): Promise<{ http: ReturnType<typeof open>; url: string }> {
    const clock = createPassingClock();
    let n = 0;
    const http = open(clock, { random: () => ++n / 100 });
    const { json } = await post(http, path, body);
    clock.pass(60_000);
    const { response } = (await getTask(http, json.data?.task_id ?? json.id)).json.data;
    return { http, url: JSON.stringify(response).match(/https:[^"]+/)?.[0] ?? '' };
  }

  test('type and length are said, the body comes in pieces', async () => {
    const { http, url: at } = await ready('/images/generations', {
      model: 'ideogram-v4',
      prompt: 'a lake',
      size: '21:9',
      output_format: 'jpeg',
    });
    const response = await download(http, at);
    assert.equal(response.headers.get('content-type'), 'image/jpeg');
    const sizes = [];
    for await (const piece of response.body) sizes.push(piece.length);
    const total = sizes.reduce((a, b) => a + b, 0);
    assert.equal(response.headers.get('content-length'), String(total));
    assert.ok(sizes.every(s => s <= 65_536) && sizes.length === Math.ceil(total / 65_536));
  });

  test('a video is the clip of its orientation; HEAD sends no body', async () => {
    const asked: string[] = [];
    const clock = createPassingClock();
    const http = open(clock, {
      loadClip: async orientation => {
        asked.push(orientation);
        return clip;
      },
    });
    for (const aspect_ratio of ['16:9', '9:16', '1:1', '4:3']) {
      const body = { model: 'kling-3', prompt: 'waves', aspect_ratio };
      const id = (await post(http, '/videos/generations', body)).json.data.task_id;
      clock.pass(30_000);
      const [at = ''] = (await getTask(http, id)).json.data.response as string[];
      assert.deepEqual([...(await bytesOf(await download(http, at)))], [...clip]);
      const head = await http.send(request('HEAD', at, { headers: {} }));
      assert.equal((await bytesOf(head)).length, 0);
      assert.equal(head.headers.get('content-length'), '8');
    }
    assert.deepEqual(
      asked,
      ['landscape', 'portrait', 'square', 'landscape'].flatMap(o => [o, o]),
    );
  });

  test('the key is refused at result addresses, and nothing is there before its time', async () => {
    const { http, url: at } = await ready('/videos/generations', { model: 'kling-3', prompt: 'waves' });
    assert.equal((await download(http, at, { headers: key })).status, 400);
    assert.equal((await download(http, at.replace('/1.', '/2.'))).status, 404);
    const clock = createPassingClock();
    const early = open(clock);
    const id = (await post(early, '/videos/generations', { model: 'kling-3', prompt: 'waves' })).json.data
      .task_id;
    assert.equal((await download(early, `https://sandbox.invalid/results/${id}/1.mp4`)).status, 404);
  });

  test('an upscaled result of the sandbox is the same scene, larger', async () => {
    const { http, url: at } = await ready('/images/generations', { ...lake, aspect_ratio: '2:3' });
    const { readTicket } = await import('../../../src/core/sandbox/ticket.ts');
    const made = readTicket(/results\/([\w-]+)/.exec(at)?.[1] ?? '');
    const larger = readTicket((await post(http, '/images/tools/upscale', { image: at })).json.data.task_id);
    assert.deepEqual([larger?.words, larger?.seed], [made?.words, made?.seed]);
    assert.deepEqual([larger?.width, larger?.height], [1008, 1520]);
  });
});

describe('words that ask for trouble', () => {
  const say = (prompt: string): object => ({ model: 'flux-2', prompt });
  const ask = (http: ReturnType<typeof open>, prompt: string): ReturnType<typeof post> =>
    post(http, '/images/generations', say(prompt));

  test('fail: the task ends failed, with a reason and without a price', async () => {
    const { data } = (await finish('/images/generations', say('please FAIL now'))).json;
    assert.deepEqual([data.status, data.consumed_credits, data.response], ['FAILED', 0, null]);
    assert.match(data.error_message ?? '', /on purpose/);
  });

  test('no credits, server error: the documented errors', async () => {
    const http = open(createPassingClock());
    const poor = await ask(http, 'a lake, no credits');
    assert.deepEqual(
      [poor.status, poor.json.error.code, poor.json.error.type],
      [402, 402, 'insufficient_credits'],
    );
    assert.equal((await ask(http, 'a server error')).json.error.type, 'server_error');
  });

  test('rate limit: refused for three seconds, with the time to wait, then accepted', async () => {
    const clock = createPassingClock();
    const http = open(clock);
    const first = await ask(http, 'a rate limit');
    assert.deepEqual([first.status, first.json.error.type], [429, 'rate_limit']);
    assert.equal(first.headers.get('retry-after'), '3');
    assert.equal((await ask(http, 'a rate limit')).status, 429);
    clock.pass(3_000);
    assert.equal((await ask(http, 'a rate limit')).status, 200);
    assert.equal((await ask(http, 'a rate limit')).status, 429);
  });

  test('drop: the connection is lost after sending', async () => {
    const sent = (e: unknown): boolean => isError(e, 'network') && e.sent === 'unknown';
    await assert.rejects(ask(open(createPassingClock()), 'drop it'), sent);
  });

  test('slow: two minutes longer', async () => {
    const clock = createPassingClock();
    const http = open(clock);
    const id = (await ask(http, 'a slow lake')).json.data.task_id;
    clock.pass(119_000);
    assert.equal((await getTask(http, id)).json.data.status, 'IN_PROGRESS');
    clock.pass(10_000);
    assert.equal((await getTask(http, id)).json.data.status, 'SUCCESS');
  });

  test('gone: the first links are dead, the next ones work; expired: none does', async () => {
    const clock = createPassingClock();
    const http = open(clock);
    const status = async (id: string): Promise<number> => {
      const [at = ''] = (await getTask(http, id)).json.data.response as string[];
      return (await download(http, at)).status;
    };
    const gone = (await post(http, '/videos/generations', { model: 'kling-3', prompt: 'gone' })).json.data
      .task_id;
    await getTask(http, gone);
    clock.pass(30_000);
    assert.deepEqual([await status(gone), await status(gone)], [404, 200]);
    const body = { model: 'kling-3', prompt: 'long expired' };
    const expired = (await post(http, '/videos/generations', body)).json.data.task_id;
    clock.pass(30_000);
    assert.deepEqual([await status(expired), await status(expired)], [404, 404]);
  });

  test('they count as whole words, also in the address of a tool’s input; everyday phrases do not', async () => {
    const http = open(createPassingClock());
    const harmless = [
      'failing failure',
      'fail-safe',
      'slow motion',
      'a water drop',
      'drop shadow',
      'bygone',
      'drops',
    ];
    const { readTicket } = await import('../../../src/core/sandbox/ticket.ts');
    for (const prompt of harmless)
      assert.equal(readTicket((await ask(http, prompt)).json.data.task_id)?.fate, 'well', prompt);
    const cut = await post(http, '/images/tools/remove-bg', {
      image: 'https://example.com/a/no-credits_cat.png',
    });
    assert.equal(cut.status, 402);
  });
});

describe('bad requests', () => {
  const cases: readonly (readonly [path: string, body: unknown, message: RegExp])[] = [
    ['/images/generations', { prompt: 'a cat' }, /model is required/],
    ['/images/generations', { model: 'flux-2' }, /prompt is required/],
    ['/images/generations', { model: 'flux-2', prompt: 'ab' }, /at least 3/],
    ['/images/generations', { model: 'flux-2', prompt: 'a'.repeat(5001) }, /at most 5000/],
    ['/images/generations', { model: 'kling-3', prompt: 'a cat' }, /not served here/],
    ['/images/generations', { model: 'seedream/4.5-edit', prompt: 'a cat' }, /image_urls is required/],
    ['/images/generations', { ...lake, input_urls: ['file:///etc/passwd'] }, /input_urls/],
    ['/images/generations', { ...lake, seed: 'x' }, /seed/],
    ['/images/generations', { model: 'imagen4', prompt: 'cat', num_images: 10 }, /num_images/],
    ['/images/generations', { model: 'grok-imagine/upscale' }, /task_id is required/],
    ['/videos/generations', { model: 'kling-3', prompt: 'cat', duration: '5' }, /duration must be a number/],
    ['/videos/generations', { model: 'hailuo/2-3-image-to-video-pro', prompt: 'cat' }, /image is required/],
    ['/audio/music', { model: 'suno' }, /gpt_description_prompt/],
    ['/audio/music', { model: 'suno', prompt: 'la', gpt_description_prompt: 'x' }, /exclude/],
    ['/audio/speech', { model: 'elevenlabs-v3', dialogue: [{ text: 'a' }, {}] }, /dialogue\[1\]\.text/],
    ['/audio/speech', { model: 'elevenlabs-v3', dialogue: [] }, /dialogue is required/],
    ['/images/tools/remove-bg', { image: 'cat.png' }, /image must be a URL/],
    ['/images/tools/face-swap', { image: url }, /face_image is required/],
    ['/videos/tools/bg-remover', {}, /video is required/],
    ['/images/generations', [], /JSON object/],
  ];
  for (const [path, body, message] of cases)
    test(`${path} ${JSON.stringify(body).slice(0, 60)}`, async () => {
      const { status, json } = await post(open(createPassingClock()), path, body);
      assert.deepEqual([status, json.error.code, json.error.type], [400, 400, 'invalid_request']);
      assert.match(json.error.message, message);
    });

  test('what the pages allow is allowed', async () => {
    const shots = { model: 'kling-3', multi_shots: true, multi_prompt: [{ prompt: 'a', duration: 2 }] };
    const http = open(createPassingClock());
    assert.equal((await post(http, '/videos/generations', shots)).status, 200);
    const still = { model: 'grok-imagine/image-to-video', image_urls: [url] };
    assert.equal((await post(http, '/videos/generations', still)).status, 200);
    assert.equal(
      (await post(http, '/images/tools/remove-bg', { image: 'data:image/png;base64,AA' })).status,
      200,
    );
  });

  test('unknown tasks, models and endpoints are not found', async () => {
    const http = open(createPassingClock());
    for (const { status, json } of [
      await getTask(http, 'n41xxxx_flux2'),
      await post(http, '/images/generations', { model: 'unknown-model', prompt: 'a cat' }),
      await post(http, '/nowhere', {}),
    ])
      assert.deepEqual([status, json.error.code, json.error.type], [404, 404, 'not_found']);
  });

  test('a missing or revoked key is refused', async () => {
    const http = open(createPassingClock());
    for (const authorization of [undefined, 'Bearer ', 'Bearer aio_invalid']) {
      const headers = authorization === undefined ? {} : { authorization };
      assert.equal((await http.send(request('GET', `${sandboxBaseUrl}/tasks/x`, { headers }))).status, 401);
    }
  });

  test('other hosts do not exist, whatever their name looks like', async () => {
    for (const at of [
      'https://apiin.one/api/v1/tasks/x',
      'https://sandbox.invalid.example.com/api/v1/tasks/x',
    ])
      await assert.rejects(
        open(createPassingClock()).send(request('GET', at)),
        e => isError(e, 'network') && e.sent === 'no',
      );
  });
});

describe('ends', () => {
  const isCancelled = (e: unknown): boolean => isError(e, 'cancelled');

  test('abort counts before, during and after the answer', async () => {
    const clock = createPassingClock();
    const http = open(clock, { loadClip: () => new Promise(() => {}) });
    const abort = new AbortController();
    const id = (await post(http, '/videos/generations', { model: 'kling-3', prompt: 'waves' })).json.data
      .task_id;
    clock.pass(30_000);
    const stuck = download(http, `https://sandbox.invalid/results/${id}/1.mp4`, { signal: abort.signal });
    const read = await http.send(request('GET', `${sandboxBaseUrl}/tasks/${id}`, { signal: abort.signal }));
    abort.abort();
    await assert.rejects(stuck, isCancelled);
    await assert.rejects(bytesOf(read), isCancelled);
    await assert.rejects(http.send(request('GET', sandboxBaseUrl, { signal: abort.signal })), isCancelled);
  });

  test('a picture being drawn stops', async () => {
    const clock = createPassingClock();
    const abort = new AbortController();
    const http = open(clock, {
      deflate: () => {
        abort.abort();
        return new Uint8Array(9_999_999);
      },
    });
    const id = (await post(http, '/images/generations', lake)).json.data.task_id;
    clock.pass(30_000);
    const drawn = download(http, `https://sandbox.invalid/results/${id}/1.png`, { signal: abort.signal });
    await assert.rejects(drawn, isCancelled);
  });

  test('disposing ends what runs and refuses what comes', async () => {
    const clock = createPassingClock();
    const http = open(clock, { loadClip: () => new Promise(() => {}) });
    const id = (await post(http, '/videos/generations', { model: 'kling-3', prompt: 'waves' })).json.data
      .task_id;
    clock.pass(30_000);
    const stuck = download(http, `https://sandbox.invalid/results/${id}/1.mp4`);
    http.dispose();
    await assert.rejects(stuck, isCancelled);
    await assert.rejects(getTask(http, id), isCancelled);
  });

  test('a clip that cannot be read is a network error, not a crash', async () => {
    const clock = createPassingClock();
    const http = open(clock, { loadClip: () => Promise.reject(new Error('EACCES')) });
    const id = (await post(http, '/videos/generations', { model: 'kling-3', prompt: 'waves' })).json.data
      .task_id;
    clock.pass(30_000);
    const sent = download(http, `https://sandbox.invalid/results/${id}/1.mp4`);
    await assert.rejects(sent, e => isError(e, 'network'));
  });
});
