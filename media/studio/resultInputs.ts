/** Results that can be the input of another task. */
import type { MediaType } from '../../src/shared/fieldView.ts';
import type { TaskView } from '../../src/shared/protocol.ts';
import type { ResultInput } from './controls/control.ts';

function mediaOf(mime: string | undefined): MediaType | undefined {
  const type = mime?.split('/')[0];
  return type === 'image' || type === 'video' || type === 'audio' ? type : undefined;
}

/** Those of `tasks` that lead to `media`, in their order. */
export function resultInputs(tasks: readonly TaskView[], media: MediaType): readonly ResultInput[] {
  return tasks.flatMap(task =>
    task.outputs.flatMap(output => {
      const found = mediaOf(output.mime);
      const fits = output.isInput && found !== undefined && (media === 'any' || media === found);
      if (!fits || output.src === undefined) return [];
      return [{ id: task.id, output: output.index, title: task.title, src: output.src, media: found }];
    }),
  );
}
