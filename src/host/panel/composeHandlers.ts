/** Answers the form's helpers: earlier prompts, presets, the request for a shell, a better prompt. */
import * as vscode from 'vscode';
import { curlCommand } from '../../core/api/curlCommand.ts';
import { buildRequest } from '../../core/catalogue/request.ts';
import { endpoints } from '../../core/catalogue/types.ts';
import type { ComposeRequests, PresetsView } from '../../shared/composeProtocol.ts';
import type { Draft } from '../../shared/protocol.ts';
import type { Handlers } from '../../shared/rpc.ts';
import { describeAny } from '../describe.ts';
import type { Services } from '../services.ts';
import { readBaseUrl } from '../settings.ts';
import { writeWhole } from '../writeWhole.ts';
import { batchOf } from './batch.ts';
import { findPrompts } from './earlierPrompts.ts';
import { choiceOf, type FormServices, requestedValues } from './formView.ts';
import { improvePrompt } from './improvePrompt.ts';
import { createPresets } from './presets.ts';

export interface ComposeHost {
  readonly services: Services;
  readonly form: FormServices;
  /** What the page posts, checked. */
  checkDraft(draft: unknown): Draft;
  folder(): vscode.Uri | undefined;
}

/** Makes the handlers, but for the one of the failures' buttons. */
export function createComposeHandlers(host: ComposeHost): Handlers<Omit<ComposeRequests, 'takeStep'>> {
  const { services, form } = host;
  const presets = createPresets({
    memento: services.context.globalState,
    fieldsOf: draft => new Set(choiceOf(form, draft).spec.fields.map(field => field.name)),
    writeFile: (file, content) => writeWhole(file, content, true),
  });
  const view = async (): Promise<PresetsView> => {
    const { presets: found, failure } = await presets.list(host.folder());
    return {
      presets: found,
      hasWorkspace: host.folder() !== undefined,
      ...(failure === undefined ? {} : { problem: describeAny(failure).text }),
    };
  };
  return {
    prompts: async ({ text }) => ({ prompts: await findPrompts(services.tasks, String(text).slice(0, 500)) }),
    presets: view,
    savePreset: async preset => {
      await presets.save(preset, host.folder());
      return view();
    },
    deletePreset: async preset => {
      await presets.remove(preset, host.folder());
      return view();
    },
    copyCurl: async value => {
      // Of several the first: the one that the preview shows.
      const draft = host.checkDraft(value);
      const [first = draft] = batchOf(form, draft);
      const built = buildRequest(choiceOf(form, first), requestedValues(form, first));
      const url = `${readBaseUrl()}${endpoints[built.endpoint]}`;
      await vscode.env.clipboard.writeText(curlCommand(url, built.body));
      return undefined;
    },
    improvePrompt: async ({ kind, text }) =>
      improvePrompt(services, { kind, prompt: String(text), folder: host.folder() }),
  };
}
