/** The Studio: one panel, restored after a reload; the work lives in the host, the panel draws it. */
import * as vscode from 'vscode';
import { CancelledError, InputError } from '../../core/errors.ts';
import { DisposableStore, MutableDisposable } from '../../core/lifecycle.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import type {
  Draft,
  HostEvents,
  HostRequests,
  StudioSnapshot,
  TaskAction,
  TaskView,
} from '../../shared/protocol.ts';
import { answerRequests, type Handlers, type Message, toMessage } from '../../shared/rpc.ts';
import { kinds } from '../../shared/views.ts';
import { choiceName } from '../choices.ts';
import { views } from '../contributions.ts';
import { describeAny } from '../describe.ts';
import { currentOrigin, type Origin, withFolder } from '../origin.ts';
import { fullText, plain } from '../present.ts';
import type { Services } from '../services.ts';
import { failureText } from '../taskError.ts';
import { tellFinished } from '../tellFinished.ts';
import { creditsOf } from '../tree/taskItem.ts';
import { creditsText, kindLabel, statusLabel } from '../words.ts';
import { choiceOf, createFormView } from './formView.ts';
import { studioHtml } from './studioHtml.ts';
import { studioWords } from './studioWords.ts';

const shownTasks = 60;
const refreshMs = 120;

const actionCommands: Readonly<Record<TaskAction, string>> = {
  open: 'apiInOne.tasks.open',
  insert: 'apiInOne.tasks.insert',
  rerun: 'apiInOne.tasks.rerun',
  details: 'apiInOne.tasks.showDetails',
  stopWatching: 'apiInOne.tasks.stopWatching',
  retry: 'apiInOne.tasks.retry',
};

function toTaskView(task: Task, webview: vscode.Webview): TaskView {
  const { state } = task;
  const credits = creditsOf(task);
  const outputs = 'outputs' in state ? state.outputs : [];
  return {
    id: task.id,
    kind: task.kind,
    title: plain(task.title, 200),
    model: task.model,
    status: state.status,
    statusLabel: statusLabel(state.status),
    startedAt: 'submittedAt' in state ? (state.submittedAt ?? task.createdAt) : task.createdAt,
    isActive: activeStatuses.has(state.status),
    isSandbox: task.service === 'sandbox',
    credits: credits === undefined ? undefined : creditsText(credits),
    error: failureText(task),
    outputs: outputs.flatMap(o =>
      o?.uri === undefined
        ? []
        : [
            {
              src: webview.asWebviewUri(vscode.Uri.parse(o.uri)).toString(),
              ...(o.mime === undefined ? {} : { mime: o.mime }),
              ...(o.width === undefined ? {} : { width: o.width }),
              ...(o.height === undefined ? {} : { height: o.height }),
            },
          ],
    ),
  };
}

/** One open panel. */
class StudioSession {
  readonly #services: Services;
  readonly #webview: vscode.Webview;
  readonly #store = new DisposableStore();
  readonly #origin: Origin;
  #draft: Draft | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(services: Services, panel: vscode.WebviewPanel, origin: Origin) {
    this.#services = services;
    this.#webview = panel.webview;
    this.#origin = origin;
    const post = (message: Message): void => services.background(panel.webview.postMessage(message));
    const answer = answerRequests<HostRequests>(this.#handlers(), post, e => {
      services.log.error('the Studio asked for something that failed', e);
      return { message: fullText(describeAny(e)) };
    });
    this.#store.add(
      panel.webview.onDidReceiveMessage((value: unknown) => {
        const message = toMessage(value);
        if (message !== undefined) services.background(answer(message));
      }),
    );
    const refresh = (): void => this.#refreshSoon();
    this.#store.add(services.tasks.onDidChange(refresh));
    this.#store.add(services.onDidChangeService(refresh));
    this.#store.add(services.secrets.onDidChange(refresh));
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Puts a draft into the form, now or once the panel is ready. */
  edit(draft: Draft): void {
    this.#draft = draft;
    this.#send('draft', draft);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #send<K extends keyof HostEvents>(name: K, value: HostEvents[K]): void {
    this.#services.background(this.#webview.postMessage({ type: 'event', name, value } satisfies Message));
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#services.background(this.#snapshot().then(s => this.#send('snapshot', s)));
    }, refreshMs);
  }

  async #snapshot(): Promise<StudioSnapshot> {
    await this.#services.tasks.ready;
    const key = await this.#services.secrets.get().catch(() => undefined);
    return {
      service: this.#services.service(),
      hasKey: key !== undefined,
      kinds: kinds.map(kind => ({ kind, label: kindLabel(kind) })),
      tasks: this.#services.tasks
        .tasks()
        .slice(0, shownTasks)
        .map(t => toTaskView(t, this.#webview)),
      words: studioWords(),
      language: vscode.env.language,
    };
  }

  #handlers(): Handlers<HostRequests> {
    const services = this.#services;
    return {
      ready: async () => {
        const draft = this.#draft;
        this.#draft = undefined;
        return { snapshot: await this.#snapshot(), draft };
      },
      form: async ({ draft, from }) => createFormView(services, checkDraft(draft), from),
      run: async draft => {
        const { kind, values } = checkDraft(draft);
        await services.ensureReady();
        const model = choiceName(choiceOf(services, draft));
        const origin = await withFolder(this.#origin);
        if (origin === undefined) throw new CancelledError();
        const task = await services.generate({ kind, model, params: values }, origin);
        services.background(
          services.tasks.finished(task.id).then(done => tellFinished(services, done, origin)),
        );
        return { id: task.id };
      },
      act: async ({ id, action }) => {
        if (!Object.hasOwn(actionCommands, action))
          throw new InputError({ field: 'action', rule: 'notOneOf' });
        await vscode.commands.executeCommand(actionCommands[action], { type: 'task', id });
        return undefined;
      },
      setKey: async () => {
        await vscode.commands.executeCommand('apiInOne.setApiKey');
        return undefined;
      },
      useSandbox: async () => {
        await vscode.commands.executeCommand('apiInOne.useSandbox');
        return undefined;
      },
    };
  }
}

/** The panel is ours, but what it posts is checked like anybody's. */
function checkDraft(draft: Draft): Draft {
  const isDraft =
    typeof draft === 'object' &&
    draft !== null &&
    kinds.includes(draft.kind) &&
    typeof draft.values === 'object' &&
    draft.values !== null;
  if (!isDraft) throw new InputError({ field: 'draft', rule: 'type' });
  return draft;
}

export interface Studio extends vscode.Disposable {
  /** Shows the panel, with `draft` in its form where given. */
  open(draft?: Draft): void;
}

/** Folders that the panel may load files from: its own, and the workspace, where results lie. */
function roots(extension: vscode.Uri): vscode.Uri[] {
  return [
    vscode.Uri.joinPath(extension, 'dist'),
    ...(vscode.workspace.workspaceFolders ?? []).map(f => f.uri),
  ];
}

/** Registers the panel's revival and makes it on demand. */
export function createStudio(services: Services): Studio {
  const store = new DisposableStore();
  const session = store.add(new MutableDisposable<StudioSession>());
  const extension = services.context.extensionUri;
  let panel: vscode.WebviewPanel | undefined;
  const adopt = (next: vscode.WebviewPanel, origin: Origin): void => {
    panel = next;
    next.webview.options = { enableScripts: true, localResourceRoots: roots(extension) };
    next.iconPath = vscode.Uri.joinPath(extension, 'media', 'activity.svg');
    session.value = new StudioSession(services, next, origin);
    next.onDidDispose(() => {
      if (panel !== next) return;
      panel = undefined;
      session.value = undefined;
    });
    next.webview.html = studioHtml(next.webview, extension);
  };
  store.add(
    vscode.window.registerWebviewPanelSerializer(views.studio, {
      deserializeWebviewPanel: async restored => adopt(restored, currentOrigin()),
    }),
  );
  store.add({ dispose: () => panel?.dispose() });
  return {
    open(draft) {
      if (panel === undefined) {
        const origin = currentOrigin();
        const title = vscode.l10n.t('API in One Studio');
        adopt(vscode.window.createWebviewPanel(views.studio, title, vscode.ViewColumn.Active), origin);
      } else panel.reveal();
      if (draft !== undefined) session.value?.edit(draft);
    },
    dispose: () => store.dispose(),
  };
}
