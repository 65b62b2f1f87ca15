/** The host's side of the panel, without an editor: what it may load, when its page starts anew, how it comes back. */
import '../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { beforeEach, describe, test } from 'node:test';
import { outermostFolders } from '../../src/core/assets/outermostFolders.ts';
import { createCatalogue } from '../../src/core/catalogue/index.ts';
import { CancelledError, InputError } from '../../src/core/errors.ts';
import { facetsOf, placesOf } from '../../src/core/tasks/scan.ts';
import type { Task } from '../../src/core/tasks/task.ts';
import type { Services } from '../../src/host/services.ts';
import type { Draft } from '../../src/shared/protocol.ts';
import type { Message } from '../../src/shared/rpc.ts';
import { savedTask, studioTask } from '../support/studio/studioTasks.ts';
import { EventEmitter, editor, env, Uri, userSettings } from '../support/vscodeStub.ts';

const { createStudio } = await import('../../src/host/panel/createStudio.ts');
const { fixedFolder } = await import('../../src/host/panel/studioRoots.ts');

/** A panel as VS Code gives it, with what was done to it. */
function createPanel() {
  const events = {
    message: new EventEmitter<unknown>(),
    state: new EventEmitter<unknown>(),
    disposed: new EventEmitter<unknown>(),
  };
  const posted: Message[] = [];
  const options: { localResourceRoots: readonly { toString(): string }[] }[] = [];
  /** What was done to it, in its order. */
  const steps: string[] = [];
  const panel = {
    visible: true,
    active: true,
    isDisposed: false,
    iconPath: undefined,
    html: [] as string[],
    webview: {
      cspSource: "'self' https://*.vscode-cdn.net",
      asWebviewUri: (uri: { path: string }) => `https://page.example${uri.path}`,
      onDidReceiveMessage: events.message.event,
      postMessage: async (message: Message) => {
        posted.push(message);
        steps.push(message.type);
        return true;
      },
      get options() {
        return options.at(-1) ?? {};
      },
      set options(value: Partial<(typeof options)[number]>) {
        if (value.localResourceRoots !== undefined)
          options.push({ localResourceRoots: value.localResourceRoots });
        steps.push('options');
      },
      set html(value: string) {
        panel.html.push(value);
      },
    },
    reveal: () => undefined,
    dispose: () => {
      panel.isDisposed = true;
      events.disposed.fire(undefined);
    },
    onDidChangeViewState: events.state.event,
    onDidDispose: events.disposed.event,
  };
  return { panel, events, posted, options, steps };
}

/** Services with these tasks. */
function createServices() {
  const changed = new EventEmitter<unknown>();
  const generated: unknown[] = [];
  const copied: unknown[] = [];
  const state = { tasks: [] as readonly Task[] };
  const catalogue = createCatalogue();
  const services = {
    context: {
      extensionUri: Uri.parse('file:///ext'),
      globalStorageUri: Uri.parse('file:///storage'),
      globalState: { get: (_key: string, fallback: unknown) => fallback, update: async () => undefined },
    },
    ids: { next: () => 'id' },
    log: { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined },
    inputs: { usedIn: () => [], isAlive: async () => true },
    lastDocument: { get: () => undefined },
    copied: { copy: async (...args: unknown[]) => void copied.push(args) },
    secrets: { get: async () => 'key', onDidChange: new EventEmitter<unknown>().event },
    tasks: {
      ready: Promise.resolve(),
      tasks: () => state.tasks,
      expectedMs: (_service: string, _key: string, catalogueMs: number) => catalogueMs,
      search: async () => ({ tasks: state.tasks, next: undefined }),
      facets: async () => facetsOf(state.tasks),
      folders: async () => outermostFolders(placesOf(state.tasks)),
      find: async (id: string) => state.tasks.find(t => t.id === id),
      finished: () => new Promise(() => undefined),
      onDidChange: changed.event,
      onDidProgress: new EventEmitter<unknown>().event,
      progressOf: () => undefined,
    },
    catalogue: () => catalogue,
    service: () => 'live',
    onDidChangeService: new EventEmitter<unknown>().event,
    ensureReady: async () => undefined,
    modelLabel: (slug: string) => slug,
    priceText: () => 'about 5 credits',
    generate: async (request: unknown) => {
      generated.push(request);
      return { id: 'new' };
    },
    background: (work: PromiseLike<unknown>) => void Promise.resolve(work).catch(() => undefined),
  };
  const setTasks = (tasks: readonly Task[]): void => {
    state.tasks = tasks;
    changed.fire(tasks);
  };
  return { services, changed, generated, copied, setTasks };
}

function open(tasks: readonly Task[] = []) {
  const made = createPanel();
  const parts = createServices();
  parts.setTasks(tasks);
  editor.createPanel = given => {
    made.panel.webview.options = given as (typeof made.options)[number];
    return made.panel;
  };
  const studio = createStudio(parts.services as unknown as Services);
  return { ...made, ...parts, studio };
}

type Opened = ReturnType<typeof open>;

const rootsOf = (opened: Pick<Opened, 'options'>): string[] | undefined =>
  opened.options.at(-1)?.localResourceRoots.map(String);

/** What follows an answer has happened. */
const settled = (): Promise<unknown> => new Promise(resolve => setImmediate(resolve));

let requests = 0;

/** Asks as the page would, and waits for the reply. */
async function ask(
  opened: Pick<Opened, 'events' | 'posted'>,
  name: string,
  params?: unknown,
): Promise<Message> {
  requests += 1;
  const id = `test-${requests}`;
  opened.events.message.fire({ type: 'request', id, name, params });
  for (let i = 0; i < 50; i++) {
    const reply = opened.posted.find(m => m.type === 'reply' && m.id === id);
    if (reply !== undefined) return reply;
    await new Promise(resolve => setImmediate(resolve));
  }
  return assert.fail(`no reply to ${name}`);
}

beforeEach(() => {
  editor.workspaceFolders = [{ uri: Uri.parse('file:///work') }];
  userSettings.clear();
  editor.commands.length = 0;
  editor.chosenFolder = undefined;
});

describe('what the page may load', () => {
  test('its own bundle and the output folder, nothing else', async () => {
    const opened = open();
    await opened.studio.open();
    assert.deepEqual(rootsOf(opened), ['file:///ext/dist', 'file:///work/assets/generated']);
    assert.equal(opened.options.length, 1, 'as it is made: later ones load the page once more');
    const [, , , , options] = editor.commands.find(c => c[0] === 'createWebviewPanel') ?? [];
    assert.deepEqual(Object.keys(options as object).sort(), ['enableScripts', 'localResourceRoots']);
    opened.studio.dispose();
  });

  test('the folders where results lie, once each', async () => {
    const opened = open([
      savedTask({ id: 'a', title: 'a' }, []),
      {
        ...studioTask({ id: 'b', title: 'b' }, { status: 'queued' }),
        output: { folder: 'file:///work/assets/generated/x', fileName: 'b' },
      },
      {
        ...studioTask({ id: 'c', title: 'c' }, { status: 'queued' }),
        output: { folder: 'file:///other/pictures', fileName: 'c' },
      },
    ]);
    await opened.studio.open();
    assert.deepEqual(rootsOf(opened), [
      'file:///ext/dist',
      'file:///work/assets/generated',
      'file:///w/assets',
      'file:///other/pictures',
    ]);
    opened.studio.dispose();
  });

  test('no folder that holds far more than results: the home, what is above it, a drive', async () => {
    const home = Uri.file(homedir()).toString();
    const folders = [home, `${home}/pictures`, 'file:///', 'file:///d:', 'file:///d:/x'];
    const opened = open(
      folders.map((folder, at) => ({
        ...studioTask({ id: `${at}`, title: 'a' }, { status: 'queued' }),
        output: { folder, fileName: 'a' },
      })),
    );
    await opened.studio.open();
    assert.deepEqual(rootsOf(opened), [
      'file:///ext/dist',
      'file:///work/assets/generated',
      `${home}/pictures`,
      'file:///d:/x',
    ]);
    opened.studio.dispose();
  });

  for (const [template, parts] of [
    ['assets/generated', ['assets', 'generated']],
    ['./public/img/${kind}/${date}', ['public', 'img']],
    ['${fileDirname}/img', []],
    ['../elsewhere', []],
    ['assets/${kind}-pictures/x', ['assets']],
  ] as const)
    test(`of the template ${template} only what is the same for all`, async () => {
      assert.deepEqual(fixedFolder(template), parts);
    });

  test('the gallery may show what lies elsewhere: asking for it starts the page anew, once', async () => {
    const opened = open([savedTask({ id: 't1', title: 'A boat' }, ['/x/1.png'])]);
    await opened.studio.open();
    const old = Array.from({ length: 70 }, (_, at) =>
      savedTask({ id: `o${at}`, title: 'Old' }, [`/old/${at}.png`]),
    );
    opened.setTasks([...old.slice(0, 60).map(t => ({ ...t, state: { status: 'queued' as const } })), ...old]);
    const before = opened.options.length;
    opened.steps.length = 0;
    await ask(opened, 'galleryFacets');
    await settled();
    assert.deepEqual(opened.steps, ['reply', 'options'], 'a page that begins anew hears no answer');
    assert.equal(opened.options.length, before + 1);
    assert.ok(
      rootsOf(opened)?.some(root => root.endsWith('/old')),
      String(rootsOf(opened)),
    );
    await ask(opened, 'galleryFacets');
    await settled();
    assert.equal(opened.options.length, before + 1, 'nothing new, nothing lost');
    opened.studio.dispose();
  });

  test('a new folder waits until the person is elsewhere, for it starts the page anew', async () => {
    const opened = open();
    await opened.studio.open();
    await ask(opened, 'ready');
    const elsewhere = { folder: 'file:///other/pictures', fileName: 'x' };
    opened.setTasks([{ ...studioTask({ id: 'a', title: 'a' }, { status: 'queued' }), output: elsewhere }]);
    assert.equal(opened.options.length, 1, 'not under the hands of who writes');
    opened.panel.active = false;
    opened.events.state.fire({});
    assert.ok(rootsOf(opened)?.includes('file:///other/pictures'));
    opened.setTasks([...opened.services.tasks.tasks()]);
    assert.equal(opened.options.length, 2, 'and not again for what is known');
    opened.studio.dispose();
  });

  test('in an empty window the chosen folder counts, and is asked for once', async () => {
    editor.workspaceFolders = undefined;
    editor.chosenFolder = Uri.parse('file:///chosen');
    const opened = open();
    await opened.studio.open();
    assert.deepEqual(rootsOf(opened), ['file:///ext/dist']);
    const draft = { kind: 'image', model: 'flux-2', values: { prompt: 'a boat' } };
    opened.steps.length = 0;
    await ask(opened, 'run', draft);
    await settled();
    assert.deepEqual(opened.steps, ['reply', 'options']);
    assert.deepEqual(rootsOf(opened), ['file:///ext/dist', 'file:///chosen/assets/generated']);
    editor.chosenFolder = undefined;
    const again = await ask(opened, 'run', draft);
    assert.deepEqual(again, {
      type: 'reply',
      id: again.type === 'reply' ? again.id : '',
      value: { id: 'new' },
    });
    opened.studio.dispose();
  });
});

describe('the page', () => {
  test('has a policy without inline scripts and without the net', async () => {
    const opened = open();
    await opened.studio.open();
    const html = opened.panel.html.at(-1) ?? '';
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    for (const source of ['default-src', 'base-uri', 'form-action'])
      assert.ok(policy.includes(`${source} 'none'`), source);
    assert.match(policy, /script-src 'nonce-[A-Za-z0-9+/=]+'(;|$)/);
    assert.doesNotMatch(policy, /unsafe|https?:(?!\/\/\*\.vscode-cdn)|data:|blob:/);
    opened.studio.dispose();
  });

  test('a draft is offered once: with the first page, or as an event to the one that is there', async () => {
    const opened = open();
    const draft: Draft = { kind: 'image', model: 'flux-2', values: { prompt: 'a boat' } };
    await opened.studio.open(draft);
    const first = await ask(opened, 'ready');
    assert.match(JSON.stringify(first), /"first":\{"draft":\{"kind":"image"/);
    const second = await ask(opened, 'ready');
    assert.doesNotMatch(
      JSON.stringify(second),
      /"first":\{/,
      'a reload does not bring it back over later work',
    );
    await opened.studio.open({ ...draft, kind: 'video' });
    assert.equal(opened.posted.filter(m => m.type === 'event' && m.name === 'draft').length, 1);
    opened.panel.visible = false;
    opened.events.state.fire({});
    await opened.studio.open({ ...draft, kind: 'music' });
    assert.equal(opened.posted.filter(m => m.type === 'event').length, 1, 'no event to a page that is gone');
    assert.match(JSON.stringify(await ask(opened, 'ready')), /"kind":"music"/);
    opened.studio.dispose();
  });

  test('what it posts is checked', async () => {
    const opened = open();
    await opened.studio.open();
    const bad: [string, unknown][] = [
      ['form', { draft: { kind: 'gone', values: {} } }],
      ['form', {}],
      ['run', { kind: 'image', values: null }],
      ['run', { kind: 'image', model: 'flux-2', values: {} }],
      ['act', { id: 'a', action: 'constructor' }],
      ['act', { id: 'a', action: '../open' }],
      ['inputOf', { id: 'gone', output: 0 }],
    ];
    for (const [name, params] of bad)
      assert.match(JSON.stringify(await ask(opened, name, params)), /"error":\{"message":"/, name);
    assert.deepEqual(opened.generated, []);
    assert.deepEqual(
      editor.commands.filter(c => c[0] !== 'createWebviewPanel'),
      [],
    );
    opened.studio.dispose();
  });

  test('a run sends what the form shows, without what it hides', async () => {
    userSettings.set('apiInOne.defaults', { 'flux-2': { resolution: '2K' } });
    const opened = open();
    await opened.studio.open();
    await ask(opened, 'run', {
      kind: 'video',
      model: 'kling-3',
      values: { prompt: 'a boat', multi_shots: false, multi_prompt: [{ prompt: 'left over', duration: 3 }] },
    });
    await ask(opened, 'run', { kind: 'image', model: 'flux-2', values: { prompt: 'a boat' } });
    assert.deepEqual(opened.generated, [
      { kind: 'video', model: 'kling-3', params: { prompt: 'a boat', multi_shots: false } },
      { kind: 'image', model: 'flux-2', params: { prompt: 'a boat', resolution: '2K' } },
    ]);
    opened.studio.dispose();
  });

  test('what is copied in the gallery is paths as text, and the results themselves for documents', async () => {
    const opened = open([savedTask({ id: 'a', title: 'A' }, ['/work/assets/a.png'])]);
    await opened.studio.open();
    const reply = await ask(opened, 'copyPaths', { entries: [{ id: 'a', output: 0 }] });
    assert.equal(reply.type === 'reply' && reply.error, undefined);
    assert.equal(opened.copied.length, 1);
    assert.match(JSON.stringify(opened.copied), /a\.png.*"task":"a","output":0/);
    opened.studio.dispose();
  });

  test('a film is played by a program of this computer; one of another computer is shown to be brought here', async () => {
    const film = savedTask({ id: 'f', title: 'f' }, ['/work/f.mp4', '/far/f.mp4']);
    const uris = ['file:///work/f.mp4', 'file:///far/f.mp4'];
    const outputs =
      'outputs' in film.state ? film.state.outputs.map((o, at) => o && { ...o, uri: uris[at] }) : [];
    const opened = open([{ ...film, state: { ...film.state, outputs } } as Task]);
    await opened.studio.open();
    const play = async (output: number) => {
      editor.commands.length = 0;
      editor.said.length = 0;
      await ask(opened, 'openOutside', { id: 'f', output });
      return { commands: editor.commands.map(command => command.map(String)), said: editor.said.join() };
    };
    assert.deepEqual(await play(0), { commands: [['openExternal', uris[0]]], said: '' });
    env.remoteName = 'ssh-remote';
    try {
      const inside = await play(0);
      assert.deepEqual(inside.commands, [['revealInExplorer', uris[0]]]);
      assert.match(inside.said, /on another computer: \/work\/f\.mp4/);
      const outside = await play(1);
      assert.deepEqual(outside.commands, []);
      assert.match(outside.said, /on another computer: \/far\/f\.mp4/);
    } finally {
      env.remoteName = undefined;
    }
    opened.studio.dispose();
  });

  test('actions go to the commands of the tree', async () => {
    const opened = open([savedTask({ id: 'a', title: 'a' }, ['wide.png'])]);
    await opened.studio.open();
    await ask(opened, 'act', { id: 'a', action: 'open' });
    assert.deepEqual(editor.commands.at(-1), ['apiInOne.tasks.open', { type: 'task', id: 'a' }]);
    opened.studio.dispose();
  });
});

describe('a page that is gone before its answer', () => {
  const draft = { kind: 'image', model: 'flux-2', values: { prompt: 'a boat' } };
  const hide = (opened: Opened): void => {
    opened.panel.visible = false;
    opened.events.state.fire({});
  };

  /** A run whose order is refused once `ends` is called. */
  async function runThatFails() {
    const opened = open();
    await opened.studio.open();
    const refusal = Promise.withResolvers<never>();
    const asked = Promise.withResolvers<void>();
    opened.services.generate = () => {
      asked.resolve();
      return refusal.promise;
    };
    opened.events.message.fire({ type: 'request', id: 'r', name: 'run', params: draft });
    await asked.promise;
    editor.said.length = 0;
    return {
      opened,
      async fail(e: Error) {
        refusal.reject(e);
        await settled();
      },
    };
  }

  test('the person hears of the failure from the editor', async () => {
    const { opened, fail } = await runThatFails();
    hide(opened);
    await fail(new InputError({ field: 'prompt', rule: 'required' }));
    assert.match(editor.said.join(), /prompt/);
    opened.studio.dispose();
  });

  test('also when the Studio was closed, to which nothing is posted then', async () => {
    const { opened, fail } = await runThatFails();
    opened.panel.dispose();
    const before = opened.steps.length;
    await fail(new InputError({ field: 'prompt', rule: 'required' }));
    assert.match(editor.said.join(), /prompt/);
    assert.equal(opened.steps.length, before);
    opened.studio.dispose();
  });

  test('a page that is there says it itself, and what the person gave up is not said', async () => {
    const shown = await runThatFails();
    await shown.fail(new InputError({ field: 'prompt', rule: 'required' }));
    assert.deepEqual(editor.said, []);
    shown.opened.studio.dispose();
    const gone = await runThatFails();
    hide(gone.opened);
    await gone.fail(new CancelledError());
    assert.deepEqual(editor.said, []);
    gone.opened.studio.dispose();
  });

  test('new folders wait for the answer that others wait for', async () => {
    const { opened, fail } = await runThatFails();
    opened.panel.active = false;
    const elsewhere = { folder: 'file:///other/pictures', fileName: 'x' };
    opened.setTasks([{ ...studioTask({ id: 'a', title: 'a' }, { status: 'queued' }), output: elsewhere }]);
    assert.equal(opened.options.length, 1);
    await fail(new InputError({ field: 'prompt', rule: 'required' }));
    assert.deepEqual(opened.steps.slice(-2), ['reply', 'options']);
    assert.ok(rootsOf(opened)?.includes('file:///other/pictures'));
    opened.studio.dispose();
  });
});

describe('lifetime', () => {
  test('a panel is brought back after a reload, and then it is the one that is opened', async () => {
    const opened = open();
    const revived = createPanel();
    const serializer = editor.serializers.get('apiInOne.studio');
    await serializer?.deserializeWebviewPanel(revived.panel, { any: 'state' });
    assert.equal(revived.panel.html.length, 1);
    assert.deepEqual(rootsOf(revived), ['file:///ext/dist', 'file:///work/assets/generated']);
    await opened.studio.open();
    assert.equal(editor.commands.filter(c => c[0] === 'createWebviewPanel').length, 0);
    opened.studio.dispose();
    assert.equal(revived.panel.isDisposed, true);
    assert.equal(editor.serializers.size, 0);
  });

  test('a closed panel leaves nothing that listens', async () => {
    const opened = open();
    await opened.studio.open();
    assert.ok(opened.changed.listenerCount > 0);
    opened.panel.dispose();
    assert.equal(opened.changed.listenerCount, 0);
    assert.equal(opened.events.message.listenerCount, 0);
    opened.studio.dispose();
    assert.equal(editor.activeEditorChanged.listenerCount, 0);
    assert.equal(editor.settingChanged.listenerCount, 0);
  });
});
