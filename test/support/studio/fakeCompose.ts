/** The fake host's answers to the form's helpers: real code where no editor is needed, memory where one would be. */
import type { Task } from '../../../src/core/tasks/task.ts';
import { promptViews } from '../../../src/host/panel/earlierPrompts.ts';
import { createPresets } from '../../../src/host/panel/presets.ts';
import type { ComposeRequests, PresetsView } from '../../../src/shared/composeProtocol.ts';
import type { Handlers } from '../../../src/shared/rpc.ts';
import { createMemento } from '../memento.ts';

/** Makes the handlers. Presets of the workspace are kept like the profile's: no folder is open here. */
export function createFakeCompose(tasks: () => readonly Task[]): Handlers<ComposeRequests> {
  const presets = createPresets({
    memento: createMemento(),
    fieldsOf: () => new Set(),
    writeFile: () => Promise.reject(new Error('no folder is open here')),
  });
  const view = async (): Promise<PresetsView> => ({
    ...(await presets.list(undefined)),
    hasWorkspace: true,
  });
  const nothing = async (): Promise<undefined> => undefined;
  return {
    prompts: async ({ text }) => ({ prompts: promptViews(tasks(), text) }),
    presets: view,
    savePreset: async preset => {
      await presets.save({ ...preset, place: 'profile' }, undefined);
      return view();
    },
    deletePreset: async preset => {
      await presets.remove({ ...preset, place: 'profile' }, undefined);
      return view();
    },
    copyCurl: nothing,
    improvePrompt: async ({ text }) => ({ text: `${text}, in soft morning light`, credits: '5 credits' }),
    takeStep: nothing,
  };
}
