/** A task's details as a read-only document of a scheme of its own, shown the way Markdown is read. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Task } from '../../core/tasks/task.ts';
import { plain } from '../present.ts';
import type { Services } from '../services.ts';
import { detailsOf } from './taskDetails.ts';
import { standingOf } from './waitingText.ts';

const scheme = 'api-in-one-task';

/** The name that the tab shows: short, and no path. */
function tabName(task: Task): string {
  return (
    plain(task.title, 40)
      .replace(/[/\\?#%]+/g, ' ')
      .trim() || task.kind
  );
}

function uriOf(task: Task): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${tabName(task)}.md`, query: task.id });
}

/** Shows the details of a task, rendered where the editor can. */
export async function showTaskDocument(task: Task): Promise<void> {
  const uri = uriOf(task);
  // The extension, not its command: VS Code registers that one only when it is first needed.
  if (vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined)
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  else await vscode.window.showTextDocument(uri, { preview: true });
}

/** Serves the documents and keeps those that are open current. */
export function registerTaskDocuments(services: Services): DisposableStore {
  const { tasks, modelLabel } = services;
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<vscode.Uri>());
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(uri) {
        await tasks.ready;
        const task = await tasks.find(uri.query);
        return task === undefined
          ? vscode.l10n.t('This task is not in the list any more.')
          : detailsOf(task, standingOf(task, { waitingOf: tasks.waitingOf, modelLabel }));
      },
    }),
  );
  store.add(
    tasks.onDidChange(changedTasks => {
      const ids = new Set(changedTasks.map(t => t.id));
      for (const { uri } of vscode.workspace.textDocuments)
        if (uri.scheme === scheme && ids.has(uri.query)) changed.fire(uri);
    }),
  );
  return store;
}
