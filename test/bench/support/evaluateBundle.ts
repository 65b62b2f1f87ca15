/** A process of its own: requires the file named by its argument and prints the processor time that took, in ms. */
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import process from 'node:process';

const require = createRequire(import.meta.url);
const [file = ''] = process.argv.slice(2);

/** All names of the API, as it has them: wrapping so large an object is a part of what a bundle costs. */
function stubSource(): string {
  const types = readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
  const names = new Set([...types.matchAll(/^\texport (?:namespace|class|enum) (\w+)/gm)].map(m => m[1]));
  return `${[...names].map(name => `exports.${name} = class ${name} {};`).join('\n')}`;
}

const source = stubSource();
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: 'stub:vscode', format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === 'stub:vscode' ? { format: 'commonjs', source, shortCircuit: true } : next(url, context),
});
// An extension host has them all loaded long before.
for (const name of ['vscode', 'crypto', 'dns', 'fs/promises', 'net', 'os', 'url', 'util', 'zlib'])
  require(name);

const start = process.cpuUsage();
require(file);
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1000);
