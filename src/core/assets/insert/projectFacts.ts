/** What a web project's own files say about paths: which folder it serves as `/`, and what `@/` stands for. Pure. */
import { joinUri } from '../uriPath.ts';
import { parseJsonc } from './parseJsonc.ts';

export interface PathAlias {
  /** With the slash at its end: `@/`. */
  readonly prefix: string;
  /** URI of the folder that it stands for. */
  readonly folder: string;
}

export interface ProjectFacts {
  /** URI of the folder with the package's manifest. */
  readonly folder: string;
  /** URIs of the folders that are served as `/`; undefined where no known framework says so. */
  readonly publicRoots: readonly string[] | undefined;
  readonly aliases: readonly PathAlias[];
  /** Imports of pictures give an object with the address in `src`. */
  readonly importsAreObjects: boolean;
}

export interface ProjectFiles {
  /** URI of the folder that they lie in. */
  readonly folder: string;
  /** Content by name, of those in `projectFileNames` that are there. */
  readonly files: Readonly<Record<string, string>>;
}

const bundlerConfigs = ['ts', 'mts', 'js', 'mjs'].flatMap(ext => [
  `vite.config.${ext}`,
  `electron.vite.config.${ext}`,
]);

/** The files that are worth reading, in one folder. */
export const projectFileNames: readonly string[] = [
  'package.json',
  'tsconfig.json',
  'jsconfig.json',
  'hugo.toml',
  ...bundlerConfigs,
];

/** Folders served as `/`, by the package that says so; the first that a project depends on counts. */
const servedFolders: readonly (readonly [dependency: string, folders: readonly string[]])[] = [
  ['@sveltejs/kit', ['static']],
  ['gatsby', ['static']],
  ['@docusaurus/core', ['static']],
  ['nuxt', ['public', 'static']],
  ['vitepress', ['public', 'docs/public']],
  ['next', ['public']],
  ['astro', ['public']],
  ['react-scripts', ['public']],
  ['@angular/core', ['public']],
  ['@vue/cli-service', ['public']],
  ['vite', ['public']],
];

/** Reads what can be read; what is odd, computed or damaged is passed over. */
export function readProject({ folder, files }: ProjectFiles): ProjectFacts {
  const packages = dependencies(files['package.json']);
  const bundler = bundlerConfigs.map(name => files[name]).find(text => text !== undefined);
  const usual = servedFolders.find(([name]) => packages.has(name))?.[1];
  const hugo = files['hugo.toml'] === undefined ? undefined : ['static'];
  const served = bundlerPublicDir(bundler) ?? usual ?? hugo;
  return {
    folder,
    publicRoots: served?.flatMap(path => below(folder, path) ?? []),
    aliases: aliasesOf(folder, files, { bundler, packages }),
    importsAreObjects: packages.has('next') || packages.has('astro'),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dependencies(text: string | undefined): ReadonlySet<string> {
  const manifest = text === undefined ? undefined : parseJsonc(text);
  if (!isRecord(manifest)) return new Set();
  const names = ['dependencies', 'devDependencies'].flatMap(key => {
    const part = manifest[key];
    return isRecord(part) ? Object.keys(part) : [];
  });
  return new Set(names);
}

/** `publicDir: 'web'` of a bundler's configuration; `false` means none. */
function bundlerPublicDir(text: string | undefined): readonly string[] | undefined {
  const match = /\bpublicDir\s*:\s*(?:false\b|(['"])([^'"\n]{1,200})\1)/.exec(text ?? '');
  if (match === null) return undefined;
  return match[2] === undefined ? [] : [match[2]];
}

/** URI of `path` below `folder`; undefined where it is absolute or climbs. */
function below(folder: string, path: string): string | undefined {
  const steps = path.split('/').filter(step => step !== '' && step !== '.');
  return path.startsWith('/') || steps.includes('..') ? undefined : joinUri(folder, steps);
}

interface AliasSources {
  readonly bundler: string | undefined;
  readonly packages: ReadonlySet<string>;
}

/** A bundler resolves its own aliases; those of TypeScript only where it is told to, or where there is no bundler's. */
function aliasesOf(
  folder: string,
  files: ProjectFiles['files'],
  { bundler, packages }: AliasSources,
): readonly PathAlias[] {
  const own = bundler === undefined ? [] : bundlerAliases(folder, bundler);
  const kit = packages.has('@sveltejs/kit')
    ? [{ prefix: '$lib/', folder: joinUri(folder, ['src', 'lib']) }]
    : [];
  const readsTypes = bundler === undefined || /tsconfig-?paths/i.test(bundler);
  const types = readsTypes ? typeAliases(folder, files['tsconfig.json'] ?? files['jsconfig.json']) : [];
  return [...own, ...kit, ...types];
}

/** `"@/*": ["./src/*"]` of `compilerOptions.paths`. */
function typeAliases(folder: string, text: string | undefined): readonly PathAlias[] {
  const config = text === undefined ? undefined : parseJsonc(text);
  const options = isRecord(config) ? config['compilerOptions'] : undefined;
  if (!isRecord(options) || !isRecord(options['paths'])) return [];
  const base = typeof options['baseUrl'] === 'string' ? options['baseUrl'] : '.';
  return Object.entries(options['paths']).flatMap(([pattern, targets]) => {
    const target: unknown = Array.isArray(targets) ? targets[0] : undefined;
    if (typeof target !== 'string' || !pattern.endsWith('/*') || !target.endsWith('/*')) return [];
    return aliasTo(folder, pattern.slice(0, -1), `${base}/${target.slice(0, -2)}`);
  });
}

/** The usual spellings: `path.resolve(__dirname, './src')`, `fileURLToPath(new URL('./src', …))`, `'/src'`. */
const aliasEntry =
  /(['"]?)([@~$#]?[\w-]{0,40})\1\s{0,9}:\s{0,9}(?:(?:path\.)?(?:resolve|join)\(\s{0,9}(?:__dirname|import\.meta\.dirname)\s{0,9},\s{0,9}|fileURLToPath\(\s{0,9}new URL\(\s{0,9})?(['"])(\.{0,2}\/?[\w-][\w./-]{0,200})\3/g;

function bundlerAliases(folder: string, text: string): readonly PathAlias[] {
  const start = text.indexOf('alias');
  if (start < 0) return [];
  const end = text.indexOf('}', start);
  const part = text.slice(start, end < 0 ? undefined : end);
  return [...part.matchAll(aliasEntry)].flatMap(([, , name, , target]) =>
    name === undefined || name === '' || target === undefined
      ? []
      : aliasTo(folder, `${name}/`, target.replace(/^\//, '')),
  );
}

function aliasTo(folder: string, prefix: string, path: string): readonly PathAlias[] {
  const uri = below(folder, path);
  return uri === undefined ? [] : [{ prefix, folder: uri }];
}
