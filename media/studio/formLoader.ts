/**
 * Keeps the form that the host makes in step with what the person writes. An answer counts only while it is the answer
 * to the latest draft; typing outdates what is under way at once, so nothing that is typed can be undone by an answer.
 */
import type { Draft, DraftOffer, FieldListView, FormView, HostRequests } from '../../src/shared/protocol.ts';
import type { Kind } from '../../src/shared/views.ts';
import { type Drafts, draftOf, isBlank, withDraft } from './drafts.ts';
import { after } from './host.ts';

const pauseMs = 120;
const mostSources = 12;

/** Where the person is going: another kind or model, whose form is still to come. */
interface Target {
  readonly draft: Draft;
  /** Values come from these, the latest first; undefined where the draft has its own. */
  readonly from: ((current: Draft) => readonly Draft[]) | undefined;
}

export interface FormListener {
  /** `isOther`: it is the form of another draft, so that all values are new. */
  show(view: FormView, isOther: boolean): void;
  fail(e: unknown): void;
  /** Something to be kept over a reload has changed. */
  keep(drafts: Drafts): void;
}

export class FormLoader {
  readonly #ask: (params: HostRequests['form'][0]) => Promise<FormView>;
  readonly #listener: FormListener;
  #drafts: Drafts;
  #target: Target | undefined;
  #shownVersion = -1;
  #shownModel: string | undefined;
  #version = 0;
  #cancelPause: (() => void) | undefined;

  constructor(
    ask: (params: HostRequests['form'][0]) => Promise<FormView>,
    drafts: Drafts,
    listener: FormListener,
  ) {
    this.#ask = ask;
    this.#listener = listener;
    this.#drafts = drafts;
  }

  /** All that is written, to come back to by `restore`. */
  get drafts(): Drafts {
    return this.#drafts;
  }

  /** The draft of the form that is shown. */
  get draft(): Draft {
    const { kind } = this.#drafts;
    return draftOf(this.#drafts, kind) ?? { kind, model: undefined, values: {} };
  }

  /** The kind that is shown or on its way. */
  get kind(): Kind {
    return this.#target?.draft.kind ?? this.#drafts.kind;
  }

  /** Whether the form that was shown last is the answer to what is written now. */
  get isFresh(): boolean {
    return this.#shownVersion === this.#version;
  }

  /** A value of the person's; `undefined` means: back to the default. */
  change(name: string, value: unknown): void {
    const { [name]: _old, ...rest } = this.draft.values;
    this.#keep({ ...this.draft, values: value === undefined ? rest : { ...rest, [name]: value } });
    this.#outdate();
  }

  /** The person's lists of values; none: one task. */
  changeLists(lists: readonly FieldListView[]): void {
    const { lists: _old, ...draft } = this.draft;
    this.#keep(lists.length === 0 ? draft : { ...draft, lists });
    this.#outdate();
  }

  /** To the kind's own draft; where nothing was written for it yet, with what fits of the others. */
  goToKind(kind: Kind): Promise<FormView | undefined> {
    const own = draftOf(this.#drafts, kind);
    const isNew = own === undefined || isBlank(own.values);
    this.#target = {
      draft: own ?? { kind, model: undefined, values: {} },
      from: isNew ? current => [current, ...this.#drafts.drafts] : undefined,
    };
    return this.load();
  }

  /** To another model: with what fits, then with what was written for it before. */
  goToModel(model: string): Promise<FormView | undefined> {
    const { kind, lists } = this.draft;
    this.#nameModel();
    const before = this.#drafts.drafts.filter(d => d.kind === kind && d.model === model);
    const draft = { kind, model, values: {}, ...(lists === undefined ? {} : { lists }) };
    this.#target = { draft, from: current => [current, ...before] };
    return this.load();
  }

  /** Back to what was written then. */
  restore(drafts: Drafts): Promise<FormView | undefined> {
    this.#drafts = drafts;
    return this.goToDraft(this.draft, false);
  }

  /** To a draft from outside. One that says nothing but its kind means what was written there before. */
  takeOffer({ draft, keepsOthers }: DraftOffer): Promise<FormView | undefined> {
    const isKindAlone = draft.model === undefined && draft.lists === undefined && isBlank(draft.values);
    return isKindAlone ? this.goToKind(draft.kind) : this.goToDraft(draft, keepsOthers);
  }

  /** To exactly this draft. */
  goToDraft(draft: Draft, keepsOthers: boolean): Promise<FormView | undefined> {
    const others = this.#drafts.drafts.filter(d => d.kind === draft.kind);
    this.#target = { draft, from: keepsOthers ? () => [draft, ...others] : undefined };
    return this.load();
  }

  /** Asks now. Undefined where the answer was outdated, or the question failed. */
  async load(): Promise<FormView | undefined> {
    this.#cancelPause?.();
    this.#version += 1;
    const version = this.#version;
    const target = this.#target;
    const draft = target?.draft ?? this.draft;
    const from = target?.from?.(this.draft).slice(0, mostSources);
    try {
      const view = await this.#ask(from === undefined ? { draft } : { draft, from });
      if (version !== this.#version) return undefined;
      this.#target = undefined;
      this.#shownModel = view.model;
      this.#shownVersion = version;
      if (target !== undefined) this.#keep(from === undefined ? draft : { ...draft, values: view.values });
      this.#listener.show(view, target !== undefined);
      return view;
    } catch (e) {
      if (version !== this.#version) return undefined;
      this.#target = undefined;
      this.#listener.fail(e);
      return undefined;
    }
  }

  /** The form of exactly what is written now, however fast it goes on. Undefined where that cannot be had. */
  async settle(): Promise<FormView | undefined> {
    for (;;) {
      const asked = this.#version + 1;
      const view = await this.load();
      if (view !== undefined || asked === this.#version) return view;
    }
  }

  /** What is under way answers an old question: ask again, in a moment. */
  #outdate(): void {
    this.#version += 1;
    this.#cancelPause?.();
    this.#cancelPause = after(pauseMs, () => void this.load());
  }

  setMoreOpen(isMoreOpen: boolean): void {
    this.#drafts = { ...this.#drafts, isMoreOpen };
    this.#listener.keep(this.#drafts);
  }

  /** A draft for "the default" becomes one for the model that this is: it is found again by that name. */
  #nameModel(): void {
    const { draft } = this;
    if (draft.model !== undefined || this.#shownModel === undefined) return;
    const others = this.#drafts.drafts.filter(d => d !== draft);
    this.#drafts = withDraft({ ...this.#drafts, drafts: others }, { ...draft, model: this.#shownModel });
  }

  #keep(draft: Draft): void {
    this.#drafts = withDraft(this.#drafts, draft);
    this.#listener.keep(this.#drafts);
  }
}
