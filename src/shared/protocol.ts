/**
 * What the panel and the host say to each other. The panel sends names and ids, never paths; it gets plain, already
 * translated views. A request has exactly one reply; events carry whole snapshots, so that a lost one does no harm.
 */
import type { ChatRequests, ChatText } from './chatProtocol.ts';
import type { ComposeRequests } from './composeProtocol.ts';
import type { CreditsRequests } from './creditsProtocol.ts';
import type { FieldView, MediaType } from './fieldView.ts';
import type { GalleryRequests } from './galleryProtocol.ts';
import type { Kind, Params, Status } from './views.ts';

export interface ModelView {
  /** What `Draft.model` takes. */
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly price: string;
}

/** A rule that a field breaks now. */
export interface ProblemView {
  readonly field: string;
  readonly text: string;
  /** Where in a list of rows; `column` is missing where the whole row is meant. */
  readonly at?: { readonly row: number; readonly column?: string };
}

/** A form as it is to be drawn for the values given. */
export interface FormView {
  readonly kind: Kind;
  readonly model: string;
  readonly models: readonly ModelView[];
  readonly fields: readonly FieldView[];
  readonly price: string;
  /** What of the day's budget is used, in words; undefined where there is none. */
  readonly budget?: string | undefined;
  /** How long it mostly takes, in words. */
  readonly duration: string;
  /** The draft's values in this model's terms: what two models share is carried over. */
  readonly values: Params;
  /** The rules that the values break, in the order of the fields; empty where it can run. */
  readonly problems: readonly ProblemView[];
  /** The body that would be sent, as JSON, where it can run. */
  readonly preview: string | undefined;
  /** Undefined where it is one task. */
  readonly batch: BatchView | undefined;
}

/** Actions on a task in the panel, each one of the commands on tasks. */
export const taskActions = [
  'open',
  'insert',
  'useAsInput',
  'rerun',
  'remix',
  'edit',
  'reveal',
  'stopWatching',
  'resume',
  'retry',
  'saveTo',
  'trackUnconfirmed',
  'sendAgain',
  'details',
  'remove',
] as const;

export type TaskAction = (typeof taskActions)[number];

/** A saved file of a task. */
export interface OutputView {
  /** Its place among the task's outputs. */
  readonly index: number;
  /** Where the panel loads it from; undefined where it lies outside of the folders that the panel may read. */
  readonly src: string | undefined;
  readonly mime?: string;
  readonly width?: number;
  readonly height?: number;
  /** The service can read it again: it may be the input of another task with the service in use. */
  readonly isInput: boolean;
  /** It has sound that this editor cannot play, as far as is known. */
  readonly isSilentHere: boolean;
}

export interface TaskView {
  readonly id: string;
  readonly kind: Kind;
  readonly kindLabel: string;
  readonly title: string;
  readonly model: string;
  readonly status: Status;
  readonly statusLabel: string;
  /** ms since the epoch: when it was sent, or made. */
  readonly startedAt: number;
  /** ms since the epoch: of its last change. */
  readonly updatedAt: number;
  /** How long such tasks mostly take. */
  readonly typicalMs: number;
  /** Width by height, where the request says. */
  readonly ratio?: number;
  readonly isActive: boolean;
  readonly isSandbox: boolean;
  readonly credits: string | undefined;
  readonly error: string | undefined;
  readonly outputs: readonly OutputView[];
  /** What can be done with it now, the likeliest first. */
  readonly actions: readonly { readonly action: TaskAction; readonly label: string }[];
}

export interface KindView {
  readonly kind: Kind;
  /** Short enough for a tab. */
  readonly label: string;
  /** Prompts to begin with. */
  readonly ideas: readonly string[];
}

/** Another number than before: what the history holds has changed. */
export interface HistoryRevision {
  readonly any: number;
  /** Something that is not among the snapshot's tasks: an old one, or tasks that went. */
  readonly old: number;
}

export interface StudioSnapshot {
  /** Grows; a snapshot that comes late, with a lower one, is dropped. */
  readonly revision: number;
  readonly service: 'live' | 'sandbox';
  readonly hasKey: boolean;
  readonly kinds: readonly KindView[];
  /** What an answer of the chat costs, as far as it is known. */
  readonly chatPrice: string;
  /** What is under way and the newest, at most so many as the list takes. */
  readonly tasks: readonly TaskView[];
  /** How many are in line or under way, in the list or not. */
  readonly running: number;
  readonly history: HistoryRevision;
  /** The panel's own words, by their English text. */
  readonly words: Readonly<Record<string, string>>;
  readonly language: string;
}

/** Values for one field, each of which makes a task of its own; as a person writes them: `1..4`, `red | blue`. */
export interface FieldListView {
  /** A field's name, or `model`. */
  readonly field: string;
  readonly values: string;
}

/** What comes of a draft that asks for several tasks. */
export interface BatchView {
  readonly count: number;
  /** Of all together, as far as it is known. */
  readonly price: string;
  /** How long it takes until all are sent. */
  readonly duration: string;
  /** Why it cannot run. */
  readonly problem: string | undefined;
}

/** Draft of a request: what the panel keeps over a reload. */
export interface Draft {
  readonly kind: Kind;
  /** The kind's default where undefined. */
  readonly model: string | undefined;
  readonly values: Params;
  readonly lists?: readonly FieldListView[] | undefined;
}

/** A draft that is put into the form from outside. */
export interface DraftOffer {
  readonly draft: Draft;
  /** What the person has in that form already stays where the draft says nothing. */
  readonly keepsOthers: boolean;
}

/** Name → [params, result]. */
/** An address and the file that it leads to, as far as that can be shown; without an address where nothing was chosen. */
export interface ChosenInput {
  readonly url: string | undefined;
  readonly title?: string;
  readonly src?: string;
}

export interface HostRequests extends GalleryRequests, ComposeRequests, CreditsRequests, ChatRequests {
  /** The page is there and hears events from now on. */
  ready: [undefined, { readonly snapshot: StudioSnapshot; readonly first: DraftOffer | undefined }];
  snapshot: [undefined, StudioSnapshot];
  /** `from`: drafts of other models, the latest first, whose values are to be taken over where they fit. */
  form: [{ readonly draft: Draft; readonly from?: readonly Draft[] }, FormView];
  run: [Draft, { readonly id: string }];
  /** `output`: which of its files is meant, where that makes a difference. */
  act: [
    { readonly id: string; readonly action: TaskAction; readonly output?: number | undefined },
    undefined,
  ];
  /** The web address of a task's output. */
  inputOf: [{ readonly id: string; readonly output: number }, { readonly url: string }];
  /** Asks the person for a file, and for its address where that is not known. */
  chooseInput: [{ readonly media: MediaType }, ChosenInput];
  setKey: [undefined, undefined];
  useSandbox: [undefined, undefined];
  useLive: [undefined, undefined];
}

/** Requests that wait for a person: a folder, a file, a key, a price to agree to. */
export const byPerson: ReadonlySet<string> = new Set<keyof HostRequests>([
  'run',
  'act',
  'improvePrompt',
  'askChat',
  'awaitChat',
  'takeStep',
  'exportCredits',
  'trash',
  'moveEntries',
  'insertEntries',
  'chooseInput',
  'setKey',
  'useSandbox',
  'useLive',
]);

/** Events to the panel. */
export interface HostEvents {
  snapshot: StudioSnapshot;
  draft: DraftOffer;
  chatText: ChatText;
  /** What forms are made from has changed: ask again. */
  formChanged: undefined;
}
