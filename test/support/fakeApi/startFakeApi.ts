/** The service on a loopback port, for tests: it checks what it is sent and does what it is told. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, chatAnswer, chatEvents, error, json, stream, tooMany } from './answers.ts';
import { checkBody, endpointContracts } from './contract.ts';
import { createdReply, type FakeTask, readTask, type TaskScript } from './fakeTasks.ts';
import { createLimiter, type LimiterOptions } from './limiter.ts';
import { mediaFiles } from './media.ts';

export interface FakeApiOptions {
  /** The key that is good; default `aio_test_key`. */
  readonly key?: string;
  /**
   * `expected` (default): a request that no test expected is a problem. `any`: every request that keeps the contract
   * goes the default way, for levels where a person or a whole editor decides what is asked.
   */
  readonly accept?: 'expected' | 'any';
  /** What tasks do in `any`, and where an expectation names nothing else. */
  readonly script?: TaskScript;
  readonly limiter?: LimiterOptions;
  /** Fields beyond the documented ones that may be sent. */
  readonly extraFields?: readonly string[];
}

export interface RecordedRequest {
  readonly method: string;
  /** Below the base URL for the API, the whole path for media. */
  readonly path: string;
  readonly to: 'api' | 'media';
  readonly headers: IncomingMessage['headers'];
  /** Parsed where it is JSON. */
  readonly body: unknown;
  readonly at: number;
  /** What was done: the answer's name, `created`, `task`, `media`, … */
  answered: string;
}

/** What is expected of the next request of its kind: an answer, or a task that goes its way. */
export interface Expectation {
  readonly answer?: Answer;
  readonly task?: TaskScript;
}

export interface FakeApi {
  /** To `/api/v1`, no trailing slash. */
  readonly baseUrl: string;
  /** Of the media host: another origin than the API's. */
  readonly mediaOrigin: string;
  readonly key: string;
  readonly requests: readonly RecordedRequest[];
  readonly tasks: ReadonlyMap<string, FakeTask>;
  /** What went wrong so far, a sentence each; `close` fails with them. */
  readonly problems: readonly string[];
  /** The next POST to `path`. Several calls queue up. Default: a task that succeeds. */
  expectPost(path: string, ...expected: readonly Expectation[]): void;
  /** The next reads of task `id` (`*`: of any), before the task's own way goes on. */
  expectRead(id: string, ...answers: readonly Answer[]): void;
  /** Whatever may be read at any time: a task that nobody created here, unknown ids included (answered 404). */
  allowUnknownReads(): void;
  /** A task that is there without a POST. */
  addTask(id: string, path: string, script?: TaskScript): void;
  /** The next requests of a media file. */
  expectMedia(path: string, ...answers: readonly Answer[]): void;
  /** Serves `content` under `/media/<name>` from now on. */
  addMedia(name: string, type: string, content: Uint8Array): string;
  mediaUrl(name: string): string;
  /** POSTs that arrived whole, to `path` or to all endpoints. */
  posts(path?: string): readonly RecordedRequest[];
  /** Forgets the problems: for tests of what a bad request does. */
  forgive(): void;
  /** Frees the ports. AssertionError for problems and for expectations that nothing met. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const prefix = '/api/v1';

class FakeApiServer implements FakeApi {
  readonly key: string;
  readonly requests: RecordedRequest[] = [];
  readonly tasks = new Map<string, FakeTask>();
  readonly problems: string[] = [];
  baseUrl = '';
  mediaOrigin = '';
  readonly #options: FakeApiOptions;
  readonly #posts = new Map<string, Expectation[]>();
  readonly #reads = new Map<string, Answer[]>();
  readonly #media = new Map<string, Answer[]>();
  readonly #files = new Map<string, { type: string; content: Uint8Array }>();
  readonly #limiter: ReturnType<typeof createLimiter> | undefined;
  readonly #servers: Server[] = [];
  #allowsUnknownReads: boolean;
  #count = 0;
  #isClosed = false;

  constructor(options: FakeApiOptions) {
    this.#options = options;
    this.key = options.key ?? 'aio_test_key';
    this.#limiter = options.limiter && createLimiter(options.limiter);
    this.#allowsUnknownReads = options.accept === 'any';
  }

  async listen(): Promise<this> {
    this.baseUrl = `${await this.#serve((q, s) => this.#answerApi(q, s))}${prefix}`;
    this.mediaOrigin = await this.#serve((q, s) => this.#answerMedia(q, s));
    return this;
  }

  async #serve(answer: (q: IncomingMessage, s: ServerResponse) => Promise<void>): Promise<string> {
    const server = createServer((request, response) => {
      request.on('error', () => {});
      response.on('error', () => {});
      answer(request, response).catch((e: unknown) => {
        if (!response.destroyed) this.problems.push(`the fake itself failed: ${String(e)}`);
        response.destroy();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  expectPost(path: string, ...expected: readonly Expectation[]): void {
    assert.ok(endpointContracts[path], `no such endpoint: ${path}`);
    push(this.#posts, path, expected.length === 0 ? [{}] : expected);
  }

  expectRead(id: string, ...answers: readonly Answer[]): void {
    push(this.#reads, id, answers);
  }

  expectMedia(path: string, ...answers: readonly Answer[]): void {
    push(this.#media, path, answers);
  }

  allowUnknownReads(): void {
    this.#allowsUnknownReads = true;
  }

  addTask(id: string, path: string, script: TaskScript = {}): void {
    this.tasks.set(id, { id, script, path, request: {}, madeAt: Date.now(), reads: 0 });
  }

  addMedia(name: string, type: string, content: Uint8Array): string {
    this.#files.set(name, { type, content });
    return this.mediaUrl(name);
  }

  mediaUrl(name: string): string {
    return `${this.mediaOrigin}/media/${name}`;
  }

  posts(path?: string): readonly RecordedRequest[] {
    return this.requests.filter(
      r => r.method === 'POST' && r.body !== undefined && (path === undefined || r.path === path),
    );
  }

  forgive(): void {
    this.problems.length = 0;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.all(
      this.#servers.map(async server => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }),
    );
    for (const [kind, waiting] of [
      ['POST', this.#posts],
      ['read of', this.#reads],
      ['media', this.#media],
    ] as const) {
      for (const [key, left] of waiting)
        if (left.length > 0) this.problems.push(`never came: ${left.length} × ${kind} ${key}`);
    }
    assert.deepEqual(this.problems, [], 'the fake API saw problems');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #answerApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
    const record = this.#record(request, path, 'api');
    const planned = this.#planned(request.method ?? '', path);
    if (planned?.answer?.isProcessed === false) {
      record.answered = planned.answer.name;
      await planned.answer.send(request, response);
      return;
    }
    const body = await readJson(request);
    Object.assign(record, { body });
    const answer = this.#refusal(record, url) ?? this.#own(record, planned) ?? this.#notExpected(record);
    record.answered ||= answer.name;
    await answer.send(request, response);
  }

  #record(request: IncomingMessage, path: string, to: 'api' | 'media'): RecordedRequest {
    const { method = '', headers } = request;
    const record = { method, path, to, headers, body: undefined, at: Date.now(), answered: '' };
    this.requests.push(record);
    return record;
  }

  /** What a test planned for this request; taken out of its queue. */
  #planned(method: string, path: string): Expectation | undefined {
    if (method === 'POST') return this.#posts.get(path)?.shift();
    const id = taskIdIn(path);
    if (method !== 'GET' || id === undefined) return undefined;
    const answer = this.#reads.get(id)?.shift() ?? this.#reads.get('*')?.shift();
    return answer && { answer };
  }

  /** What every service checks first: the limit, the key, the form. */
  #refusal(record: RecordedRequest, url: URL): Answer | undefined {
    const { method, path, headers } = record;
    const admitted = this.#limiter?.admit(record.at);
    if (admitted?.ok === false) return tooMany(this.#retryAfter(admitted.waitMs, record.at));
    if (headers.authorization !== `Bearer ${this.key}`) {
      return error(401, 'authentication_error', 'Invalid API key');
    }
    if (!url.pathname.startsWith(`${prefix}/`)) this.problems.push(`outside the base URL: ${url.pathname}`);
    if (url.search !== '') this.problems.push(`${method} ${path}: a query is not part of the contract`);
    if (method === 'GET' && record.body !== undefined) this.problems.push(`GET ${path} with a body`);
    if (method !== 'POST') return undefined;
    if (!/^application\/json\b/.test(headers['content-type'] ?? '')) {
      this.problems.push(`POST ${path}: content type ${headers['content-type']}`);
    }
    const problems = checkBody(path, record.body, this.#options.extraFields ?? []);
    this.problems.push(...problems.map(problem => `POST ${path}: ${problem}`));
    return problems.length === 0 ? undefined : error(400, 'invalid_request', problems.join('; '));
  }

  #retryAfter(waitMs: number, now: number): string | undefined {
    const kind = this.#options.limiter?.retryAfter;
    if (kind === undefined) return undefined;
    return kind === 'seconds' ? String(Math.ceil(waitMs / 1000)) : new Date(now + waitMs + 999).toUTCString();
  }

  /** What was planned, and the tasks' own way. */
  #own(record: RecordedRequest, planned: Expectation | undefined): Answer | undefined {
    const id = taskIdIn(record.path);
    if (record.method === 'GET' && id !== undefined) {
      return planned?.answer ?? this.#readTask(id, record);
    }
    if (record.method !== 'POST') return undefined;
    if (planned === undefined && this.#options.accept !== 'any') return undefined;
    if (record.path === '/chat/completions') return planned?.answer ?? defaultChat(record.body);
    // A task is made also where the answer is then lost: that is what a duplicate would cost.
    const isRefused = planned?.answer !== undefined && /^[34]\d\d$/.test(planned.answer.name);
    if (isRefused) return planned.answer;
    const script = planned?.task ?? this.#options.script ?? {};
    const created = this.#create(record, script);
    return planned?.answer ?? created;
  }

  #create(record: RecordedRequest, script: TaskScript): Answer {
    const id = `n${++this.#count}_fake`;
    const task: FakeTask = {
      id,
      script,
      path: record.path,
      request: record.body,
      madeAt: record.at,
      reads: 0,
    };
    this.tasks.set(id, task);
    return { ...json(createdReply(task, this.#response(task))), name: 'created' };
  }

  #readTask(id: string, record: RecordedRequest): Answer | undefined {
    const task = this.tasks.get(id);
    const body = task && readTask(task, this.#response(task), record.at);
    if (task !== undefined && body !== undefined) return { ...json(body), name: 'task' };
    if (task === undefined && !this.#allowsUnknownReads) return undefined;
    return error(404, 'not_found', 'Task not found');
  }

  #response(task: FakeTask): unknown {
    if (task.script.response !== undefined) return task.script.response;
    return [this.mediaUrl(endpointContracts[task.path]?.makes ?? 'tiny.png')];
  }

  #notExpected(record: RecordedRequest): Answer {
    this.problems.push(`not expected: ${record.method} ${record.path}`);
    return error(404, 'not_found', 'not expected by this test');
  }

  async #answerMedia(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '', 'http://fake').pathname;
    const record = this.#record(request, path, 'media');
    if (JSON.stringify(request.rawHeaders).includes(this.key) || request.url?.includes(this.key)) {
      this.problems.push(`the key was sent to the media host: ${path}`);
    }
    const name = path.replace(/^\/media\//, '');
    const planned = this.#media.get(name)?.shift();
    if (planned !== undefined) {
      record.answered = planned.name;
      await planned.send(request, response);
      return;
    }
    const made = mediaFiles[name];
    const file = this.#files.get(name) ?? (made && { type: made.type, content: made.make() });
    record.answered = file === undefined ? '404' : 'media';
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<html>no such file</html>');
      return;
    }
    response.writeHead(200, { 'content-type': file.type, 'content-length': file.content.byteLength });
    response.end(request.method === 'HEAD' ? undefined : file.content);
  }
}

/** A greeting, in the way that was asked for. */
function defaultChat(body: unknown): Answer {
  const isStreamed = (body as { stream?: boolean }).stream ?? true;
  return isStreamed
    ? stream(chatEvents(['Hello', ' there.'], ['Hm.']))
    : json(chatAnswer('Hello there.', 'Hm.'));
}

function taskIdIn(path: string): string | undefined {
  const id = /^\/tasks\/([^/]+)$/.exec(path)?.[1];
  return id === undefined ? undefined : decodeURIComponent(id);
}

function push<T>(map: Map<string, T[]>, key: string, items: readonly T[]): void {
  const list = map.get(key) ?? [];
  list.push(...items);
  map.set(key, list);
}

/** The body as JSON, as text where it is none, undefined where there is nothing. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Starts the fake service and its media host on free loopback ports. The caller closes it. */
export function startFakeApi(options: FakeApiOptions = {}): Promise<FakeApi> {
  return new FakeApiServer(options).listen();
}
