/** What web frameworks do with paths, as their documentation says. Data and how it is found. Pure. */
import { settingBlock, stringSetting } from './configText.ts';

/**
 * Where an address is written: in HTML and templates that a build rewrites as HTML, in modules whose strings nobody
 * touches (JSX, Svelte, Astro), in style sheets, in Markdown, in
 * the front matter above it, as the name of an imported module.
 */
export type Surface = 'page' | 'module' | 'style' | 'prose' | 'data' | 'import';

export interface Framework {
  /** The package that a project of it depends on. */
  readonly name: string;
  /** Folders whose files are served, below the project, by the address that they begin with. */
  readonly served: readonly (readonly [folder: string, address: string])[];
  /** Folders whose Markdown is made into pages, so that `/…` leads to what is served. */
  readonly pages?: readonly string[];
  /** Name of the configuration, without its ending, and how it tells of the path that the site lies at. */
  readonly config?: string;
  readonly basePath?: (config: string) => string | undefined;
  /**
   * Where that path must be written by hand: elsewhere the build puts it in front. A literal one is served in
   * development as well, so that it needs none of the expressions that stand for it.
   */
  readonly basedSurfaces?: readonly Surface[];
  /** Imports of pictures give an object with the address in `src`. */
  readonly importsAreObjects?: boolean;
  /** Its bundler takes imports of pictures, not of videos and sounds. */
  readonly importsPicturesOnly?: boolean;
  /** A bare address in its HTML starts from the site's `<base>`, not from the file. */
  readonly hasBaseElement?: boolean;
}

/** The first that a project depends on counts: Vite is what many of the others are made of. */
export const frameworks: readonly Framework[] = [
  {
    name: '@sveltejs/kit',
    served: [['static', '']],
    config: 'svelte.config',
    basePath: text => stringSetting(settingBlock(text, 'paths')?.content ?? '', 'base'),
    basedSurfaces: ['module', 'page'],
  },
  { name: 'gatsby', served: [['static', '']] },
  {
    name: '@docusaurus/core',
    served: [['static', '']],
    pages: ['.'],
    config: 'docusaurus.config',
    basePath: text => stringSetting(text, 'baseUrl'),
    // Markdown's own pictures get it by themselves, elements do not.
    basedSurfaces: ['module'],
  },
  {
    name: 'nuxt',
    served: [
      ['public', ''],
      ['static', ''],
    ],
  },
  // Puts the base in front of whatever stands in pages and components.
  {
    name: 'vitepress',
    served: [
      ['public', ''],
      ['docs/public', ''],
    ],
    pages: ['.'],
  },
  {
    name: 'next',
    served: [['public', '']],
    config: 'next.config',
    basePath: text => stringSetting(text, 'basePath'),
    basedSurfaces: ['module', 'style'],
    importsAreObjects: true,
    importsPicturesOnly: true,
  },
  {
    name: 'astro',
    served: [['public', '']],
    pages: ['src'],
    config: 'astro.config',
    basePath: text => stringSetting(text, 'base'),
    basedSurfaces: ['module', 'page', 'prose'],
    importsAreObjects: true,
  },
  { name: 'react-scripts', served: [['public', '']] },
  {
    name: '@angular/core',
    served: [
      ['public', ''],
      ['src/assets', '/assets'],
    ],
    hasBaseElement: true,
  },
  { name: '@vue/cli-service', served: [['public', '']] },
  {
    name: 'vite',
    served: [['public', '']],
    config: 'vite.config',
    basePath: text => stringSetting(text, 'base'),
    basedSurfaces: ['module'],
  },
];

const configEndings = ['ts', 'mts', 'js', 'mjs'];

/** File names of a configuration in all its endings. */
export const configNames = (name: string): readonly string[] =>
  configEndings.map(ending => `${name}.${ending}`);

/** Names of everything that is read for a framework. */
export const frameworkConfigs: readonly string[] = frameworks.flatMap(({ config }) =>
  config === undefined ? [] : configNames(config),
);
