/** The Studio's panel. Draws what the host says; keeps the draft alone. */
import type { Draft, FormView, HostEvents, HostRequests, StudioSnapshot } from '../../src/shared/protocol.ts';
import { createClient, type Message, RemoteError, toMessage } from '../../src/shared/rpc.ts';
import type { Kind } from '../../src/shared/views.ts';
import { renderField } from './controls.ts';
import { h, replaceKeepingFocus } from './dom.ts';
import { createTaskList, tickElapsed } from './taskList.ts';

interface VsCodeApi {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const callLimitMs = 30_000;
const formDelayMs = 150;

const vscode = acquireVsCodeApi();
const timer = {
  after: (ms: number, fn: () => void): (() => void) => {
    const id = setTimeout(fn, ms);
    return () => clearTimeout(id);
  },
};
const client = createClient<HostRequests>(message => vscode.postMessage(message), timer, callLimitMs);

let snapshot: StudioSnapshot | undefined;
let draft: Draft = (vscode.getState() as Draft | undefined) ?? {
  kind: 'image',
  model: undefined,
  values: {},
};
let form: FormView | undefined;
let runError: string | undefined;
let isMoreOpen = false;
let hasRun = false;

const word = (text: string): string => snapshot?.words[text] ?? text;

const notice = h('div', { className: 'notice' });
const tabs = h('div', { className: 'tabs', role: 'tablist' });
const fields = h('form', { className: 'form', onsubmit: (e: Event) => e.preventDefault() });
const list = h('ul', { className: 'cards' });
const empty = h('p', { className: 'empty' });
const live = h('div', { className: 'sr', role: 'status', 'aria-live': 'polite' });
const updateList = createTaskList(list, {
  word,
  act: (id, action) => void client.call('act', { id, action }).catch(showRunError),
});

function showRunError(e: unknown): void {
  runError = e instanceof RemoteError ? e.message : String(e);
  drawForm();
}

function keepDraft(next: Draft): void {
  draft = next;
  vscode.setState(next);
}

let pendingForm: (() => void) | undefined;
let formVersion = 0;

/** Asks the host for the form of the draft; the answer to an older draft is dropped. */
async function loadForm(from?: string): Promise<void> {
  const version = ++formVersion;
  try {
    const next = await client.call('form', from === undefined ? { draft } : { draft, from });
    if (version !== formVersion) return;
    form = next;
    if (from !== undefined) keepDraft({ ...draft, values: next.values });
    drawForm();
  } catch (e) {
    if (version === formVersion) showRunError(e);
  }
}

function loadFormSoon(): void {
  pendingForm?.();
  pendingForm = timer.after(formDelayMs, () => void loadForm());
}

function changeValue(name: string, value: unknown): void {
  const { [name]: _old, ...rest } = draft.values;
  keepDraft({ ...draft, values: value === undefined ? rest : { ...rest, [name]: value } });
  runError = undefined;
  loadFormSoon();
}

function changeKind(kind: Kind): void {
  // The prompt is the person's work: it goes along from tab to tab.
  const { prompt } = draft.values;
  keepDraft({ kind, model: undefined, values: prompt === undefined ? {} : { prompt } });
  runError = undefined;
  drawTabs();
  void loadForm();
}

function changeModel(model: string): void {
  keepDraft({ ...draft, model });
  void loadForm(form?.model);
}

async function run(): Promise<void> {
  pendingForm?.();
  hasRun = true;
  runError = undefined;
  await loadForm();
  if (form?.problem !== undefined) {
    drawForm();
    document.getElementById(`field-${form.problem.field}`)?.focus();
    return;
  }
  try {
    await client.call('run', draft);
    hasRun = false;
  } catch (e) {
    showRunError(e);
  }
}

function drawTabs(): void {
  const buttons = (snapshot?.kinds ?? []).map(({ kind, label }) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${kind}`,
        'aria-selected': String(kind === draft.kind),
        tabIndex: kind === draft.kind ? 0 : -1,
        onclick: () => changeKind(kind),
      },
      label,
    ),
  );
  replaceKeepingFocus(tabs, ...buttons);
}

tabs.addEventListener('keydown', e => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  const order = snapshot?.kinds.map(k => k.kind) ?? [];
  if (step === undefined || order.length === 0) return;
  const next = order[(order.indexOf(draft.kind) + step + order.length) % order.length];
  if (next === undefined) return;
  changeKind(next);
  document.getElementById(`tab-${next}`)?.focus();
});

function modelField(view: FormView): HTMLElement {
  const options = view.models.map(m =>
    h(
      'option',
      { value: m.name, selected: m.name === view.model },
      m.price === '' ? m.label : `${m.label} – ${m.price}`,
    ),
  );
  const onchange = (e: Event): void => changeModel((e.target as HTMLSelectElement).value);
  return h(
    'div',
    { className: 'field' },
    h('label', { for: 'model' }, word('Model')),
    h('select', { id: 'model', onchange }, ...options),
  );
}

function drawForm(): void {
  if (form === undefined) return;
  const view = form;
  const isTouched = (name: string): boolean => hasRun || draft.values[name] !== undefined;
  const problemOf = (name: string): string | undefined =>
    view.problem?.field === name && isTouched(name) ? view.problem.text : undefined;
  const draw = (name: (typeof view.fields)[number]): HTMLElement =>
    renderField(name, { word, onChange: changeValue, problem: problemOf(name.name) });
  const primary = view.fields.filter(f => f.isPrimary);
  const others = view.fields.filter(f => !f.isPrimary);
  const more = h(
    'details',
    { open: isMoreOpen, ontoggle: (e: Event) => (isMoreOpen = (e.target as HTMLDetailsElement).open) },
    h('summary', {}, word('More options')),
    ...others.map(draw),
  );
  const button = h(
    'button',
    { type: 'button', id: 'run', className: 'primary', title: word('Ctrl+Enter'), onclick: () => void run() },
    word('Generate'),
  );
  const price = h('span', { className: 'price' }, view.price);
  const preview = h(
    'details',
    {},
    h('summary', {}, word('Request preview')),
    h('pre', { tabIndex: 0 }, view.preview ?? ''),
  );
  const error =
    runError === undefined ? undefined : h('p', { className: 'problem', role: 'alert' }, runError);
  const parts = [
    ...(view.models.length > 1 ? [modelField(view)] : []),
    ...primary.map(draw),
    ...(others.length > 0 ? [more] : []),
    h('div', { className: 'run' }, button, price),
    ...(error === undefined ? [] : [error]),
    ...(view.preview === undefined ? [] : [preview]),
  ];
  replaceKeepingFocus(fields, ...parts);
}

function drawNotice(): void {
  if (snapshot === undefined) return;
  const link = (text: string, name: 'setKey' | 'useSandbox'): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        className: 'link',
        onclick: () => void client.call(name, undefined).catch(showRunError),
      },
      word(text),
    );
  if (snapshot.service === 'sandbox')
    notice.replaceChildren(h('span', {}, word('Sandbox: placeholders, no key, no credits.')));
  else if (!snapshot.hasKey)
    notice.replaceChildren(
      h('span', {}, word('No API key is set.')),
      link('Set API Key…', 'setKey'),
      link('Use the Sandbox', 'useSandbox'),
    );
  else notice.replaceChildren();
}

function announce(next: StudioSnapshot): void {
  const before = new Map(snapshot?.tasks.map(t => [t.id, t.status]));
  const changed = next.tasks.filter(t => before.has(t.id) && before.get(t.id) !== t.status);
  if (changed.length > 0) live.textContent = changed.map(t => `${t.title}: ${t.statusLabel}`).join('. ');
}

function applySnapshot(next: StudioSnapshot): void {
  const isServiceChanged = snapshot !== undefined && snapshot.service !== next.service;
  announce(next);
  snapshot = next;
  document.documentElement.lang = next.language;
  updateList(next.tasks);
  list.setAttribute('aria-label', word('Running and results'));
  tabs.setAttribute('aria-label', word('What to make'));
  empty.textContent =
    next.tasks.length === 0
      ? word('Write a prompt and press Generate. Running work and results stay in this list.')
      : '';
  drawNotice();
  if (isServiceChanged) void loadForm();
}

function onEvent<K extends keyof HostEvents>(name: K, value: HostEvents[K]): void {
  if (name === 'snapshot') applySnapshot(value as StudioSnapshot);
  if (name === 'draft') {
    keepDraft(value as Draft);
    drawTabs();
    void loadForm();
  }
}

window.addEventListener('message', e => {
  const message = toMessage(e.data);
  if (message === undefined) return;
  client.onMessage(message);
  if (message.type === 'event') onEvent(message.name as keyof HostEvents, message.value as never);
});

document.addEventListener('keydown', e => {
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
    e.preventDefault();
    void run();
  }
});

async function start(): Promise<void> {
  document
    .getElementById('app')
    ?.append(
      h(
        'main',
        {},
        h('section', { className: 'compose' }, notice, tabs, fields),
        h('section', { className: 'results' }, empty, list),
      ),
      live,
    );
  const { snapshot: first, draft: asked } = await client.call('ready', undefined);
  if (asked !== undefined) keepDraft(asked);
  applySnapshot(first);
  drawTabs();
  await loadForm();
  setInterval(() => tickElapsed(list), 1000);
}

start().catch(showRunError);
