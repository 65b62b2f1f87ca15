/** Commands on tasks of the tree. Each takes a task id, ours or the service's. */
import * as vscode from 'vscode';
import { isTaskId } from '../../core/api/decodeTask.ts';
import { InputError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { GenerateRequest, Status, TaskSnapshot } from '../../shared/views.ts';
import { withFreshInputs } from '../inputs/freshInputs.ts';
import { currentOrigin, type Origin, withFolder } from '../origin.ts';
import { showMessage } from '../present.ts';
import { promptOf } from '../promptOf.ts';
import { askText } from '../quickSteps.ts';
import { refuseRestrictedFolder } from '../restricted.ts';
import { tellBatch } from '../runMany.ts';
import type { Services } from '../services.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import { tellFinished } from '../tellFinished.ts';
import { runAndTell } from '../tellWhenDone.ts';
import { showTaskDocument } from '../tree/taskDocuments.ts';
import { savedUris, taskIdOf } from '../tree/taskItem.ts';
import { clearFinished } from './clearFinished.ts';
import { type HandlersOf, isProgrammatic } from './registerCommands.ts';
import { taskArgument, taskArguments } from './taskArgument.ts';

/** The Explorer shows nothing else. */
const isInWorkspace = (file: vscode.Uri): boolean => vscode.workspace.getWorkspaceFolder(file) !== undefined;

const hasFile = (task: Task): boolean => savedUris(task).length > 0;
const isUnsaved = (task: Task): boolean => task.state.status === 'unsaved';
const paidMaybe: ReadonlySet<Status> = new Set(['unsaved', 'unconfirmed', 'unwatched', 'lost']);

/** The request that made a task, to be made again. `change` goes over the old values. */
export function requestOf(task: Task, change: Readonly<Record<string, unknown>> = {}): GenerateRequest {
  const { model, ...params } = task.request;
  return {
    kind: task.kind,
    model: typeof model === 'string' ? model : task.model,
    params: { ...params, ...change },
  };
}

const seedLimit = 2 ** 31;

function remixOf(task: Task, services: Services): GenerateRequest {
  const choice = services.catalogue().find(task.kind, task.model);
  const takesSeed = choice?.spec.fields.some(f => f.name === 'seed') === true;
  return requestOf(task, takesSeed ? { seed: Math.floor(Math.random() * seedLimit) } : {});
}

async function openFiles(task: Task): Promise<void> {
  for (const uri of savedUris(task))
    await vscode.commands.executeCommand('vscode.open', uri, { preview: savedUris(task).length === 1 });
}

async function copyFiles(task: Task): Promise<void> {
  for (const from of savedUris(task)) {
    const to = await vscode.window.showSaveDialog({ defaultUri: from, title: vscode.l10n.t('Save As') });
    if (to === undefined) return;
    await refuseRestrictedFolder(vscode.Uri.joinPath(to, '..').toString());
    // The dialog has asked about replacing; this is the person's own choice of a file.
    if (to.toString() !== from.toString()) await vscode.workspace.fs.copy(from, to, { overwrite: true });
  }
}

/** What could not be saved is saved into a folder that the person chooses, by whichever window is there. */
async function saveTo(services: Services, task: Task): Promise<void> {
  const nowhere = { folder: undefined, document: undefined, selection: undefined };
  const origin = await withFolder(nowhere);
  if (origin?.folder === undefined) return;
  const folder = origin.folder.toString();
  const fileName = task.output?.fileName ?? task.kind;
  await services.tasks.retry(task.id, { folder, within: folder, fileName, isChosen: true });
  // The folder may be anywhere: the message says where, and leads there.
  services.background(services.tasks.finished(task.id).then(done => tellFinished(services, done, nowhere)));
}

async function askTaskId(title: string): Promise<string | undefined> {
  const { l10n } = vscode;
  const answer = await askText({
    title,
    prompt: l10n.t('The id stands in your dashboard, for example {0}.', 'n41xxxx_flux2'),
    validate: text =>
      isTaskId(text.trim()) ? undefined : l10n.t('An id has letters, digits, "_", "-" and "." alone.'),
  });
  return answer.type === 'value' ? answer.value.trim() : undefined;
}

type FileCommand =
  | 'apiInOne.tasks.open'
  | 'apiInOne.tasks.reveal'
  | 'apiInOne.tasks.saveAs'
  | 'apiInOne.tasks.saveTo';

function fileCommands(services: Services): HandlersOf<FileCommand> {
  const withFile =
    (work: (task: Task) => Promise<unknown>) =>
    async (...args: readonly unknown[]): Promise<unknown> => {
      const task = await taskArgument(services, args, hasFile);
      return task && work(task);
    };
  return {
    'apiInOne.tasks.open': withFile(openFiles),
    'apiInOne.tasks.reveal': withFile(async task => {
      const [file] = savedUris(task);
      if (file !== undefined)
        await vscode.commands.executeCommand(
          isInWorkspace(file) ? 'revealInExplorer' : 'revealFileInOS',
          file,
        );
    }),
    'apiInOne.tasks.saveAs': async (...args) => {
      const task = await taskArgument(services, args, t => hasFile(t) || isUnsaved(t));
      if (task !== undefined) await (isUnsaved(task) ? saveTo(services, task) : copyFiles(task));
    },
    'apiInOne.tasks.saveTo': async (...args) => {
      const task = await taskArgument(services, args, isUnsaved);
      if (task !== undefined) await saveTo(services, task);
    },
  };
}

/** In the task's own project where that is open: results lie where the first ones do, whoever is in front now. */
function inOwnProject(origin: Origin, { id, workspace }: Task): Origin {
  const own = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === workspace)?.uri;
  const isElsewhere = own !== undefined && own.toString() !== origin.folder?.toString();
  const place = isElsewhere &&
    origin.isApart !== true && { folder: own, document: undefined, selection: undefined };
  return { ...origin, ...place, parent: id };
}

/** Runs a task's request anew and tells when it is done. `mayAsk`: for a folder where there is none to write into. */
async function beginAgain(
  services: Services,
  task: Task,
  { request, mayAsk }: { request: GenerateRequest; mayAsk: boolean },
): Promise<TaskSnapshot | undefined> {
  const here = inOwnProject(currentOrigin(), task);
  const origin = mayAsk ? await withFolder(here) : here;
  if (origin === undefined) return undefined;
  const { begun } = await runAndTell(services, request, origin);
  return toTaskSnapshot(begun);
}

/** Code asks nothing of the person: it gets the request as it was. Undefined when the person gives up. */
async function freshRequestOf(
  services: Services,
  task: Task,
  mayAsk: boolean,
): Promise<GenerateRequest | undefined> {
  const request = requestOf(task);
  const params = mayAsk ? await withFreshInputs(services, task, request.params) : request.params;
  return params && { ...request, params };
}

/** Several are one batch: the folder is asked for once, and one message tells of all. */
async function beginAllAgain(services: Services, failed: readonly Task[], mayAsk: boolean): Promise<void> {
  const [only] = failed;
  if (only === undefined) return;
  if (failed.length === 1) {
    const request = await freshRequestOf(services, only, mayAsk);
    if (request !== undefined) await beginAgain(services, only, { request, mayAsk });
    return;
  }
  const origin = mayAsk ? await withFolder(currentOrigin()) : currentOrigin();
  if (origin === undefined) return;
  // What is ordered by itself meanwhile goes first.
  const batch = services.ids.next();
  const begun: Task[] = [];
  try {
    for (const task of failed) {
      const request = await freshRequestOf(services, task, mayAsk);
      if (request === undefined) return;
      begun.push(await services.generate({ ...request, batch }, inOwnProject(origin, task)));
    }
  } finally {
    services.background(tellBatch(services, begun));
  }
}

type AgainCommand =
  | 'apiInOne.tasks.rerun'
  | 'apiInOne.tasks.remix'
  | 'apiInOne.tasks.sendAgain'
  | 'apiInOne.tasks.trackUnconfirmed';

function againCommands(services: Services): HandlersOf<AgainCommand> {
  const { tasks } = services;
  const isUnconfirmed = (task: Task): boolean => task.state.status === 'unconfirmed';
  const again = async (
    args: readonly unknown[],
    requestFor: (task: Task) => GenerateRequest,
  ): Promise<TaskSnapshot | undefined> => {
    const task = await taskArgument(services, args);
    if (task === undefined) return undefined;
    const request = requestFor(task);
    // Code asks nothing of the person: it gets the request as it was.
    const params = isProgrammatic(args)
      ? request.params
      : await withFreshInputs(services, task, request.params);
    const mayAsk = !isProgrammatic(args);
    return params && beginAgain(services, task, { request: { ...request, params }, mayAsk });
  };
  return {
    'apiInOne.tasks.rerun': (...args) => again(args, requestOf),
    'apiInOne.tasks.remix': (...args) => again(args, task => remixOf(task, services)),
    'apiInOne.tasks.sendAgain': async (...args) => {
      const task = await taskArgument(services, args, isUnconfirmed);
      if (task === undefined) return undefined;
      const { l10n } = vscode;
      const yes = l10n.t('Send Again');
      const detail = l10n.t('The first request may have been accepted. If it was, you pay for both.');
      const chosen = await showMessage('warning', l10n.t('Send this request again?'), {
        modal: { detail },
        buttons: [yes],
      });
      return chosen === yes ? toTaskSnapshot(await tasks.sendAgain(task.id)) : undefined;
    },
    'apiInOne.tasks.trackUnconfirmed': async (...args) => {
      const task = await taskArgument(services, args, isUnconfirmed);
      const taskId = task && (await askTaskId(vscode.l10n.t('API in One: Track the Accepted Task')));
      if (task === undefined || taskId === undefined) return undefined;
      return toTaskSnapshot(await tasks.confirmWith(task.id, taskId));
    },
  };
}

type StateCommand =
  | 'apiInOne.tasks.stopWatching'
  | 'apiInOne.tasks.resume'
  | 'apiInOne.tasks.retry'
  | 'apiInOne.tasks.forget'
  | 'apiInOne.tasks.remove'
  | 'apiInOne.tasks.clearFinished'
  | 'apiInOne.tasks.loadOlder';

/** Tasks that may be paid for and that nothing but the list remembers are not forgotten by a slip of the hand. */
async function mayForget(chosen: readonly Task[]): Promise<boolean> {
  const { l10n } = vscode;
  if (!chosen.some(task => paidMaybe.has(task.state.status))) return true;
  const isUnknown = chosen.every(task => task.state.status === 'unconfirmed');
  const yes = isUnknown ? l10n.t('Forget') : l10n.t('Remove');
  const detail = l10n.t('It may be paid for, and the service cannot list tasks: nobody would find it again.');
  const text = isUnknown
    ? l10n.t('Forget a request of which nobody knows whether it arrived?')
    : l10n.t('Remove a task without its result?');
  return (await showMessage('warning', text, { modal: { detail }, buttons: [yes] })) === yes;
}

function stateCommands(services: Services): HandlersOf<StateCommand> {
  const { tasks } = services;
  const each =
    (work: (id: string) => Promise<unknown>) =>
    async (...args: readonly unknown[]): Promise<void> => {
      // One that refuses does not keep the others from their turn.
      const done = await Promise.allSettled((await taskArguments(services, args)).map(task => work(task.id)));
      const failed = done.find(d => d.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    };
  const remove = async (...args: readonly unknown[]): Promise<void> => {
    const chosen = await taskArguments(services, args);
    if (isProgrammatic(args) || (await mayForget(chosen))) await tasks.remove(chosen.map(t => t.id));
  };
  return {
    'apiInOne.tasks.stopWatching': each(id => tasks.stopWatching(id)),
    'apiInOne.tasks.resume': each(id => tasks.resume(id)),
    'apiInOne.tasks.retry': async (...args) => {
      const chosen = await taskArguments(services, args);
      const failed = chosen.filter(({ state }) => state.status === 'failed');
      await beginAllAgain(services, failed, !isProgrammatic(args));
      for (const { id, state } of chosen) {
        if (state.status === 'lost') await tasks.resume(id);
        else if (state.status !== 'failed') await tasks.retry(id);
      }
    },
    'apiInOne.tasks.forget': remove,
    'apiInOne.tasks.remove': remove,
    'apiInOne.tasks.clearFinished': (...args) =>
      clearFinished(tasks, isProgrammatic(args), services.background),
    'apiInOne.tasks.loadOlder': () => tasks.loadOlder(),
  };
}

type InfoCommand =
  | 'apiInOne.tasks.copyPrompt'
  | 'apiInOne.tasks.copyTaskId'
  | 'apiInOne.tasks.showDetails'
  | 'apiInOne.trackTask';

function infoCommands(services: Services): HandlersOf<InfoCommand> {
  return {
    'apiInOne.tasks.copyPrompt': async (...args) => {
      const task = await taskArgument(services, args);
      if (task !== undefined) await vscode.env.clipboard.writeText(promptOf(task));
    },
    'apiInOne.tasks.copyTaskId': async (...args) => {
      const task = await taskArgument(services, args);
      const id = task && taskIdOf(task);
      if (id !== undefined) await vscode.env.clipboard.writeText(id);
    },
    'apiInOne.tasks.showDetails': async (...args) => {
      const task = await taskArgument(services, args);
      if (task !== undefined) await showTaskDocument(task);
    },
    'apiInOne.trackTask': async arg => {
      if (typeof arg !== 'string' && isProgrammatic([arg]))
        throw new InputError({ field: 'id', rule: 'required' });
      const id = typeof arg === 'string' ? arg : await askTaskId(vscode.l10n.t('API in One: Track Task'));
      return id === undefined ? undefined : toTaskSnapshot(await services.track(id, currentOrigin()));
    },
  };
}

/** Handlers on tasks, but for inserting and using as input, which have rooms of their own. */
export function taskCommands(
  services: Services,
): HandlersOf<FileCommand | AgainCommand | StateCommand | InfoCommand> {
  return {
    ...fileCommands(services),
    ...againCommands(services),
    ...stateCommands(services),
    ...infoCommands(services),
  };
}
