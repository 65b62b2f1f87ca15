/** The catalogue: every model, found by the names people use. */
import { type Kind, kinds } from '../../shared/views.ts';
import { InputError } from '../errors.ts';
import { elevenlabsV3 } from './models/elevenlabsV3.ts';
import { faceSwap } from './models/faceSwap.ts';
import { flux2 } from './models/flux2.ts';
import { gptImage15 } from './models/gptImage15.ts';
import { grokImagine } from './models/grokImagine.ts';
import { grokVideo } from './models/grokVideo.ts';
import { hailuo23 } from './models/hailuo23.ts';
import { ideogramV3 } from './models/ideogramV3.ts';
import { ideogramV4 } from './models/ideogramV4.ts';
import { imagen4 } from './models/imagen4.ts';
import { kling3 } from './models/kling3.ts';
import { klingImageO1 } from './models/klingImageO1.ts';
import { minimaxMusic } from './models/minimaxMusic.ts';
import { pixverse56 } from './models/pixverse56.ts';
import { removeBg } from './models/removeBg.ts';
import { seedance15Pro } from './models/seedance15Pro.ts';
import { seedream45 } from './models/seedream45.ts';
import { suno } from './models/suno.ts';
import { upscale } from './models/upscale.ts';
import { videoBgRemover } from './models/videoBgRemover.ts';
import { wan26 } from './models/wan26.ts';
import { applyOverrides, type CatalogueProblem } from './overrides.ts';
import { excludedBy, ruleHolds, settle } from './rules.ts';
import type { ModelChoice, ModelSpec, Variant } from './types.ts';
import { isBlank, ownValue, type Values } from './values.ts';

/** In the order in which people are offered them; a kind's default stands first. */
export const builtInModels: readonly ModelSpec[] = [
  flux2,
  seedream45,
  gptImage15,
  imagen4,
  ideogramV3,
  ideogramV4,
  klingImageO1,
  grokImagine,
  seedance15Pro,
  kling3,
  pixverse56,
  hailuo23,
  grokVideo,
  wan26,
  suno,
  minimaxMusic,
  elevenlabsV3,
  removeBg,
  faceSwap,
  upscale,
  videoBgRemover,
];

export interface Catalogue {
  readonly models: readonly ModelSpec[];
  /** The kinds that have a model, in their usual order. */
  readonly kinds: readonly Kind[];
  /** What of the setting was ignored, and why. */
  readonly problems: readonly CatalogueProblem[];
  /** The models of a kind, its default first. */
  ofKind(kind: Kind): readonly ModelSpec[];
  /** Every model and variant that a person can pick. */
  choices(kind?: Kind): readonly ModelChoice[];
  /**
   * By page slug, wire value or alias; any kind where `kind` is undefined. A slug means the model's first variant, or,
   * with `params`, the first variant that has all the fields given (image fields lead to "edit"). Spelling counts,
   * capitals and outer blanks do not. Undefined where nothing has that name.
   */
  find(kind: Kind | undefined, name: string, params?: Values): ModelChoice | undefined;
  /** The kind's default model; `params` picks the variant as in `find`. */
  defaultFor(kind: Kind, params?: Values): ModelChoice;
}

function variantsOf(spec: ModelSpec): readonly (Variant | undefined)[] {
  return spec.variants.length === 0 ? [undefined] : spec.variants;
}

function accepts(choice: ModelChoice, params: Values): boolean {
  const given = choice.spec.fields.filter(f => !isBlank(ownValue(params, f.name)));
  const values = settle(choice, Object.fromEntries(given.map(f => [f.name, ownValue(params, f.name)])));
  return given.every(f => ruleHolds(f.visibleWhen, values) && excludedBy(choice, f, values) === undefined);
}

function firstFitting(spec: ModelSpec, params: Values | undefined): ModelChoice {
  const choices = variantsOf(spec).map(variant => ({ spec, variant }));
  const fitting = params === undefined ? undefined : choices.find(choice => accepts(choice, params));
  return fitting ?? { spec, variant: spec.variants[0] };
}

function normal(name: string): string {
  return name.trim().toLowerCase();
}

function findVariant(models: readonly ModelSpec[], name: string): ModelChoice | undefined {
  for (const spellings of [
    (v: Variant): readonly string[] => [v.value],
    (v: Variant): readonly string[] => v.aliases ?? [],
  ]) {
    for (const spec of models) {
      const variant = spec.variants.find(v => spellings(v).some(s => normal(s) === name));
      if (variant !== undefined) return { spec, variant };
    }
  }
  return undefined;
}

/** The built-in models with the setting `apiInOne.models` applied; never throws, faults are in `problems`. */
export function createCatalogue(overrides?: unknown): Catalogue {
  const { models, problems } = applyOverrides(builtInModels, overrides);

  const ofKind = (kind: Kind): readonly ModelSpec[] =>
    models.filter(m => m.kind === kind).sort((a, b) => Number(b.isDefault ?? 0) - Number(a.isDefault ?? 0));

  return {
    models,
    problems,
    kinds: kinds.filter(kind => models.some(m => m.kind === kind)),
    ofKind,
    choices: kind =>
      (kind === undefined ? models : ofKind(kind)).flatMap(spec =>
        variantsOf(spec).map(variant => ({ spec, variant })),
      ),
    find: (kind, name, params) => {
      const candidates = kind === undefined ? models : ofKind(kind);
      const wanted = normal(name);
      const spec = candidates.find(m => m.slug === wanted);
      return spec === undefined ? findVariant(candidates, wanted) : firstFitting(spec, params);
    },
    defaultFor: (kind, params) => {
      const spec = ofKind(kind)[0] ?? builtInModels.find(m => m.kind === kind);
      // Every kind has a built-in model: a test holds it.
      if (spec === undefined) throw new InputError({ field: 'model', rule: 'unknownModel', limit: kind });
      return firstFitting(spec, params);
    },
  };
}
