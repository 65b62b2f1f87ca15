/** Where what is made of a file lies: beside it, under a name that says what was done. */
import type * as vscode from 'vscode';
import { splitMediaName } from '../core/assets/mediaTypes.ts';
import type { Kind, OutputRequest } from '../shared/views.ts';
import { nameOf } from './fileFacts.ts';

const words: Readonly<Record<Kind, string>> = {
  image: 'variant',
  video: 'animated',
  music: 'song',
  speech: 'narration',
  removeBackground: 'no-background',
  removeVideoBackground: 'no-background',
  swapFace: 'face-swap',
  upscaleImage: 'upscaled',
};

/** `photos/cup.png` → `cup-animated`. */
export function nameBeside(source: vscode.Uri, word: string): string {
  const name = nameOf(source);
  const stem = splitMediaName(name).base.replace(/\.(?:md|mdx|markdown|txt|rst|adoc|html?)$/i, '');
  return `${stem}-${word}`;
}

/** The folder of `source`, and the name; the extension comes with the result. */
export function besideSource(source: vscode.Uri, kind: Kind, word: string = words[kind]): OutputRequest {
  // A name is no template, whatever it is made of.
  return { folder: '${fileDirname}', fileName: nameBeside(source, word).replaceAll('${', '$ {') };
}
