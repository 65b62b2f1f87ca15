/** What the form's helpers and the host say to each other: earlier prompts, presets, the request as a command line. */
import type { Draft } from './protocol.ts';
import type { Kind } from './views.ts';

/** A prompt that was used before. */
export interface PromptView {
  readonly text: string;
  readonly kind: Kind;
  readonly model: string;
  /** ms since the epoch. */
  readonly madeAt: number;
}

/** `workspace`: in `.vscode/api-in-one.json`, with the project; `profile`: the person's own. */
export const presetPlaces = ['workspace', 'profile'] as const;
export type PresetPlace = (typeof presetPlaces)[number];

export interface PresetView {
  readonly name: string;
  readonly place: PresetPlace;
  readonly draft: Draft;
}

export interface PresetsView {
  readonly presets: readonly PresetView[];
  /** False where no folder is open that could keep them. */
  readonly hasWorkspace: boolean;
  /** Why the project's are not among them. */
  readonly problem?: string;
}

/** Name → [params, result]. */
export interface ComposeRequests {
  /** The latest first, each text once. */
  prompts: [{ readonly text: string }, { readonly prompts: readonly PromptView[] }];
  presets: [undefined, PresetsView];
  /** Under a name that is taken in that place it replaces the other. */
  savePreset: [PresetView, PresetsView];
  deletePreset: [{ readonly name: string; readonly place: PresetPlace }, PresetsView];
  /** Puts the request as a command line into the clipboard. */
  copyCurl: [Draft, undefined];
  /** Asks the chat model for a better prompt: one request, and credits. */
  improvePrompt: [
    { readonly kind: Kind; readonly text: string },
    { readonly text: string; readonly credits: string | undefined },
  ];
  /** Does what a button beside a failure says. */
  takeStep: [{ readonly ref: string; readonly step: number }, undefined];
}
