/** The address that a file has on GitHub already. Pure; the shapes are those of VS Code's Git extension. */

interface PathUri {
  readonly path: string;
}

/** What is used of the API of VS Code's Git extension, version 1. */
export interface GitRepository {
  readonly rootUri: PathUri;
  readonly state: {
    readonly HEAD?:
      | {
          readonly commit?: string;
          readonly ahead?: number;
          readonly upstream?: { readonly remote: string };
        }
      | undefined;
    readonly remotes: readonly { readonly name: string; readonly fetchUrl?: string | undefined }[];
    readonly workingTreeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
    readonly untrackedChanges?: readonly GitChange[];
  };
}
interface GitChange {
  readonly uri: PathUri;
}
const gitHubRemote =
  /^(?:https:\/\/(?:[^@/]+@)?github\.com\/|(?:ssh:\/\/)?git@github\.com[:/])([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

/** The address of `uri` in the commit that is checked out; undefined where that commit does not hold it as it is. */
export function rawAddress({ rootUri, state }: GitRepository, uri: PathUri): string | undefined {
  const { HEAD: head } = state;
  const isPushed = head?.upstream !== undefined && head.ahead === 0;
  if (head?.commit === undefined || !isPushed || !/^[0-9a-f]{40,64}$/.test(head.commit)) return undefined;
  const changes = [state.workingTreeChanges, state.indexChanges, state.mergeChanges, state.untrackedChanges];
  if (changes.some(list => list?.some(change => change.uri.path === uri.path))) return undefined;
  const remote = state.remotes.find(({ name }) => name === head.upstream?.remote)?.fetchUrl ?? '';
  const [, owner, repository] = gitHubRemote.exec(remote) ?? [];
  const root = rootUri.path.endsWith('/') ? rootUri.path : `${rootUri.path}/`;
  if ([owner, repository].some(name => name === undefined || /^\.+$/.test(name))) return undefined;
  if (!uri.path.startsWith(root)) return undefined;
  const path = uri.path.slice(root.length).split('/').map(encodeURIComponent).join('/');
  return `https://raw.githubusercontent.com/${owner}/${repository}/${head.commit}/${path}`;
}
