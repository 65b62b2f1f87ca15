/** What a person chose last, so that it is offered first. Preferences alone; nothing that would be missed. */
import type { Memento } from 'vscode';
import type { Kind, Params } from '../shared/views.ts';

const modelsKept = 12;

export interface LastAnswers {
  /** Names of models (wire value or slug), most recent first. */
  models(kind: Kind): readonly string[];
  params(model: string): Params;
  remember(kind: Kind, model: string, params: Params): Promise<void>;
}

export function createLastAnswers(memento: Memento): LastAnswers {
  const models = (kind: Kind): readonly string[] => memento.get<string[]>(`recent.${kind}`, []);
  return {
    models,
    params: model => memento.get<Params>(`last.${model}`, {}),
    async remember(kind, model, params) {
      const list = [model, ...models(kind).filter(m => m !== model)].slice(0, modelsKept);
      await memento.update(`recent.${kind}`, list);
      await memento.update(`last.${model}`, params);
    },
  };
}
