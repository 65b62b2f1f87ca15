/** Choosing one of the saved files, with a look at each on the way. */
import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import { savedOutputs } from '../editor/insertTask.ts';
import { type AssetItem, assetItem, type ChosenAsset } from '../inputs/assetItem.ts';
import { showMessage } from '../present.ts';
import { type Answer, askPick } from '../quickSteps.ts';
import type { Services } from '../services.ts';

const isMedia = ({ output }: ChosenAsset): boolean => /^(image|video|audio)\//.test(output.mime ?? '');

/** The tabs of files, whatever shows them, with where each is. */
function fileTabs(): readonly { readonly uri: string; readonly place: string; readonly tab: vscode.Tab }[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
    tabs.flatMap(tab => {
      const uri = (tab.input as { uri?: vscode.Uri } | undefined)?.uri?.toString();
      return uri === undefined ? [] : [{ uri, place: `${viewColumn} ${uri}`, tab }];
    }),
  );
}

/** Shows files in one tab beside the document, and takes it away again. */
class Preview {
  /** What somebody has open is left as it is. */
  readonly #before = new Set(fileTabs().map(({ place }) => place));
  readonly #shown = new Set<string>();
  #wanted: string | undefined;
  #work: Promise<unknown> = Promise.resolve();

  show(chosen: ChosenAsset): void {
    if (!isMedia(chosen)) return;
    const { uri } = chosen.output;
    this.#wanted = uri;
    this.#work = this.#work.then(() => this.#open(uri));
  }

  /** Who goes through the list fast sees the one that is marked at the end. */
  async #open(uri: string): Promise<void> {
    if (this.#wanted !== uri) return;
    const file = vscode.Uri.parse(uri);
    this.#shown.add(file.toString());
    const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    await vscode.commands.executeCommand('vscode.open', file, options);
  }

  async dispose(): Promise<void> {
    this.#wanted = undefined;
    await this.#work;
    const own = fileTabs().filter(({ uri, place }) => this.#shown.has(uri) && !this.#before.has(place));
    await vscode.window.tabGroups.close(own.map(({ tab }) => tab));
  }
}

async function tellNothing(): Promise<void> {
  const { l10n } = vscode;
  const generate = l10n.t('Generate Image…');
  const text = l10n.t('Nothing has been made yet that could be inserted.');
  const command: CommandId = 'apiInOne.generateImage';
  if ((await showMessage('info', text, { buttons: [generate] })) === generate)
    await vscode.commands.executeCommand(command);
}

/** The newest come first. Undefined when given up, or where nothing is saved yet. */
export async function pickAsset(services: Services): Promise<ChosenAsset | undefined> {
  await services.tasks.ready;
  const { l10n } = vscode;
  const items = services.tasks
    .tasks()
    .flatMap(task => savedOutputs(task).map(output => assetItem(task, output)));
  if (items.length === 0) {
    services.background(tellNothing());
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
