/** The panel as it ships, the page's HTML as the host makes it, and the fake host, all made from source. */
import '../stubVscode.ts';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import type { Uri, Webview } from 'vscode';
import { root } from '../repository.ts';

const { studioHtml } = await import('../../../src/host/panel/studioHtml.ts');
const require = createRequire(import.meta.url);
const { panel } = require(path.join(root, 'esbuild.js')) as { panel: BuildOptions };

const withStub: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  // The stub lacks what views never call.
  logLevel: 'error',
  alias: { vscode: './test/support/vscodeStub.ts' },
};

export interface StudioBundles {
  readonly script: string;
  readonly styles: string;
  /** To run before the page's own script. */
  readonly fakeHost: string;
  /** The page's HTML, with everything loaded from `origin`. */
  html(origin: string): string;
}

async function bundleText(entry: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...withStub, entryPoints: [entry], ...options });
  return outputFiles?.[0]?.text ?? '';
}

async function bundlePanel(): Promise<{ script: string; styles: string }> {
  const { outputFiles } = await build({ ...panel, minify: true, sourcemap: false, write: false });
  const text = (end: string): string => outputFiles?.find(f => f.path.endsWith(end))?.text ?? '';
  return { script: text('studio.js'), styles: text('studio.css') };
}

/** An address in the parts that a URI has. */
function asUri(text: string): Uri {
  const { protocol, host } = new URL(text);
  return { scheme: protocol.slice(0, -1), authority: host, path: '' } as Uri;
}

/** A webview whose files come from `origin`. */
function asWebview(origin: string): Webview {
  return { cspSource: origin, asWebviewUri: (uri: Uri) => uri } as Webview;
}

/** Bundles all of it; about half a second. */
export async function bundleStudio(): Promise<StudioBundles> {
  const [parts, fakeHost] = await Promise.all([
    bundlePanel(),
    bundleText('test/support/studio/fakeHost.ts', { platform: 'browser', format: 'iife' }),
  ]);
  return {
    ...parts,
    fakeHost,
    html: origin => studioHtml(asWebview(origin), asUri(origin)),
  };
}
