/** What prefixes such as `@/` stand for, by the bundler's configuration, the framework and TypeScript's. Pure. */

import { isRecord } from '../../../shared/isRecord.ts';
import { joinUri } from '../uriPath.ts';
import { folderExpression, folderOf, settingBlock } from './configText.ts';
import { parseJsonc } from './parseJsonc.ts';

export interface PathAlias {
  /** With the slash at its end: `@/`. */
  readonly prefix: string;
  /** URI of the folder that it stands for. */
  readonly folder: string;
}

export interface AliasSources {
  /** URI of the project's folder. */
  readonly folder: string;
  /** URI of the folder that the bundler's `/` means. */
  readonly root: string;
  /** The bundler's configuration, without comments. */
  readonly bundler: string | undefined;
  readonly packages: ReadonlySet<string>;
  /** Names of everything in the project's folder. */
  readonly names: readonly string[];
  /** TypeScript's configurations, the one that counts first. */
  readonly types: readonly string[];
}

/** What frameworks have without being told. */
const builtIn: readonly (readonly [dependency: string, prefix: string, ...folder: string[]])[] = [
  ['@sveltejs/kit', '$lib/', 'src', 'lib'],
  ['@vue/cli-service', '@/', 'src'],
  ['@docusaurus/core', '@site/'],
];

/** A bundler resolves its own aliases; those of TypeScript only where it is told to, or where there is no bundler's. */
export function aliasesOf(sources: AliasSources): readonly PathAlias[] {
  const { folder, bundler, packages, types } = sources;
  const nuxt = packages.has('nuxt') ? nuxtAliases(folder, sources.names) : [];
  const own = bundler === undefined ? [] : bundlerAliases(sources, bundler);
  const usual = builtIn.flatMap(([name, prefix, ...path]) =>
    packages.has(name) ? [{ prefix, folder: joinUri(folder, path) }] : [],
  );
  const readsTypes = bundler === undefined || /tsconfig-?paths/i.test(bundler);
  const typed = readsTypes
    ? types.map(text => typeAliases(folder, text)).find(found => found.length > 0)
    : [];
  return [...own, ...usual, ...nuxt, ...(typed ?? [])];
}

/** Its sources lie in `app` since the fourth version, where the project has not kept them at its root. */
function nuxtAliases(folder: string, names: readonly string[]): readonly PathAlias[] {
  const isOld = ['app.vue', 'pages', 'components', 'assets'].some(name => names.includes(name));
  const source = names.includes('app') && !isOld ? joinUri(folder, ['app']) : folder;
  return [
    ...['~~/', '@@/'].map(prefix => ({ prefix, folder })),
    ...['~/', '@/'].map(prefix => ({ prefix, folder: source })),
  ];
}

function compilerOptions(text: string): Readonly<Record<string, unknown>> {
  const config = parseJsonc(text);
  const options = isRecord(config) ? config['compilerOptions'] : undefined;
  return isRecord(options) ? options : {};
}

/** `"@/*": ["./src/*"]` of `compilerOptions.paths`. */
function typeAliases(folder: string, text: string): readonly PathAlias[] {
  const { paths, baseUrl } = compilerOptions(text);
  if (!isRecord(paths)) return [];
  const base = typeof baseUrl === 'string' ? baseUrl : '.';
  return Object.entries(paths).flatMap(([pattern, targets]) => {
    const target: unknown = Array.isArray(targets) ? targets[0] : undefined;
    if (typeof target !== 'string' || !pattern.endsWith('/*') || !target.endsWith('/*')) return [];
    return aliasTo(folder, pattern.slice(0, -1), `${base}/${target.slice(0, -2)}`);
  });
}

/** URI of the folder that bare module paths start from as well, as `compilerOptions.baseUrl` says. */
export function moduleRootOf(folder: string, types: readonly string[]): string | undefined {
  const base = types.map(text => compilerOptions(text)['baseUrl']).find(value => typeof value === 'string');
  return base === undefined ? undefined : below(folder, base);
}

const objectEntry = new RegExp(
  `(['"]?)(?<name>[@~$#]?[\\w-]{0,40})/?\\1\\s{0,9}:\\s{0,9}${folderExpression}`,
  'g',
);
const listEntry = new RegExp(
  `\\bfind\\s{0,9}:\\s{0,9}(?:(['"])(?<name>[@~$#]?[\\w-]{0,40})/?\\1|/\\^(?<pattern>[@~$#]?[\\w-]{0,40})(?:\\\\/)?/)` +
    `\\s{0,9},\\s{0,9}replacement\\s{0,9}:\\s{0,9}${folderExpression}`,
  'g',
);

function bundlerAliases({ folder, root }: AliasSources, text: string): readonly PathAlias[] {
  const block = settingBlock(text, 'alias');
  if (block === undefined) return [];
  const entry = block.open === '[' ? listEntry : objectEntry;
  return [...block.content.matchAll(entry)].flatMap(({ groups }) => {
    const target = folderOf(groups);
    const name = groups?.['name'] ?? groups?.['pattern'];
    if (name === undefined || name === '' || target === undefined) return [];
    return aliasTo(target.isFromRoot ? root : folder, `${name}/`, target.path);
  });
}

function aliasTo(folder: string, prefix: string, path: string): readonly PathAlias[] {
  const uri = below(folder, path);
  return uri === undefined ? [] : [{ prefix, folder: uri }];
}

/** URI of `path` below `folder`; undefined where it is absolute or climbs. */
export function below(folder: string, path: string): string | undefined {
  const steps = path.split('/').filter(step => step !== '' && step !== '.');
  return path.startsWith('/') || steps.includes('..') ? undefined : joinUri(folder, steps);
}
