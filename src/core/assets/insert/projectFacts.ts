/** What a web project's own files say about paths: which folders it serves, and what `@/` stands for. Pure. */

import { isRecord } from '../../../shared/isRecord.ts';
import { blankScriptComments } from '../references/scriptComments.ts';
import { aliasesOf, below, moduleRootOf, type PathAlias } from './aliases.ts';
import { folderExpression, folderOf } from './configText.ts';
import { configNames, type Framework, frameworkConfigs, frameworks, type Surface } from './frameworks.ts';
import { parseJsonc } from './parseJsonc.ts';
import { hasTemplates, isDjango, isHugo, isJekyll } from './siteKinds.ts';

/** A folder whose files are served as they are. */
export interface ServedFolder {
  /** URI. */
  readonly folder: string;
  /** What the addresses begin with, the base path left out: `` or `/static`. */
  readonly address: string;
}

export interface ProjectFacts {
  /** URI of the project's folder. */
  readonly folder: string;
  /** Undefined where no known framework says so. */
  readonly served: readonly ServedFolder[] | undefined;
  /** Every folder `static` below the project is served as `/static`, as Django gathers them. */
  readonly gathersStatic: boolean;
  /** URIs of the folders whose Markdown is made into pages. */
  readonly pages: readonly string[];
  /** The pages themselves lie in the folder that is served; names that begin with `_` are not. */
  readonly servesPages: boolean;
  /** The path that the site lies at, without a slash at its end: `/app`; empty for the root. */
  readonly basePath: string;
  /** Where that path must be written by hand. */
  readonly basedSurfaces: readonly Surface[];
  readonly aliases: readonly PathAlias[];
  /** URI of the folder that bare module paths may start from. */
  readonly moduleRoot: string | undefined;
  /** Imports of pictures give an object with the address in `src`. */
  readonly importsAreObjects: boolean;
  /** Imports of videos and sounds break the build. */
  readonly importsPicturesOnly: boolean;
  /** A bare address in HTML starts from the site's root. */
  readonly hasBaseElement: boolean;
}

export interface ProjectFiles {
  /** URI of the folder that they lie in. */
  readonly folder: string;
  /** Content by name, of those in `projectFileNames` that are there. */
  readonly files: Readonly<Record<string, string>>;
  /** Names of everything in the folder, folders too; those of `files` where they are left out. */
  readonly names?: readonly string[];
}

const bundlerConfigs = ['vite.config', 'electron.vite.config'].flatMap(configNames);
/** Vite's templates keep the application's own settings in the second. */
const typeConfigs = ['tsconfig.json', 'tsconfig.app.json', 'jsconfig.json'];

/** The files that are worth reading, in one folder. */
export const projectFileNames: readonly string[] = [
  ...new Set(['package.json', '_config.yml', ...typeConfigs, ...bundlerConfigs, ...frameworkConfigs]),
];

/** What the files of one project are, told apart. */
interface Sources extends Required<ProjectFiles> {
  /** URI of the folder that the bundler starts from. */
  readonly root: string;
  /** The bundler's configuration, without comments. */
  readonly bundler: string | undefined;
  readonly framework: Framework | undefined;
  /** The framework's configuration, without comments. */
  readonly config: string;
}

/** Reads what can be read; what is odd, computed or damaged is passed over. */
export function readProject({ folder, files, names = Object.keys(files) }: ProjectFiles): ProjectFacts {
  const packages = dependencies(files['package.json']);
  const framework = frameworks.find(({ name }) => packages.has(name));
  const bundler = firstOf(files, bundlerConfigs);
  const config = firstOf(files, configNames(framework?.config ?? '')) ?? '';
  const root = bundlerRoot(folder, bundler);
  const sources: Sources = { folder, files, names, root, bundler, framework, config };
  const types = typeConfigs.flatMap(name => files[name] ?? []);
  return {
    folder,
    ...servedBy(sources),
    ...basePathOf(sources),
    aliases: aliasesOf({ folder, root, bundler, packages, names, types }),
    moduleRoot: moduleRootOf(folder, types),
    importsAreObjects: framework?.importsAreObjects === true,
    importsPicturesOnly: framework?.importsPicturesOnly === true,
    hasBaseElement: framework?.hasBaseElement === true,
  };
}

function firstOf(files: ProjectFiles['files'], names: readonly string[]): string | undefined {
  const text = names.map(name => files[name]).find(content => content !== undefined);
  return text === undefined ? undefined : blankScriptComments(text);
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

const rootSetting = new RegExp(`\\broot\\s{0,9}:\\s{0,9}${folderExpression}`);

/** `root: 'app'` of a bundler's configuration. */
function bundlerRoot(folder: string, bundler: string | undefined): string {
  const path = folderOf(rootSetting.exec(bundler ?? '')?.groups);
  return (path === undefined || path.isFromRoot ? undefined : below(folder, path.path)) ?? folder;
}

const publicSetting = new RegExp(`\\bpublicDir\\s{0,9}:\\s{0,9}${folderExpression}`);

/** URIs of the folders that `publicDir: 'web'` of a configuration names; `false` means none. */
function publicDir(
  text: string,
  { folder, root }: { folder: string; root: string },
): readonly string[] | undefined {
  if (/\bpublicDir\s{0,9}:\s{0,9}(?:false\b|''|"")/.test(text)) return [];
  const groups = publicSetting.exec(text)?.groups;
  const found = folderOf(groups);
  if (found === undefined) return undefined;
  // What the configuration computes starts where it lies itself.
  const uri = below(groups?.['call'] === undefined ? root : folder, found.path);
  return uri === undefined ? undefined : [uri];
}

type Serving = Pick<ProjectFacts, 'served' | 'gathersStatic' | 'pages' | 'servesPages'>;

function servedBy({ folder, names, root, bundler, framework, config }: Sources): Serving {
  const at = (start: string, path: string, address: string): readonly ServedFolder[] => {
    const uri = below(start, path);
    return uri === undefined ? [] : [{ folder: uri, address }];
  };
  const pages = (paths: readonly string[]): string[] => paths.flatMap(path => below(folder, path) ?? []);
  const own = publicDir(bundler ?? config, { folder, root })?.map(uri => ({ folder: uri, address: '' }));
  const usual = framework?.served.flatMap(([path, address]) => at(root, path, address));
  const packed = own ?? usual;
  const none = { gathersStatic: false, servesPages: false };
  if (isDjango(names) || (packed === undefined && hasTemplates(names)))
    return {
      served: [...(packed ?? []), ...at(folder, 'static', '/static')],
      gathersStatic: isDjango(names),
      pages: [],
      servesPages: false,
    };
  if (packed !== undefined) return { ...none, served: packed, pages: pages(framework?.pages ?? []) };
  if (isHugo(names)) return { ...none, served: at(folder, 'static', ''), pages: pages(['content']) };
  if (isJekyll(names))
    return { ...none, served: at(folder, '.', ''), pages: pages(['.']), servesPages: true };
  return { ...none, served: undefined, pages: [] };
}

function basePathOf({
  names,
  files,
  framework,
  config,
}: Sources): Pick<ProjectFacts, 'basePath' | 'basedSurfaces'> {
  if (framework === undefined && isJekyll(names)) {
    const [, base = ''] = /^baseurl:[ \t]*["']?(\/[^\s"'#]*)/m.exec(files['_config.yml'] ?? '') ?? [];
    return { basePath: base.replace(/\/+$/, ''), basedSurfaces: ['page', 'style', 'prose'] };
  }
  const base = framework?.basePath?.(config) ?? '';
  const isPath = /^\/(?!\/)[^?#\s]*$/.test(base);
  return { basePath: isPath ? base.replace(/\/+$/, '') : '', basedSurfaces: framework?.basedSurfaces ?? [] };
}
