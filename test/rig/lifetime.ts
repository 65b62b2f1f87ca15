/**
 * What this process owns and must end, whatever ends this process: children, browsers, temporary folders.
 * A signal ends them in order and waits; a crash ends them at once in the `exit` event.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Owned {
  /** Ends it in order. Called once. */
  close(): Promise<void>;
  /** Ends it without waiting; must not throw. */
  closeNow(): void;
}

const owned = new Set<Owned>();
let isListening = false;
let isClosing = false;

/** Whether a signal is ending this process, so that what stops now was meant to stop. */
export function isEnding(): boolean {
  return isClosing;
}

/**
 * Takes `thing` into custody. The returned function ends it and lets it go; calling it again does nothing.
 * Throws, with `thing` ended, when this process is ending: the next test of a file must not start anything then.
 */
export function own(thing: Owned): () => Promise<void> {
  listen();
  if (isClosing) {
    thing.closeNow();
    throw new Error('this process is ending');
  }
  owned.add(thing);
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= thing.close().finally(() => owned.delete(thing));
    return closing;
  };
}

/** A new temporary folder with a short name (socket paths below it may not exceed 107 bytes), and its removal. */
export async function temporaryFolder(label: string): Promise<{ path: string; remove(): Promise<void> }> {
  if (isClosing) throw new Error('this process is ending');
  const folder = await mkdtemp(path.join(tmpdir(), `aio-${label}-`));
  const remove = own({
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
    closeNow: () => rmSync(folder, { recursive: true, force: true }),
  });
  return { path: folder, remove };
}

async function closeAll(): Promise<void> {
  // Youngest first: a browser before the server it looks at, a server before its folder.
  for (const thing of [...owned].reverse()) {
    await thing.close().catch((error: unknown) => console.error('could not end what was started:', error));
    owned.delete(thing);
  }
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) {
    // `on`, not `once`: Ctrl+C reaches the whole foreground group and is passed on as well. The second one would
    // otherwise end this process in the middle of tidying up.
    process.on(signal, () => {
      if (isClosing) return;
      isClosing = true;
      void closeAll().finally(() => process.exit(code));
    });
  }
  process.on('exit', () => {
    for (const thing of [...owned].reverse()) thing.closeNow();
  });
}
