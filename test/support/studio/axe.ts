/** What axe finds on the panel's page. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { StudioPage } from './studioBench.ts';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Brings axe into the page; once a page. */
export async function addAxe(studio: StudioPage): Promise<void> {
  await studio.page.evaluate(`${await source}; undefined`);
}

/** What axe finds serious or critical on the page as it is. */
export async function violations(studio: StudioPage, part = 'body'): Promise<string[]> {
  const run = `axe.run('${part}', { resultTypes: ['violations'] }).then(r => r.violations)`;
  const found = (await studio.page.evaluate(run)) as Violation[];
  return found
    .filter(v => v.impact === 'serious' || v.impact === 'critical')
    .flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}\n${n.html}\n${n.failureSummary ?? ''}`));
}
