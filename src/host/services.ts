/** What the features share. Made once by `createServices`, handed to each feature's start function. */
import type * as vscode from 'vscode';
import type { ApiClient } from '../core/api/types.ts';
import type { Catalogue } from '../core/catalogue/index.ts';
import type { ModelChoice } from '../core/catalogue/types.ts';
import type { Disposable, Event } from '../core/lifecycle.ts';
import type { Http, Ids, Log, Secrets } from '../core/ports.ts';
import type { ServiceOf, Task } from '../core/tasks/task.ts';
import type { GenerateRequest, Params } from '../shared/views.ts';
import type { AssetClipboard } from './editor/assetTransfer.ts';
import type { LastDocument } from './editor/lastDocument.ts';
import type { MadeInputs } from './inputUrl.ts';
import type { Origin } from './origin.ts';
import type { Estimate } from './pricing.ts';
import type { Tasks } from './tasks.ts';

export type ServiceName = 'live' | 'sandbox';

export interface Services extends Disposable {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly tasks: Tasks;
  /** The transport, for hosts other than the service's: who uses it brings no key of ours. */
  readonly http: Http;
  readonly ids: Ids;
  readonly inputs: MadeInputs;
  /** What was copied in the list, for pasting into documents. */
  readonly copied: AssetClipboard;
  /** Where the person was last, also while a picture is in front. */
  readonly lastDocument: Pick<LastDocument, 'get'>;
  /** The models, with the person's additions; made anew when the setting changes. */
  catalogue(): Catalogue;
  /** The service that new requests go to. */
  service(): ServiceName;
  /** The same with its address, for a new task. Throws SettingError where that cannot be used. */
  serviceOf(): ServiceOf;
  /** For display. */
  baseUrl(): string;
  readonly onDidChangeService: Event<undefined>;
  client(service?: ServiceName): ApiClient;
  /** Throws StorageError `noKey` or `keyStoreRefused` where the service in use cannot be asked. */
  ensureReady(): Promise<void>;
  /** What people call the model of this slug. */
  modelLabel(slug: string): string;
  /** What is known of the price. */
  price(choice: ModelChoice, values: Params): Estimate;
  /** The price as far as it is known, for display: "about 5 credits", "price not known yet". */
  priceText(choice: ModelChoice, values: Params): string;
  /**
   * One after the other where a day has a limit, over all windows: each order must see those before it. Asks nobody
   * and waits for nobody in `work`, for the others wait for that.
   */
  inOrder<T>(work: () => Promise<T>): Promise<T>;
  /** Checks, prices and records a request; nothing is sent when it throws. */
  generate(request: GenerateRequest, origin: Origin): Promise<Task>;
  /** Takes over a task by the service's id; a task known already is returned. */
  track(taskId: string, origin: Origin): Promise<Task>;
  /** Lets a promise go on by itself; a rejection is logged. */
  background(work: PromiseLike<unknown>): void;
}
