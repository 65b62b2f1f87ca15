/** What the panel's gallery and the host say to each other. An entry is one saved file, or a task that came to none. */
import type { TaskAction } from './protocol.ts';
import type { Kind, Status } from './views.ts';

/** Names an entry. */
export interface EntryRef {
  /** Of the task. */
  readonly id: string;
  /** The file's place among the task's outputs; -1 for a task without a file. */
  readonly output: number;
}

export const gallerySorts = ['newest', 'oldest', 'dearest', 'title'] as const;
export type GallerySort = (typeof gallerySorts)[number];

/** `made`: what lies on the disk; `failed`: tasks that came to nothing. */
export const galleryShows = ['made', 'starred', 'failed'] as const;
export type GalleryShow = (typeof galleryShows)[number];

export interface GalleryQuery {
  /** Words, each of which must stand somewhere in the prompt. */
  readonly text: string;
  readonly show: GalleryShow;
  readonly sort: GallerySort;
  readonly kind?: Kind | undefined;
  /** Page slug. */
  readonly model?: string | undefined;
  /** `WorkspaceView.id`. */
  readonly workspace?: string | undefined;
  /** Local days, both included: `2026-11-25`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export type EntryMedia = 'image' | 'video' | 'audio' | 'none';

export interface EntryView extends EntryRef {
  readonly kind: Kind;
  readonly media: EntryMedia;
  readonly title: string;
  readonly model: string;
  readonly status: Status;
  readonly statusLabel: string;
  /** ms since the epoch. */
  readonly madeAt: number;
  /** Where the panel loads it from; undefined where it may not. */
  readonly src?: string;
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  readonly credits?: string;
  readonly error?: string;
  readonly isStarred: boolean;
  readonly isSandbox: boolean;
}

export interface GalleryPage {
  readonly entries: readonly EntryView[];
  /** For the page behind this one; undefined on the last. */
  readonly next: string | undefined;
}

export interface FacetView {
  readonly id: string;
  readonly label: string;
}

/** What there is to choose from in the filters. */
export interface GalleryFacets {
  readonly models: readonly FacetView[];
  readonly workspaces: readonly FacetView[];
}

export interface EntryDetail {
  readonly entry: EntryView;
  /** Everything known, in words: label and value. */
  readonly facts: readonly FactView[];
  /** The request as it was sent, field by field. */
  readonly params: readonly FactView[];
  /** The task that it was made from. */
  readonly parent: { readonly ref: EntryRef; readonly title: string } | undefined;
  readonly actions: readonly { readonly action: TaskAction; readonly label: string }[];
  /** There may be sound in it that this editor cannot play. */
  readonly isSilentHere: boolean;
}

export interface FactView {
  readonly label: string;
  readonly value: string;
}

/** Something that was done for many entries, each for itself. */
export interface PartlyDone {
  /** For how many it failed, and why, in words. */
  readonly problem?: string;
}

/** Name → [params, result]. */
export interface GalleryRequests {
  gallery: [{ readonly query: GalleryQuery; readonly after?: string | undefined }, GalleryPage];
  galleryFacets: [undefined, GalleryFacets];
  entryDetail: [EntryRef, EntryDetail];
  star: [{ readonly entries: readonly EntryRef[]; readonly isStarred: boolean }, undefined];
  /** To the trash. `undo` names what can be taken back, where it can; entries that are not in `gone` are still there. */
  trash: [
    { readonly entries: readonly EntryRef[] },
    { readonly gone: readonly EntryRef[]; readonly undo: string | undefined } & PartlyDone,
  ];
  undoTrash: [{ readonly undo: string }, PartlyDone];
  /** Asks for the folder. */
  moveEntries: [{ readonly entries: readonly EntryRef[] }, { readonly moved: number } & PartlyDone];
  insertEntries: [{ readonly entries: readonly EntryRef[] }, undefined];
  copyPaths: [{ readonly entries: readonly EntryRef[] }, undefined];
  /** With the program that the system has for such files. */
  openOutside: [EntryRef, undefined];
}
