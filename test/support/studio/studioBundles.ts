/** The panel as it ships, the page's HTML as the host makes it, and the fake host, all made from source. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { root } from '../repository.ts';

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

type HtmlModule = { studioHtml: (webview: object, extension: object) => string };

/** Bundles all of it; about half a second. */
export async function bundleStudio(): Promise<StudioBundles> {
  const [parts, fakeHost, htmlCode] = await Promise.all([
    bundlePanel(),
    bundleText('test/support/studio/fakeHost.ts', { platform: 'browser', format: 'iife' }),
    bundleText('src/host/panel/studioHtml.ts', { platform: 'node', format: 'esm' }),
  ]);
  const { studioHtml }: HtmlModule = await import(`data:text/javascript,${encodeURIComponent(htmlCode)}`);
  const asText = (text: string): object => ({ toString: () => text });
  return {
    ...parts,
    fakeHost,
    html: origin => studioHtml({ cspSource: origin, asWebviewUri: (uri: object) => uri }, asText(origin)),
  };
}
