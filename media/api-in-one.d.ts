/**
 * What the extension `apiinone.api-in-one` gives to other extensions:
 *
 *     const api = await vscode.extensions.getExtension<ApiInOne>('apiinone.api-in-one')?.activate();
 *     const task = await api?.generate({ kind: 'image', params: { prompt: 'a paper boat' } });
 *
 * Version 1. Later versions only add.
 */
export interface ApiInOne {
  readonly apiVersion: 1;
  /** Validates, records, sends; resolves with the finished task, or with the recorded one where `wait` is false. */
  generate(request: GenerateRequest): Promise<TaskSnapshot>;
  /** Unfinished tasks and the newest finished ones, newest first. */
  tasks(): TaskSnapshot[];
  /** By the extension's id or the service's; undefined where it is not among `tasks()`. */
  task(id: string): TaskSnapshot | undefined;
  /** Takes over a task by the service's id. */
  trackTask(taskId: string): Promise<TaskSnapshot>;
  readonly onDidChangeTasks: (listener: (tasks: TaskSnapshot[]) => void) => { dispose(): void };
}

export type Kind =
  | 'image'
  | 'video'
  | 'music'
  | 'speech'
  | 'removeBackground'
  | 'swapFace'
  | 'upscaleImage'
  | 'removeVideoBackground';

export type Status =
  | 'queued'
  | 'submitting'
  | 'running'
  | 'saving'
  | 'saved'
  | 'failed'
  | 'unconfirmed'
  | 'unsaved'
  | 'lost'
  | 'unwatched';

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
  /** By wire name, as the service's documentation of the model says. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Relative to the workspace folder; `file` is the exact target. */
  readonly output?:
    | {
        readonly folder?: string | undefined;
        readonly fileName?: string | undefined;
        readonly file?: string | undefined;
      }
    | undefined;
  /** Default true. */
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

/** Times are ISO 8601. */
export interface TaskSnapshot {
  readonly id: string;
  readonly taskId?: string;
  readonly kind: Kind;
  readonly model?: string;
  readonly title: string;
  readonly status: Status;
  readonly apiStatus?: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly credits?: number;
  readonly error?: { readonly kind: string; readonly message: string };
  readonly outputs: readonly OutputSnapshot[];
  readonly createdAt: string;
  readonly submittedAt?: string;
  readonly finishedAt?: string;
  /** True where the sandbox made it. */
  readonly sandbox?: boolean;
}
