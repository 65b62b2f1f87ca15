/** The gallery's side of the fake host: what is shown comes from the real code, what is done happens in memory. */

import { outermostFolders } from '../../../src/core/assets/outermostFolders.ts';
import type { ModelSpec } from '../../../src/core/catalogue/types.ts';
import { byAge, type TaskSort } from '../../../src/core/tasks/order.ts';
import { reduce } from '../../../src/core/tasks/reduce.ts';
import { facetsOf, pageOf, placesOf } from '../../../src/core/tasks/scan.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { createGalleryReader } from '../../../src/host/panel/gallery/galleryReader.ts';
import { createStars } from '../../../src/host/panel/gallery/marks.ts';
import { createHistory } from '../../../src/host/panel/historySource.ts';
import type { EntryRef, GalleryRequests } from '../../../src/shared/galleryProtocol.ts';
import type { Handlers } from '../../../src/shared/rpc.ts';
import { createMemento } from '../memento.ts';

export interface FakeGalleryParts {
  readonly models: () => readonly ModelSpec[];
  readonly isSilentHere: () => boolean;
  tasks(): readonly Task[];
  setTasks(tasks: readonly Task[]): void;
  srcOf(uri: string): string | undefined;
}

function inOrder(tasks: readonly Task[], sort: TaskSort | undefined): readonly Task[] {
  const newest = [...tasks].sort(byAge);
  return sort === 'oldest' ? newest.reverse() : newest;
}

/** Makes the handlers. */
export function createFakeGallery(parts: FakeGalleryParts): Handlers<GalleryRequests> {
  const stars = createStars(createMemento());
  const find = async (id: string): Promise<Task | undefined> => parts.tasks().find(t => t.id === id);
  const history = createHistory({
    search: async query => pageOf(inOrder(parts.tasks(), query.sort), query),
    facets: async () => facetsOf(parts.tasks()),
    folders: async () => outermostFolders(placesOf(parts.tasks())),
  });
  const reader = createGalleryReader({
    ...{ history, stars, find },
    entryParts: () => ({ models: parts.models(), stars, srcOf: parts.srcOf, pathOf: uri => uri }),
    isSilentHere: async () => parts.isSilentHere(),
  });
  const place = (id: string, output: number, uri: string | undefined): void =>
    parts.setTasks(
      parts
        .tasks()
        .map(t => (t.id === id ? reduce(t, { type: 'outputPlaced', index: output, uri }, t.updatedAt) : t)),
    );
  const kept = new Map<string, readonly (EntryRef & { uri: string | undefined })[]>();
  const nothing = async (): Promise<undefined> => undefined;
  return {
    gallery: ({ query, after }) => reader.page(query, after),
    galleryFacets: () => reader.facets(),
    entryDetail: ref => reader.detail(ref),
    star: async ({ entries, isStarred }) => {
      await stars.set(entries, isStarred);
      return undefined;
    },
    trash: async ({ entries }) => {
      const undo = `batch-${kept.size}`;
      const gone = await Promise.all(
        entries.map(async ({ id, output }) => {
          const task = await find(id);
          const outputs = task !== undefined && 'outputs' in task.state ? task.state.outputs : [];
          return { id, output, uri: outputs[output]?.uri };
        }),
      );
      kept.set(undo, gone);
      for (const { id, output } of gone) place(id, output, undefined);
      return { gone: entries, undo };
    },
    undoTrash: async ({ undo }) => {
      for (const { id, output, uri } of kept.get(undo) ?? []) place(id, output, uri);
      return {};
    },
    moveEntries: async ({ entries }) => ({ moved: entries.length }),
    insertEntries: nothing,
    copyPaths: nothing,
    openOutside: nothing,
  };
}
