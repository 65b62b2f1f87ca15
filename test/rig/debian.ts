/** What a bare Debian or Ubuntu lacks, installed by itself where that is allowed, named where it is not. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { mustRun, run } from './processes.ts';

/** Installs the packages that are missing. `purpose` completes "… is needed to". */
export async function ensureDebianPackages(packages: string[], purpose: string): Promise<void> {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(`To ${purpose}, install first: sudo apt-get install ${missing.join(' ')}`);
  }
  console.log(`Installing ${missing.join(', ')} to ${purpose} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '-qq'], { env });
  await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

/** Whether this system's packages can be asked for at all. */
export function isDebian(): boolean {
  return existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get');
}

async function missingPackages(packages: string[]): Promise<string[]> {
  if (!isDebian()) throw new Error(`Needed and not found here: ${packages.join(', ')}`);
  const statusField = '${Status}';
  const missing: string[] = [];
  for (const name of packages) {
    const { code, output } = await run('dpkg-query', ['-W', '-f', statusField, name]);
    if (code !== 0 || !output.includes('install ok installed')) missing.push(name);
  }
  return missing;
}
