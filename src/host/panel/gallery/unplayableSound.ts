/** Whether this editor can play the sound in a film: the desktop's has no AAC and no Opus, and plays in silence. */
import * as vscode from 'vscode';
import { soundFormats } from '../../../core/assets/probe/soundFormats.ts';
import { type Disposable, Emitter, toDisposable } from '../../../core/lifecycle.ts';
import type { OutputSnapshot } from '../../../shared/views.ts';

const films = new Set(['video/mp4', 'video/quicktime', 'audio/mp4', 'audio/x-m4a']);
/** Larger ones are not read for a hint. */
const mostBytes = 100_000_000;
const silentHere = new Set(['mp4a', 'Opus']);

type Film = OutputSnapshot & { readonly uri: string };

/** Reads the file where it matters; false where it cannot be read. */
export async function hasUnplayableSound(file: Film): Promise<boolean> {
  if (vscode.env.uiKind !== vscode.UIKind.Desktop) return false;
  if (!films.has(file.mime ?? '') || (file.bytes ?? 0) > mostBytes) return false;
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(file.uri));
    return soundFormats(bytes).some(format => silentHere.has(format));
  } catch {
    // A hint alone: whoever opens the file learns what is wrong with it.
    return false;
  }
}

/**
 * What is known of files so far, for as long as the window lives: whole films are read for it. One that is asked for
 * the first time is looked at, one after the other, and told of where it turns out to be silent here.
 */
export class KnownSilence {
  readonly #look: (file: Film) => Promise<boolean>;
  readonly #changed = new Emitter<undefined>();
  readonly #known = new Map<string, boolean>();
  readonly #waiting = new Map<string, Film>();
  #isLooking = false;

  constructor(look: (file: Film) => Promise<boolean>) {
    this.#look = look;
  }

  /** Without a listener nobody wants to know: what waits to be looked at is forgotten. */
  onDidChange(listener: () => void): Disposable {
    const heard = this.#changed.event(listener);
    return toDisposable(() => {
      heard.dispose();
      if (this.#changed.listenerCount === 0) this.#waiting.clear();
    });
  }

  /** False as long as it is not known. */
  isSilent(file: OutputSnapshot): boolean {
    const { uri } = file;
    if (uri === undefined) return false;
    const answer = this.#known.get(uri);
    if (answer !== undefined) return answer;
    this.#waiting.set(uri, { ...file, uri });
    void this.#lookAtAll();
    return false;
  }

  /** The same as soon as it is known; false where there is no file. */
  async learn(file: Film | undefined): Promise<boolean> {
    if (file === undefined) return false;
    const isSilent = this.#known.get(file.uri) ?? (await this.#look(file));
    this.#known.set(file.uri, isSilent);
    return isSilent;
  }

  async #lookAtAll(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (const [uri, film] of this.#waiting) {
      const isSilent = await this.learn(film);
      this.#waiting.delete(uri);
      if (isSilent) this.#changed.fire(undefined);
    }
    this.#isLooking = false;
  }
}
