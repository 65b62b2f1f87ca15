/** Whether the environment asks for a proxy; which one and how is the patched stack's business. */
import { isLoopbackHost } from '../../core/assets/resultUrl.ts';
import { networkHost } from './addressPolicy.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** VS Code and curl take either case; some tools set HTTP_PROXY for https as well, and VS Code minds it. */
function proxyOf(url: URL, env: Environment): string {
  const names =
    url.protocol === 'https:' ? ['https_proxy', 'http_proxy', 'all_proxy'] : ['http_proxy', 'all_proxy'];
  const values = names.flatMap(name => [env[name], env[name.toUpperCase()]]);
  return values.find(value => value !== undefined && value.trim() !== '') ?? '';
}

/** Whether one entry of NO_PROXY (`*`, `host`, `.suffix`, `*.suffix`, each with or without `:port`) means `url`. */
function isExcepted(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [, name = entry, port] = /^(\[[^\]]+\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  const defaultPort = url.protocol === 'https:' ? '443' : '80';
  if (port !== undefined && port !== (url.port || defaultPort)) return false;
  const suffix = name
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/^\[(.*)\]$/, '$1');
  const host = networkHost(url).toLowerCase();
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}

/** Whether HTTP(S)_PROXY or ALL_PROXY applies to `url`, NO_PROXY minded. Loopback hosts never need a proxy. */
export function hasProxyVariable(url: URL, env: Environment): boolean {
  if (proxyOf(url, env) === '' || isLoopbackHost(url.hostname)) return false;
  const exceptions = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[\s,]+/).filter(entry => entry !== '');
  return !exceptions.some(entry => isExcepted(entry, url));
}
