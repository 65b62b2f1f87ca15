/**
 * What the panel and the host say to each other. The panel sends names and ids, never paths; it gets plain, already
 * translated views. A request has exactly one reply; events carry whole snapshots, so that a lost one does no harm.
 */
import type { Kind, OutputSnapshot, Params, Status } from './views.ts';

export interface OptionView {
  readonly value: string | number;
  readonly label: string;
}

interface FieldViewCommon {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly isRequired: boolean;
  readonly isPrimary: boolean;
}

export type FieldView = FieldViewCommon &
  (
    | {
        readonly type: 'text';
        readonly value: string;
        readonly isMultiline: boolean;
        readonly minLength?: number;
        readonly maxLength?: number;
      }
    | {
        readonly type: 'choice';
        readonly value: string | number | undefined;
        readonly options: readonly OptionView[];
        readonly isAspectRatio: boolean;
      }
    | {
        readonly type: 'number';
        readonly value: number | undefined;
        readonly minimum?: number;
        readonly maximum?: number;
        readonly step: number;
        readonly unit?: string;
      }
    | { readonly type: 'boolean'; readonly value: boolean }
    | { readonly type: 'urls'; readonly value: readonly string[]; readonly maxItems: number }
    | { readonly type: 'json'; readonly value: string }
    | {
        readonly type: 'rows';
        readonly value: readonly Readonly<Record<string, string | number>>[];
        readonly columns: readonly {
          readonly name: string;
          readonly label: string;
          readonly isNumber: boolean;
        }[];
      }
  );

export interface ModelView {
  readonly name: string;
  readonly label: string;
  readonly price: string;
}

export interface ProblemView {
  readonly field: string;
  readonly text: string;
}

/** A form as it is to be drawn for the values given. */
export interface FormView {
  readonly kind: Kind;
  readonly model: string;
  readonly models: readonly ModelView[];
  readonly fields: readonly FieldView[];
  readonly price: string;
  /** The draft's values in this model's terms: what two models share is carried over. */
  readonly values: Params;
  /** The first rule that the values break; undefined where it can run. */
  readonly problem: ProblemView | undefined;
  /** The body that would be sent, as JSON, where it can run. */
  readonly preview: string | undefined;
}

export interface TaskView {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly model: string;
  readonly status: Status;
  readonly statusLabel: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly isActive: boolean;
  readonly isSandbox: boolean;
  readonly credits: string | undefined;
  readonly error: string | undefined;
  /** Pictures and other files as the panel may load them. */
  readonly outputs: readonly (Pick<OutputSnapshot, 'mime' | 'width' | 'height'> & { readonly src: string })[];
}

export interface StudioSnapshot {
  readonly service: 'live' | 'sandbox';
  readonly hasKey: boolean;
  readonly kinds: readonly { readonly kind: Kind; readonly label: string }[];
  readonly tasks: readonly TaskView[];
  /** The panel's own words, by their English text. */
  readonly words: Readonly<Record<string, string>>;
  readonly language: string;
}

/** Draft of a request: what the panel keeps over a reload. */
export interface Draft {
  readonly kind: Kind;
  readonly model: string | undefined;
  readonly values: Params;
}

/** Actions on a task in the panel. */
export type TaskAction = 'open' | 'insert' | 'rerun' | 'details' | 'stopWatching' | 'retry';

/** Name → [params, result]. */
export interface HostRequests {
  ready: [undefined, { readonly snapshot: StudioSnapshot; readonly draft: Draft | undefined }];
  /** `from`: the model that the values were written for, where it has just changed. */
  form: [{ readonly draft: Draft; readonly from?: string }, FormView];
  run: [Draft, { readonly id: string }];
  act: [{ readonly id: string; readonly action: TaskAction }, undefined];
  setKey: [undefined, undefined];
  useSandbox: [undefined, undefined];
}

/** Events to the panel. */
export interface HostEvents {
  snapshot: StudioSnapshot;
  /** Fill the form with this. */
  draft: Draft;
}
