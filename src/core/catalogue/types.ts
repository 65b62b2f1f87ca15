/**
 * The words in which a model is described. A model is one data file (`models/<slug>.ts`, `satisfies ModelSpec`);
 * palette questions, the panel's form, validation and documentation all derive from it.
 * Labels are English and are the keys of the translations.
 */
import type { Kind } from '../../shared/views.ts';

/** Where a fact comes from: the vendor's page, its newer page for the model, or an API with the same parameters. */
export type Confidence = 'doc' | 'modelPage' | 'sister';

export const endpoints = {
  images: '/images/generations',
  videos: '/videos/generations',
  music: '/audio/music',
  speech: '/audio/speech',
  removeBackground: '/images/tools/remove-bg',
  swapFace: '/images/tools/face-swap',
  upscaleImage: '/images/tools/upscale',
  removeVideoBackground: '/videos/tools/bg-remover',
} as const;

export type Endpoint = keyof typeof endpoints;

/** True when the named field's value is one of `in` (`in: ['*']`: it has any value). `model` names the wire model. */
export interface FieldIs {
  readonly field: string;
  readonly in: readonly (string | number | boolean)[];
  /** Turns the answer round: with `in: ['*']` the field has no value. */
  readonly not?: true;
}

/** All of the parts hold. */
export type Condition = readonly FieldIs[];

/** A condition, or several of which one is enough. */
export type Rule = Condition | { readonly anyOf: readonly Condition[] };

/**
 * What a field is for, where its wire name does not say it: models name one thing differently (`aspect_ratio`, `size`)
 * and different things alike (`prompt` is lyrics for Suno, style for MiniMax). Values are carried over by it.
 */
export const roles = ['prompt', 'lyrics', 'aspectRatio', 'image', 'sound', 'outputCount'] as const;

export type FieldRole = (typeof roles)[number];

interface FieldCommon {
  /** Wire name, exactly as sent. */
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  /** The wire name is its meaning where left out. */
  readonly role?: FieldRole;
  readonly required?: true | Rule;
  /** The field exists only while this holds; outside it a value is an error (`notAllowed`). */
  readonly visibleWhen?: Rule;
  /** Having a value here and there is an error, whichever of the two says so. */
  readonly exclusiveWith?: readonly string[];
  /** Asked early; the others wait behind "More options…". */
  readonly isPrimary?: true;
  /** Its value moves the price; part of the key under which prices and durations are learned. */
  readonly isPriceRelevant?: true;
  readonly confidence?: Confidence;
}

/** A limit that depends on other fields: the first case that holds, else `otherwise`. */
export interface LimitByCase {
  readonly cases: readonly { readonly when: Condition; readonly limit: number }[];
  readonly otherwise: number;
}

export interface TextField extends FieldCommon {
  readonly type: 'text';
  /** Unicode code points. */
  readonly minLength?: number;
  readonly maxLength?: number | LimitByCase;
  readonly isMultiline?: true;
  readonly default?: string;
  /** Suggestions; any text is taken. */
  readonly suggestions?: readonly string[];
}

export interface ChoiceOption {
  /** The wire value with its wire type: `5` and `'5'` are different. */
  readonly value: string | number;
  readonly label?: string;
  /** The option is there only while this holds. */
  readonly when?: Rule;
}

export interface ChoiceField extends FieldCommon {
  readonly type: 'choice';
  readonly options: readonly ChoiceOption[];
  readonly default?: string | number;
  /** Drawn as shapes. */
  readonly isAspectRatio?: true;
}

export interface NumberField extends FieldCommon {
  readonly type: 'number';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly isInteger?: true;
  readonly unit?: 's' | 'px';
  readonly default?: number;
  /** The default is the sum of this rows field's column, within the limits, where it has rows. */
  readonly defaultTotal?: { readonly field: string; readonly column: string };
  /** Step of a slider. */
  readonly step?: number;
}

export interface BooleanField extends FieldCommon {
  readonly type: 'boolean';
  readonly default?: boolean;
}

/** What the address must lead to; decides which files may be offered. */
export type MediaType = 'image' | 'video' | 'audio' | 'any';

/** One URL of a media file. */
export interface UrlField extends FieldCommon {
  readonly type: 'url';
  readonly media: MediaType;
}

/** Several URLs. */
export interface UrlListField extends FieldCommon {
  readonly type: 'urls';
  readonly media: MediaType;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The id of an earlier task of the service. */
export interface TaskIdField extends FieldCommon {
  readonly type: 'taskId';
  /** Page slug of the model whose tasks are taken. */
  readonly ofModel?: string;
}

/** Rows of plain fields: dialogue lines, shots. */
export interface RowsField extends FieldCommon {
  readonly type: 'rows';
  readonly columns: readonly (TextField | NumberField | ChoiceField)[];
  readonly minItems?: number;
  readonly maxItems?: number;
  /** The sum of this number column over all rows has a limit. */
  readonly total?: { readonly column: string; readonly maximum: number };
}

/** Values whose shape nobody documented: JSON, passed as it is. */
export interface JsonField extends FieldCommon {
  readonly type: 'json';
  readonly minItems?: number;
  readonly maxItems?: number;
}

export type FieldSpec =
  | TextField
  | ChoiceField
  | NumberField
  | BooleanField
  | UrlField
  | UrlListField
  | TaskIdField
  | RowsField
  | JsonField;

/** One value of `model`. */
export interface Variant {
  /** The wire value. */
  readonly value: string;
  readonly label: string;
  /** Other spellings that mean this one (printed on some page); never sent. */
  readonly aliases?: readonly string[];
}

/** What a price figure can be for. */
export const priceUnitNames = ['task', 'characters1000', 'output', 'second'] as const;

export type PriceUnit = (typeof priceUnitNames)[number];

/** A price hint in credits: never a promise. The first hint whose `when` holds counts. */
export interface PriceHint {
  readonly when?: Condition;
  readonly minimum: number;
  /** Left out where only "from" is known. */
  readonly maximum?: number;
  /** What the figures are for; `task` when left out. `characters1000`: for each 1000 characters of text. */
  readonly per?: PriceUnit;
  /** What is measured for `second` (a field) and `characters1000` (a field, or `field.column`). */
  readonly of?: string;
  /** No task costs less than this. */
  readonly atLeast?: number;
  readonly confidence: Confidence;
}

/** How many files a task gives back; `field` names the number field that says so; the first case that holds counts. */
export interface OutputCount {
  readonly count: number;
  readonly cases?: readonly { readonly when: Condition; readonly count: number }[];
  readonly field?: string;
  readonly confidence?: Confidence;
}

export interface ModelSpec {
  /** The page slug: the model's name in settings, commands and the ledger. */
  readonly slug: string;
  readonly kind: Kind;
  readonly endpoint: Endpoint;
  readonly label: string;
  /** One sentence: what it is good at. */
  readonly description?: string;
  /** Values of `model`, the default first; empty where the endpoint takes no `model` (the tools). */
  readonly variants: readonly Variant[];
  readonly fields: readonly FieldSpec[];
  readonly prices: readonly PriceHint[];
  readonly outputs: OutputCount;
  readonly confidence: Confidence;
  /** The kind's default model. */
  readonly isDefault?: true;
  /** Median seconds until the result, for the first waits, until own runs are known. */
  readonly typicalSeconds: number;
}

/** One value a person can pick as "the model": spec and variant. */
export interface ModelChoice {
  readonly spec: ModelSpec;
  /** Undefined where the endpoint takes no `model`. */
  readonly variant: Variant | undefined;
}

/** A request body that keeps the catalogue's rules, ready to be sent. */
export interface BuiltRequest {
  readonly choice: ModelChoice;
  readonly endpoint: Endpoint;
  /** Exactly what is sent, defaults included, `model` included. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Names that the catalogue does not know; passed through. */
  readonly unknownNames: readonly string[];
  readonly expectedOutputs: number;
}
