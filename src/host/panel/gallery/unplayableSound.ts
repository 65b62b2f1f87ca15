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
