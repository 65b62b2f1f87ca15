/**
 * The one table of what the extension contributes: commands, settings, context keys, views. Handlers are typed by it,
 * so a forgotten one does not compile; a test holds package.json against it in both directions and writes the
 * generated parts with UPDATE=1. Titles and descriptions are in package.nls*.json under the keys made of the ids.
 */

import { kinds } from '../shared/views.ts';

/** What a command is, beyond its handler. */
export interface CommandSpec {
  readonly icon?: string;
  /** Shown in the palette: always (left out), never, or while the condition holds. */
  readonly palette?: 'never' | (string & {});
  /** Needs the service: without a key the person is offered to set one or to use the sandbox. */
  readonly needsService?: true;
}

const onTask = { palette: 'never' } as const;

export const commands = {
  'apiInOne.generate': { icon: '$(add)', needsService: true },
  'apiInOne.generateImage': { icon: '$(sparkle)', needsService: true },
  'apiInOne.generateVideo': { icon: '$(device-camera-video)', needsService: true },
  'apiInOne.generateMusic': { icon: '$(music)', needsService: true },
  'apiInOne.generateSpeech': { icon: '$(megaphone)', needsService: true },
  'apiInOne.removeBackground': { needsService: true },
  'apiInOne.swapFace': { needsService: true },
  'apiInOne.upscaleImage': { needsService: true },
  'apiInOne.removeVideoBackground': { needsService: true },
  'apiInOne.animateImage': { needsService: true },
  'apiInOne.narrate': { needsService: true },
  'apiInOne.illustrateSelection': { needsService: true },
  'apiInOne.musicFromLyrics': { needsService: true },
  'apiInOne.chat': { icon: '$(comment-discussion)', needsService: true },
  'apiInOne.openStudio': { icon: '$(layout-panel)' },
  'apiInOne.setApiKey': { icon: '$(key)' },
  'apiInOne.clearApiKey': {},
  'apiInOne.checkApiKey': {},
  'apiInOne.useSandbox': { icon: '$(beaker)', palette: 'apiInOne.service != sandbox' },
  'apiInOne.useLiveService': { icon: '$(cloud)', palette: 'apiInOne.service == sandbox' },
  'apiInOne.trackTask': { needsService: true },
  'apiInOne.insertAsset': { icon: '$(insert)' },
  'apiInOne.generateMissing': { needsService: true },
  'apiInOne.whatMadeThisFile': {},
  'apiInOne.stripMetadata': {},
  'apiInOne.inputs.setBucketKeys': { icon: '$(key)' },
  'apiInOne.inputs.clearBucketKeys': {},
  'apiInOne.inputs.askAgain': {},
  'apiInOne.queue.pause': { icon: '$(debug-pause)', palette: '!apiInOne.queuePaused' },
  'apiInOne.queue.resume': { icon: '$(debug-continue)', palette: 'apiInOne.queuePaused' },
  'apiInOne.history.export': {},
  'apiInOne.history.import': {},
  'apiInOne.showLog': { icon: '$(output)' },
  'apiInOne.tasks.open': { icon: '$(go-to-file)', ...onTask },
  'apiInOne.tasks.reveal': onTask,
  'apiInOne.tasks.insert': { icon: '$(insert)', ...onTask },
  'apiInOne.tasks.copyAsset': { icon: '$(copy)', ...onTask },
  'apiInOne.tasks.saveAs': onTask,
  'apiInOne.tasks.saveTo': onTask,
  'apiInOne.tasks.rerun': { icon: '$(refresh)', needsService: true, ...onTask },
  'apiInOne.tasks.remix': { needsService: true, ...onTask },
  'apiInOne.tasks.editInStudio': onTask,
  'apiInOne.tasks.useAsInput': { needsService: true, ...onTask },
  'apiInOne.tasks.copyPrompt': onTask,
  'apiInOne.tasks.copyTaskId': onTask,
  'apiInOne.tasks.stopWatching': { icon: '$(debug-stop)', ...onTask },
  'apiInOne.tasks.cancel': { icon: '$(close)', ...onTask },
  'apiInOne.tasks.resume': { icon: '$(debug-continue)', ...onTask },
  'apiInOne.tasks.moveUp': { icon: '$(arrow-up)', ...onTask },
  'apiInOne.tasks.moveDown': { icon: '$(arrow-down)', ...onTask },
  'apiInOne.tasks.runNext': { icon: '$(arrow-circle-up)', ...onTask },
  'apiInOne.tasks.retry': { icon: '$(debug-restart)', ...onTask },
  'apiInOne.tasks.sendAgain': onTask,
  'apiInOne.tasks.trackUnconfirmed': onTask,
  'apiInOne.tasks.forget': onTask,
  'apiInOne.tasks.remove': onTask,
  'apiInOne.tasks.clearFinished': { icon: '$(clear-all)' },
  'apiInOne.tasks.showDetails': { icon: '$(info)', ...onTask },
  'apiInOne.tasks.loadOlder': onTask,
} as const satisfies Record<string, CommandSpec>;

export type CommandId = keyof typeof commands;

/** Who may set it, and for what: VS Code's scopes. `machine` cannot come from a workspace. */
export type SettingScope = 'machine' | 'resource';

export interface SettingSpec {
  readonly scope: SettingScope;
  readonly default: unknown;
  /** JSON Schema without default and descriptions; goes to the manifest as it is. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Values with descriptions of their own in package.nls. */
  readonly hasEnumDescriptions?: true;
}

export const settings = {
  'apiInOne.service': {
    scope: 'machine',
    default: 'live',
    schema: { type: 'string', enum: ['live', 'sandbox'] },
    hasEnumDescriptions: true,
  },
  'apiInOne.baseUrl': {
    scope: 'machine',
    default: 'https://apiin.one/api/v1',
    schema: { type: 'string', format: 'uri', tags: ['usesOnlineServices'] },
  },
  'apiInOne.requestsPerMinute': {
    scope: 'machine',
    default: 60,
    schema: { type: 'integer', minimum: 1, maximum: 6000 },
  },
  'apiInOne.queue.paused': { scope: 'machine', default: false, schema: { type: 'boolean' } },
  'apiInOne.queue.concurrency': {
    scope: 'machine',
    default: {},
    schema: {
      type: 'object',
      propertyNames: { enum: kinds },
      additionalProperties: { type: 'integer', minimum: 1 },
    },
  },
  'apiInOne.output.folder': { scope: 'resource', default: 'assets/generated', schema: { type: 'string' } },
  'apiInOne.output.fileName': {
    scope: 'resource',
    default: '${slug}',
    schema: { type: 'string' },
  },
  'apiInOne.insertWhenDone': {
    scope: 'resource',
    default: 'ask',
    schema: { type: 'string', enum: ['ask', 'always', 'never'] },
    hasEnumDescriptions: true,
  },
  'apiInOne.insert.templates': {
    scope: 'resource',
    default: {},
    schema: { type: 'object', additionalProperties: { type: 'string' } },
  },
  'apiInOne.metadata.embed': { scope: 'resource', default: false, schema: { type: 'boolean' } },
  'apiInOne.missingAssets.enabled': { scope: 'resource', default: true, schema: { type: 'boolean' } },
  'apiInOne.defaults': {
    scope: 'resource',
    default: {},
    schema: { type: 'object', additionalProperties: { type: 'object' } },
  },
  'apiInOne.models': {
    scope: 'machine',
    default: [],
    schema: { type: 'array', items: { type: 'object', required: ['slug'] } },
  },
  'apiInOne.budget.askAbove': {
    scope: 'machine',
    default: null,
    schema: { type: ['number', 'null'], minimum: 0 },
  },
  'apiInOne.budget.stopAbove': {
    scope: 'machine',
    default: null,
    schema: { type: ['number', 'null'], minimum: 0 },
  },
  'apiInOne.history.keepDays': {
    scope: 'machine',
    default: null,
    schema: { type: ['integer', 'null'], minimum: 1 },
  },
  'apiInOne.history.keepTasks': {
    scope: 'machine',
    default: null,
    schema: { type: ['integer', 'null'], minimum: 0 },
  },
  'apiInOne.inputs.bucket.endpoint': { scope: 'machine', default: '', schema: { type: 'string' } },
  'apiInOne.inputs.bucket.name': { scope: 'machine', default: '', schema: { type: 'string' } },
  'apiInOne.inputs.bucket.region': { scope: 'machine', default: 'auto', schema: { type: 'string' } },
  'apiInOne.inputs.bucket.prefix': { scope: 'machine', default: 'api-in-one', schema: { type: 'string' } },
  'apiInOne.inputs.bucket.lifetimeMinutes': {
    scope: 'machine',
    default: 60,
    schema: { type: 'integer', minimum: 5, maximum: 10080 },
  },
  'apiInOne.inputs.bucket.deleteAfter': { scope: 'machine', default: true, schema: { type: 'boolean' } },
  'apiInOne.inputs.command': {
    scope: 'machine',
    default: [],
    schema: { type: 'array', items: { type: 'string' } },
  },
  'apiInOne.inputs.allowDataUris': {
    scope: 'machine',
    default: false,
    schema: { type: 'boolean', tags: ['experimental'] },
  },
  'apiInOne.inputs.maxMegabytes': {
    scope: 'machine',
    default: 25,
    schema: { type: 'integer', minimum: 1, maximum: 1000 },
  },
} as const satisfies Record<string, SettingSpec>;

export type SettingId = keyof typeof settings;

/** The values as the code sees them. */
export interface SettingValues {
  'apiInOne.service': 'live' | 'sandbox';
  'apiInOne.baseUrl': string;
  'apiInOne.requestsPerMinute': number;
  'apiInOne.queue.paused': boolean;
  'apiInOne.queue.concurrency': Readonly<Record<string, unknown>>;
  'apiInOne.output.folder': string;
  'apiInOne.output.fileName': string;
  'apiInOne.insertWhenDone': 'ask' | 'always' | 'never';
  'apiInOne.insert.templates': Readonly<Record<string, string>>;
  'apiInOne.metadata.embed': boolean;
  'apiInOne.missingAssets.enabled': boolean;
  'apiInOne.defaults': Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  'apiInOne.models': readonly unknown[];
  'apiInOne.budget.askAbove': number | null;
  'apiInOne.budget.stopAbove': number | null;
  'apiInOne.history.keepDays': number | null;
  'apiInOne.history.keepTasks': number | null;
  'apiInOne.inputs.bucket.endpoint': string;
  'apiInOne.inputs.bucket.name': string;
  'apiInOne.inputs.bucket.region': string;
  'apiInOne.inputs.bucket.prefix': string;
  'apiInOne.inputs.bucket.lifetimeMinutes': number;
  'apiInOne.inputs.bucket.deleteAfter': boolean;
  'apiInOne.inputs.command': readonly unknown[];
  'apiInOne.inputs.allowDataUris': boolean;
  'apiInOne.inputs.maxMegabytes': number;
}

/** Context keys that `when` clauses may use. */
export const contextKeys = {
  /** A key is stored or in the environment. */
  'apiInOne.hasKey': 'boolean',
  'apiInOne.service': 'string',
  /** The ledger holds at least one task. */
  'apiInOne.hasTasks': 'boolean',
  /** Nothing that waits is sent. */
  'apiInOne.queuePaused': 'boolean',
} as const;

export type ContextKey = keyof typeof contextKeys;

/** The list's id is not the commands' beginning: VS Code makes `<view id>.open` for each view, beside ours. */
export const views = {
  container: 'apiInOne',
  tasks: 'apiInOne.taskList',
  studio: 'apiInOne.studio',
} as const;

/**
 * `viewItem` of a task in the tree: words between spaces, so that a menu's condition matches one word.
 * Status, kind, and what can be done with it.
 */
export const itemWords = [
  'task',
  'atRest',
  'savedFile',
  'picture',
  'film',
  'hasTaskId',
  'canRetry',
  'canRepeat',
  'sandbox',
] as const;
