/** The other side: requests to the extension, events from it, and what VS Code keeps for this page over a reload. */
import { byPerson, type HostEvents, type HostRequests } from '../../src/shared/protocol.ts';
import { type Client, createClient, type Message, toMessage } from '../../src/shared/rpc.ts';

interface VsCodeApi {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  readonly call: Client<HostRequests>['call'];
  readState(): unknown;
  writeState(state: unknown): void;
  /** Calls back for each event; there is one listener. */
  listen(listener: HostListener): void;
}

export type HostListener = { [K in keyof HostEvents]: (value: HostEvents[K]) => void };

const answerMs = 30_000;
const personMs = 30 * 60_000;

/** Calls `fn` after `ms`; the result cancels it. */
export function after(ms: number, fn: () => void): () => void {
  const id = setTimeout(fn, ms);
  return () => clearTimeout(id);
}

/** Connects to VS Code; once a page. */
export function connectHost(): Host {
  const vscode = acquireVsCodeApi();
  const client = createClient<HostRequests>(message => vscode.postMessage(message), {
    timer: { after },
    session: crypto.getRandomValues(new Uint32Array(2)).join('-'),
    limitMs: name => (byPerson.has(name) ? personMs : answerMs),
  });
  return {
    call: client.call,
    readState: () => vscode.getState(),
    writeState: state => vscode.setState(state),
    listen(listener) {
      window.addEventListener('message', e => {
        const message = toMessage(e.data);
        if (message === undefined) return;
        client.onMessage(message);
        if (message.type === 'event' && Object.hasOwn(listener, message.name))
          listener[message.name as keyof HostEvents](message.value as never);
      });
    },
  };
}
