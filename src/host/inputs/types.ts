/** A local file on its way to an address that the service can read. */
import type * as vscode from 'vscode';
import type { ReducedInput } from '../../core/tasks/task.ts';

export type InputWay = 'earlierResult' | 'gitHub' | 'bucket' | 'command' | 'dataUri' | 'asked' | 'sandbox';

/** A file that may be sent, checked: it is one, it can be read, it is media and not too large. */
export interface LocalInput {
  readonly uri: vscode.Uri;
  /** The last part of its path. */
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly mime: string;
  /** Hex. */
  readonly sha256: string;
  /** Where this is a smaller copy, in memory alone: at `uri` lies what it was made of. */
  readonly reduced?: ReducedInput;
}

export interface InputAddress {
  readonly url: string;
  readonly way: InputWay;
  /** What was put somewhere for it, for taking it away again. */
  readonly object?: string;
  /** ms since the epoch: the address works no longer. */
  readonly expiresAt?: number;
  /** It leads to a smaller copy. */
  readonly reduced?: ReducedInput;
}

/** Whether a picture that is too large may be sent as a smaller copy: yes, if the person says so, or no. */
export type Reduction = 'agreed' | 'ask' | 'refuse';

/** A way that is open for a file: what it would mean, and how to go it. */
export interface Offer {
  readonly way: InputWay;
  readonly label: string;
  /** What leaves this computer, where to, and who can read it there. */
  readonly detail: string;
  /** Consent is given for this: the way and where it leads. */
  readonly destination: string;
  /** Rejects with InputFileError, and with the errors of the transport. */
  open(signal: AbortSignal): Promise<InputAddress>;
}
