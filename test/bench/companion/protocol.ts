/** What the companion and the bench say to each other; all of it JSON. */
import type { Shares } from './shares.ts';

/** The environment variable `API_IN_ONE_BENCH` of the extension host. */
export interface Job {
  /** Folder that each extension host leaves `<pid>.json` in. */
  results: string;
  /** How the names of the V8 profiles begin. Left out where times are measured: a profiler is dear. */
  profiles?: string;
}

/** Milliseconds of processor time. */
export interface Spent {
  /** Of the whole process until the call was answered. */
  callMs: number;
  /** Of the whole process until it was at rest again, less what it spends at rest. */
  processMs: number;
  /** The same of the JavaScript thread alone. */
  threadMs: number;
  /** Where a profile was made. */
  shares?: Shares;
}

/** One extension host's account. */
export interface HostCost {
  /** Activating an extension that does nothing: VS Code's own part. */
  control: Spent;
  activation: Spent;
  /** Opening the view afterwards: its first page. */
  view: Spent;
  /** Our files that were loaded by then, relative to the extension. */
  files: string[];
  filesWithView: string[];
  /** What the extension API says it has. */
  tasks: number;
}

export type Account = HostCost | { error: string };
