/** What a module already does with media: whether it imports files, and under which names. Pure and linear. */
import type { ScriptFacts } from './formParts.ts';

const defaultImport = /^[ \t]*import[ \t]+([\w$]+)[ \t]+from[ \t]*(['"])([^'"\n]+)\2/gm;
const mediaEnding =
  /\.(?:png|apng|jpe?g|webp|gif|avif|svg|mp4|webm|mov|mp3|wav|ogg|flac|m4a|aac)(?:\?url)?$/i;
const relativeSource =
  /\bsrc=\{?["'](?:\.{1,2}\/|[\w-]+\/)[^"'{}\n]*\.(?:png|jpe?g|webp|gif|avif|svg|mp4|webm|mp3)["']/;

/** Elements of frameworks, by the module that has them. */
const pictureModules: ReadonlySet<string> = new Set(['next/image', 'next/future/image']);
const astroPicture =
  /^[ \t]*import[ \t]*\{[^}\n]{0,300}\bImage\b[^}\n]{0,300}\}[ \t]*from[ \t]*['"]astro:assets['"]/m;

type Imports = Pick<ScriptFacts, 'importsAreObjects' | 'importsPicturesOnly'>;

/** `text` is the module's, as far as it is worth reading; names given out once are not given out again. */
export function scriptFacts(text: string, project: Imports | undefined): ScriptFacts {
  const imports = new Map<string, string>();
  let pictureElement = astroPicture.test(text) ? 'Image' : undefined;
  for (const [, name, , module] of text.matchAll(defaultImport)) {
    if (name === undefined || module === undefined) continue;
    if (pictureModules.has(module)) pictureElement = name;
    else imports.set(module, name);
  }
  const hasMediaImport = [...imports.keys()].some(module => mediaEnding.test(module));
  const given = new Map<string, string>();
  const taken = new Set(imports.values());
  let known: ReadonlySet<string> | undefined;
  const words = (): ReadonlySet<string> => {
    known ??= new Set(text.match(/[\w$]+/g));
    return known;
  };
  return {
    isImporting: hasMediaImport || !relativeSource.test(text),
    importsAreObjects: project?.importsAreObjects === true,
    importsPicturesOnly: project?.importsPicturesOnly === true,
    pictureElement,
    nameOf(module) {
      const imported = imports.get(module);
      if (imported !== undefined) return { name: imported, isThere: true };
      const name = given.get(module) ?? freeName(importName(module), n => taken.has(n) || words().has(n));
      given.set(module, name);
      taken.add(name);
      return { name, isThere: false };
    },
  };
}

function freeName(wished: string, isTaken: (name: string) => boolean): string {
  let name = wished;
  for (let number = 2; isTaken(name); number++) name = `${wished}${number}`;
  return name;
}

/** Names are cut at the end of a word, about here: file names may be whole prompts. */
const longestName = 40;

/** `./my-hero 2.png` → `myHero2Url`. */
function importName(module: string): string {
  const stem = (module.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '');
  const words = stem.split(/[^a-zA-Z0-9]+/).filter(word => word !== '');
  let name = '';
  for (const word of words) {
    if (name !== '' && name.length + word.length > longestName) break;
    name += name === '' ? lowerFirst(word.slice(0, longestName)) : upperFirst(word);
  }
  return /^[a-z]/i.test(name) ? `${name}Url` : `asset${upperFirst(name)}Url`;
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
