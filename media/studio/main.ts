/** The Studio's page. Draws what the host says; keeps the drafts alone. */
import type { Draft, FormView, HostRequests, StudioSnapshot, TaskAction } from '../../src/shared/protocol.ts';
import { RemoteError } from '../../src/shared/rpc.ts';
import { announceChanges } from './announce.ts';
import { Chat } from './chat/chat.ts';
import { Compare } from './compare/compare.ts';
import { createTools } from './compose/tools.ts';
import type { ControlContext, ShownInput, Word } from './controls/control.ts';
import { createCreditsPage } from './credits/creditsPage.ts';
import { h, setText } from './dom.ts';
import { hasLost, isBlank } from './drafts.ts';
import { type Fail, failureText, orShow, stepsOf, unlessCancelled } from './failing.ts';
import type { Step } from './failure.ts';
import { keepFocus } from './focusHome.ts';
import { Form } from './form.ts';
import { FormLoader } from './formLoader.ts';
import { Gallery } from './gallery/gallery.ts';
import { connectHost } from './host.ts';
import { type KeptState, readKeptState } from './keptState.ts';
import { createNotice } from './notice.ts';
import { createPages, type PageName } from './pages.ts';
import { watchPresses, whenReleased } from './press.ts';
import { resultInputs } from './resultInputs.ts';
import { createTabs } from './tabs.ts';
import { createTaskList } from './taskList.ts';
import { createToast } from './toast.ts';

const host = connectHost();
let kept = readKeptState(host.readState());

function keep(part: Partial<KeptState>): void {
  kept = { ...kept, ...part };
  host.writeState(kept);
}

let snapshot: StudioSnapshot | undefined;
let isRunning = false;
/** A form of another draft is waiting to be shown. */
let mustTakeOver = false;

const word: Word = (text, value) => (snapshot?.words[text] ?? text).replace('{0}', () => value ?? '{0}');

const textOf = (e: unknown): string => failureText(e, word);
const waysOf = (e: unknown): readonly Step[] => stepsOf(e, host, fail);

/** Below all pages: of what has no place of its own. */
const fail = unlessCancelled(e => toast.show(textOf(e), { steps: waysOf(e) }));

/** Beside the button that runs the form; also below where the person has gone elsewhere meanwhile. */
const failInForm = unlessCancelled(e => {
  form.setError(textOf(e), waysOf(e));
  if (!isFormShown()) fail(e);
  else if (e instanceof RemoteError && e.field !== undefined) form.focusField(e.field);
});

/** In the chat; also below where the person has gone elsewhere meanwhile. */
const failInChat = unlessCancelled(e => {
  chat.setError(textOf(e), waysOf(e));
  if (kept.page !== 'create' || !kept.isChat) fail(e);
});

const isFormShown = (): boolean => kept.page === 'create' && !kept.isChat;

const orFail = <T>(work: Promise<T>): Promise<T | undefined> => orShow(work, fail);

/** Does what may put another text in the place of what was written, and offers the way back then. */
function replacing(work: () => Promise<unknown> | undefined): void {
  const before = loader.drafts;
  void Promise.resolve(work()).then(() => {
    if (!hasLost(before, loader.drafts)) return;
    toast.show(word('What was written there was replaced'), { undo: () => void loader.restore(before) });
  });
}

/** The first form is asked for before the words are there, to save a round trip; it is shown in the words. */
const firstSnapshot = Promise.withResolvers<void>();
async function formInWords(params: HostRequests['form'][0]): Promise<FormView> {
  const [view] = await Promise.all([host.call('form', params), firstSnapshot.promise]);
  return view;
}

/** Its own part of what is kept: it hands all of it back with each change. */
const firstDrafts = { kind: kept.kind, drafts: kept.drafts, isMoreOpen: kept.isMoreOpen };
const loader = new FormLoader(formInWords, firstDrafts, {
  show(view, isOther) {
    form.setValues(loader.draft.values);
    mustTakeOver ||= isOther;
    whenReleased(form, () => {
      form.show(view, mustTakeOver);
      mustTakeOver = false;
      drawFrame();
    });
  },
  fail(e) {
    failInForm(e);
    drawFrame();
  },
  keep: drafts => keep(drafts),
});

/** What addresses lead to that were taken from results and files, for the pictures beside them. */
const shownByAddress = new Map<string, ShownInput>();

/** For whatever takes media: results, and files of the person's. */
const inputsFor = (show: Fail): Pick<ControlContext, 'results' | 'addressOf' | 'chooseFile' | 'shownAt'> => ({
  results: media => resultInputs(snapshot?.tasks ?? [], media),
  shownAt: url => shownByAddress.get(url),
  addressOf: async result => {
    const { id, output } = result;
    const url = (await orShow(host.call('inputOf', { id, output }), show))?.url;
    if (url !== undefined) shownByAddress.set(url, result);
    return url;
  },
  chooseFile: async media => {
    const { url, title, src } = (await orShow(host.call('chooseInput', { media }), show)) ?? {};
    if (url !== undefined && title !== undefined) shownByAddress.set(url, { title, src, media });
    return url;
  },
});

const form = new Form({
  ...inputsFor(e => failInForm(e)),
  word,
  isFresh: () => loader.isFresh,
  change(name, value) {
    loader.change(name, value);
    form.setValues(loader.draft.values);
  },
  chooseModel: model => void loader.goToModel(model),
  run: () => void run(),
  setMoreOpen: isOpen => loader.setMoreOpen(isOpen),
  copyCurl: () =>
    void orFail(host.call('copyCurl', namedDraft()).then(() => toast.show(word('{0} copied', 'curl')))),
  lists: () => loader.draft.lists ?? [],
  changeLists: lists => loader.changeLists(lists),
});

/** What is in the form, with its model by name: the default may be another one later. */
const namedDraft = (): Draft => ({ ...loader.draft, model: form.view?.model });
const tools = createTools({
  ...{ host, word, form, draft: namedDraft, fail: (e: unknown) => failInForm(e) },
  announce: text => setText(live, text),
  replacing,
  goTo: draft => loader.goToDraft(draft, false),
  isFilled: () => !isBlank(loader.draft.values) || loader.draft.lists !== undefined,
});
const tabs = createTabs(
  tab => (tab === 'chat' ? 'chat' : 'form'),
  tab => {
    keep({ isChat: tab === 'chat' });
    if (tab !== 'chat') void loader.goToKind(tab);
    drawFrame();
  },
);
const notice = createNotice(word, request => void orFail(host.call(request, undefined)));
const toast = createToast(word);
const pages = createPages(word, page => goTo(page));
const act = (id: string, action: TaskAction, output?: number): void =>
  void orFail(host.call('act', output === undefined ? { id, action } : { id, action, output }));
const gallery = new Gallery({
  ...{ host, word, toast, act, orFail, fail, query: kept.query, place: kept.gallery },
  keepPlace: place => keep({ gallery: place }),
  keepQuery: query => keep({ query }),
  compare: entries => {
    gallery.element.hidden = true;
    compare.open(entries);
  },
});
const compare = new Compare({
  word,
  keep: (_kept, others) => {
    backToGallery();
    void gallery.trash(others);
  },
  close: () => backToGallery(),
});
function backToGallery(): void {
  compare.close();
  gallery.element.hidden = false;
  gallery.focus();
}

const chat = new Chat(
  {
    ...{ ...inputsFor(failInChat), host, word },
    fail: failInChat,
    orFail: work => orShow(work, failInChat),
    announce: text => setText(live, text),
    tell: text => toast.show(text),
    keep: conversation => keep({ chat: conversation }),
  },
  kept.chat,
);
const credits = createCreditsPage({ host, word, orFail });
const live = h('div', { className: 'sr', role: 'status', 'aria-live': 'polite' });
const list = createTaskList({
  word,
  act,
  openOutside: (id, output) => void orFail(host.call('openOutside', { id, output })),
  kind: () => loader.kind,
  useIdea: text => replacing(() => form.fillPrompt(text)),
});

const compose = h('section', { className: 'compose' }, notice.element, tools.element, form.element);
const create = h('main', {}, tabs.element, compose, list.element, chat.element);

function goTo(page: PageName): void {
  if (page !== kept.page) keep({ page });
  toast.hide();
  create.hidden = page !== 'create';
  compare.close();
  gallery.element.hidden = page !== 'gallery';
  credits.element.hidden = page !== 'credits';
  if (page === 'credits') credits.open();
  else credits.close();
  if (page === 'gallery') gallery.open();
  else gallery.close();
  pages.update(page);
}

/** To where one begins on the page that is shown. */
function focusPage(): void {
  if (kept.page === 'gallery') gallery.focus();
  else if (kept.page === 'credits') credits.focus();
  else if (kept.isChat) chat.focus();
  else form.focusPrompt();
}

function drawFrame(): void {
  if (snapshot === undefined) return;
  pages.update(kept.page);
  gallery.update(snapshot);
  const views = snapshot.kinds.map(({ kind, label }) => ({ name: kind, label }));
  const chosen = kept.isChat ? 'chat' : loader.kind;
  tabs.update([...views, { name: 'chat', label: word('Chat') }], chosen, word('What to make'));
  compose.hidden = kept.isChat;
  list.element.hidden = kept.isChat;
  chat.element.hidden = !kept.isChat;
  chat.update(snapshot.chatPrice);
  notice.update(snapshot);
  tools.update();
  list.update(snapshot);
  credits.update(snapshot);
}

function applySnapshot(next: StudioSnapshot): void {
  if (snapshot !== undefined && next.revision < snapshot.revision) return;
  const before = snapshot;
  snapshot = next;
  firstSnapshot.resolve();
  document.documentElement.lang = next.language;
  const changes = announceChanges(before, next);
  if (changes !== '') live.textContent = changes;
  drawFrame();
  // A result makes prices known, and can be the input of what comes next.
  if (before !== undefined && (changes !== '' || before.service !== next.service)) void loader.load();
}

async function run(): Promise<void> {
  if (isRunning) return;
  isRunning = true;
  form.setBusy(true);
  form.setError('');
  try {
    const view = await loader.settle();
    if (view === undefined) return;
    if (view.batch?.problem !== undefined) {
      form.setError(view.batch.problem);
      return;
    }
    if (view.problems.length > 0) {
      form.judgeAll();
      return;
    }
    // The model by its name: what is shown is what runs, also where the default has changed since.
    await host.call('run', { ...loader.draft, model: view.model });
    form.forgive();
    list.scrollToTop();
  } catch (e) {
    failInForm(e);
  } finally {
    isRunning = false;
    form.setBusy(false);
  }
}

document.addEventListener('keydown', e => {
  if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey) || e.isComposing || kept.page !== 'create') return;
  // In a box above the form, Enter is for what stands in that box.
  if (e.target instanceof Element && e.target.closest('[popover]') !== null) return;
  e.preventDefault();
  if (!e.repeat) void (kept.isChat ? chat.ask() : run());
});

/** Events can be lost while the page is in the background: whoever comes back sees how things stand. */
async function resync(): Promise<void> {
  if (document.visibilityState !== 'visible') return;
  // The editor was silent when the page began: who comes back tries again.
  if (snapshot === undefined) return begin();
  const next = await host.call('snapshot', undefined).catch(() => undefined);
  if (next !== undefined) applySnapshot(next);
}

function start(): void {
  watchPresses();
  keepFocus([
    { within: list.element, focus: () => list.focus() },
    { within: chat.element, focus: () => chat.focus() },
    { within: document.body, focus: focusPage },
  ]);
  const app = document.getElementById('app');
  app?.append(pages.element, create, gallery.element, compare.element, credits.element, toast.element, live);
  form.setMoreOpen(kept.isMoreOpen);
  host.listen({
    snapshot: applySnapshot,
    chatText: text => chat.grow(text),
    draft: offer => {
      keep({ isChat: false });
      goTo('create');
      replacing(() => loader.takeOffer(offer).then(() => form.focusPrompt()));
    },
    formChanged: () => void loader.load(),
  });
  window.addEventListener('focus', () => void resync());
  document.addEventListener('visibilitychange', () => void resync());
  setInterval(() => list.tick(), 1000);
  void begin();
}

let isBeginning = false;

/** Asks how things stand and what is to be shown first. */
async function begin(): Promise<void> {
  if (isBeginning) return;
  isBeginning = true;
  try {
    const ready = host.call('ready', undefined);
    void loader.goToDraft(loader.draft, false);
    const { snapshot: first, first: offer } = await ready;
    if (offer !== undefined) keep({ isChat: false });
    applySnapshot(first);
    chat.resume();
    goTo(offer === undefined ? kept.page : 'create');
    if (offer !== undefined) replacing(() => loader.takeOffer(offer));
  } catch (e) {
    fail(e);
  } finally {
    isBeginning = false;
  }
}

start();
