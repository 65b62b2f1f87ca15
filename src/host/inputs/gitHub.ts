/** A file that is committed, unchanged and pushed to a public GitHub repository has an address there already. */
import * as vscode from 'vscode';
import { type AddressCheck, answersWithFile } from './answers.ts';
import { type GitRepository, rawAddress } from './rawAddress.ts';
import type { LocalInput, Offer } from './types.ts';

interface GitExtension {
  getAPI(version: 1): { getRepository(uri: vscode.Uri): GitRepository | null };
}

/** The repository that holds `uri`, where the Git extension is there and has found one. */
async function repositoryOf(uri: vscode.Uri): Promise<GitRepository | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension === undefined) return undefined;
  const git = extension.isActive ? extension.exports : await extension.activate();
  return git.getAPI(1).getRepository(uri) ?? undefined;
}

/** Offers the address once it is seen to answer with as many bytes: private repositories and LFS pointers do not. */
export async function gitHubOffer(
  check: AddressCheck,
  file: LocalInput,
  signal: AbortSignal,
): Promise<Offer | undefined> {
  const repository = await repositoryOf(file.uri).catch(() => undefined);
  const url = repository && rawAddress(repository, file.uri);
  if (url === undefined) return undefined;
  if (!(await answersWithFile(check, url, { bytes: file.content.length, signal }))) return undefined;
  return {
    way: 'gitHub',
    label: vscode.l10n.t('Its Address on GitHub'),
    detail: vscode.l10n.t(
      'Nothing is uploaded: the file is public there, in the commit that is checked out.',
    ),
    destination: 'gitHub',
    open: async () => ({ url, way: 'gitHub' }),
  };
}
