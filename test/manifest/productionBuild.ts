/** What `npm run package` would put into `dist`, built aside, so that a look at it needs and changes no `dist`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from '../support/repository.ts';

interface Output {
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string }[];
  /** Sources that went into it, relative to the root. */
  readonly inputs: Readonly<Record<string, object>>;
}

export interface ProductionBuild {
  /** The folder that stands for `dist`. */
  readonly folder: string;
  /** By file name. */
  readonly outputs: ReadonlyMap<string, Output>;
  /** All sources of all bundles, relative to the root. */
  readonly inputs: readonly string[];
  remove(): void;
}

/** Builds for production; about half a second. */
export function buildForProduction(): ProductionBuild {
  const folder = mkdtempSync(path.join(tmpdir(), 'api-in-one-dist-'));
  execFileSync(process.execPath, ['esbuild.js', '--production', `--outdir=${folder}`], { cwd: root });
  const meta = JSON.parse(readFileSync(path.join(folder, 'meta.json'), 'utf8')) as {
    inputs: Record<string, object>;
    outputs: Record<string, Output>;
  };
  return {
    folder,
    outputs: new Map(Object.entries(meta.outputs).map(([file, output]) => [path.basename(file), output])),
    inputs: Object.keys(meta.inputs),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
