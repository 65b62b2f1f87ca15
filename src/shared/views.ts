/** The plain shapes that people's side and other extensions see. PRODUCT names; never change, only add. */

export const kinds = [
  'image',
  'video',
  'music',
  'speech',
  'removeBackground',
  'swapFace',
  'upscaleImage',
  'removeVideoBackground',
] as const;

/** What a task makes. */
export type Kind = (typeof kinds)[number];

export const statuses = [
  'queued',
  'submitting',
  'running',
  'saving',
  'saved',
  'failed',
  'unconfirmed',
  'unsaved',
  'lost',
  'unwatched',
] as const;

/** Where a task stands; see `core/tasks/task.ts` for what each holds. */
export type Status = (typeof statuses)[number];

/** Values by wire name, as JSON. */
export type Params = Readonly<Record<string, unknown>>;

/** Where results go. Paths are relative to the workspace folder; `file` is the exact target. */
export interface OutputRequest {
  readonly folder?: string | undefined;
  readonly fileName?: string | undefined;
  readonly file?: string | undefined;
}

/** The argument of the generating commands and of the extension API's `generate`. */
export interface GenerateRequest {
  readonly kind: Kind;
  /**
   * Chosen by the caller: 1 to 64 of letters, digits, `-` and `_`. While the task is in the list a repeat with the
   * same id and the same request gives this task and sends nothing; with another request it is an error.
   */
  readonly id?: string | undefined;
  /** The same characters; orders of one batch let single ones go first while they wait. */
  readonly batch?: string | undefined;
  /** Page slug or wire value; the kind's default model when left out. */
  readonly model?: string | undefined;
  readonly params: Params;
  readonly output?: OutputRequest | undefined;
  /** Default true: resolves with the finished task; false: as soon as it is in the ledger. */
  readonly wait?: boolean | undefined;
}

export interface OutputSnapshot {
  readonly url?: string;
  readonly uri?: string;
  readonly mime?: string;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
}

/** A task as other extensions, commands and the panel see it. Times are ISO 8601. */
export interface TaskSnapshot {
  readonly id: string;
  readonly taskId?: string;
  readonly kind: Kind;
  readonly model?: string;
  readonly title: string;
  readonly status: Status;
  /** The service's own status word, as it came. */
  readonly apiStatus?: string;
  /** The body as sent. */
  readonly request: Params;
  readonly credits?: number;
  readonly error?: { readonly kind: string; readonly message: string };
  readonly outputs: readonly OutputSnapshot[];
  readonly createdAt: string;
  readonly submittedAt?: string;
  readonly finishedAt?: string;
  /** True where the sandbox made it. */
  readonly sandbox?: boolean;
}
