/** Choosing one of the saved files, with a look at each on the way. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import { savedOutputs } from '../editor/insertTask.ts';
import { type AssetItem, assetItem, type ChosenAsset } from '../inputs/assetItem.ts';
import { showMessage } from '../present.ts';
import { type Answer, askPick } from '../quickSteps.ts';
import type { Services } from '../services.ts';

const isMedia = ({ output }: ChosenAsset): boolean => /^(image|video|audio)\//.test(output.mime ?? '');

/** Shows files in one tab beside the document, and takes it away again. */
class Preview {
  readonly #store = new DisposableStore();
  #shown: vscode.Uri | undefined;
  #work: Promise<unknown> = Promise.resolve();

  /** Files that somebody has open are left as they are. */
  show(chosen: ChosenAsset): void {
    const uri = vscode.Uri.parse(chosen.output.uri);
    if (!isMedia(chosen) || this.#tabsOf(uri).length > 0) return;
    const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    this.#work = this.#work.then(() => {
      this.#shown = uri;
      return vscode.commands.executeCommand('vscode.open', uri, options);
    });
  }

  async dispose(): Promise<void> {
    this.#store.dispose();
    await this.#work;
    if (this.#shown !== undefined) await vscode.window.tabGroups.close(this.#tabsOf(this.#shown));
  }

  #tabsOf(uri: vscode.Uri): readonly vscode.Tab[] {
    return vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => (input as { uri?: vscode.Uri } | undefined)?.uri?.toString() === uri.toString());
  }
}

/** The newest come first. Undefined when given up, or where nothing is saved yet. */
export async function pickAsset(services: Services): Promise<ChosenAsset | undefined> {
  await services.tasks.ready;
  const { l10n } = vscode;
  const items = services.tasks
    .tasks()
    .flatMap(task => savedOutputs(task).map(output => assetItem(task, output)));
  if (items.length === 0) {
    services.background(showMessage('info', l10n.t('There is no task for this yet.')));
    return undefined;
  }
  const preview = new Preview();
  try {
    const answer: Answer<AssetItem> = await askPick({
      title: l10n.t('API in One: Insert Asset'),
      placeholder: l10n.t('Choose a file; the one that is marked is shown beside the document'),
      items,
      onActive: item => preview.show(item.chosen),
    });
    return answer.type === 'value' ? answer.value.chosen : undefined;
  } finally {
    await preview.dispose();
  }
}
