/** Whether this editor can play the sound in a film: the desktop's has no AAC and no Opus, and plays in silence. */
import * as vscode from 'vscode';
import { soundFormats } from '../../../core/assets/probe/soundFormats.ts';
import type { OutputSnapshot } from '../../../shared/views.ts';

const films = new Set(['video/mp4', 'video/quicktime', 'audio/mp4', 'audio/x-m4a']);
/** Larger ones are not read for a hint. */
const mostBytes = 100_000_000;
const silentHere = new Set(['mp4a', 'Opus']);

/** Reads the file where it matters; false where it cannot be read. */
export async function hasUnplayableSound(
  file: (OutputSnapshot & { readonly uri: string }) | undefined,
): Promise<boolean> {
  if (file === undefined || vscode.env.uiKind !== vscode.UIKind.Desktop) return false;
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
 * What is known of files so far. One that is asked for the first time is looked at, one after the other;
 * `changed` is called where one turns out to be silent here.
 */
export function createKnownSilence(
  look: (file: OutputSnapshot & { readonly uri: string }) => Promise<boolean>,
  changed: () => void,
): (file: OutputSnapshot) => boolean {
  const known = new Map<string, boolean>();
  let line: Promise<void> = Promise.resolve();
  return file => {
    const { uri } = file;
    if (uri === undefined) return false;
    const answer = known.get(uri);
    if (answer !== undefined) return answer;
    known.set(uri, false);
    line = line.then(async () => {
      if (!(await look({ ...file, uri }))) return;
      known.set(uri, true);
      changed();
    });
    return false;
  };
}
