/** A saved picture in the format that a document names, in place of the one that the service has made. */
import * as vscode from 'vscode';
import { planEmbedding } from '../../../core/assets/metadata/embed.ts';
import { joinBytes } from '../../../core/assets/probe/bytes.ts';
import { errorText } from '../../../core/errors.ts';
import type { Task } from '../../../core/tasks/task.ts';
import type { OutputSnapshot } from '../../../shared/views.ts';
import { embeddedFacts } from '../../embeddedFacts.ts';
import { nameOf } from '../../fileFacts.ts';
import { sha256Of } from '../../inputs/readInput.ts';
import { pictureRoomOf, rewritePicture } from '../../pictures/rewritePicture.ts';
import type { MadePicture, WritableExt } from '../../pictures/work.ts';
import { withProgress } from '../../present.ts';
import type { Services } from '../../services.ts';
import { writeWhole } from '../../writeWhole.ts';
import { conversionTo } from './conversion.ts';

const mimes: Readonly<Record<WritableExt, string>> = { png: 'image/png', jpg: 'image/jpeg' };

/** The picture with what the first file says of itself, where the person wants that. */
function withFacts(task: Task, { content, ext }: MadePicture): Uint8Array {
  const facts = embeddedFacts(task);
  const plan = facts && planEmbedding(content, ext, facts);
  return plan === undefined ? content : joinBytes([plan.head, plan.tail]);
}

async function place(services: Services, task: Task, target: vscode.Uri, made: MadePicture): Promise<Task> {
  const content = withFacts(task, made);
  await writeWhole(target, content, false);
  const { width, height, ext } = made;
  const file: Required<Omit<OutputSnapshot, 'url' | 'durationMs'>> = {
    ...{ uri: target.toString(), mime: mimes[ext], bytes: content.length, sha256: sha256Of(content) },
    ...{ width, height },
  };
  try {
    return await services.tasks.replaceOutput(task.id, 0, file);
  } catch (e) {
    // Nobody would know what made it.
    await vscode.workspace.fs.delete(target).then(undefined, () => undefined);
    throw e;
  }
}

/**
 * Writes the file at `target` and makes it the first result of `task`; the one that was there goes to the trash, or
 * stays where there is none. The task as it is then; undefined where nothing has changed: never rejects.
 */
export async function convertedTo(
  services: Services,
  target: vscode.Uri,
  { id }: Task,
): Promise<Task | undefined> {
  try {
    const task = await services.tasks.find(id);
    const conversion = task && conversionTo(target, task);
    if (task === undefined || conversion === undefined) return undefined;
    const { file, from, to } = conversion;
    const content = new Uint8Array(await vscode.workspace.fs.readFile(file));
    // Somebody has worked on it: it is no result any more that could go to the trash.
    const stored = 'outputs' in task.state ? task.state.outputs[0] : undefined;
    if (sha256Of(content) !== stored?.sha256) return undefined;
    const source = { name: nameOf(file), content, ext: from };
    const made = await withProgress(vscode.l10n.t('Converting {0}…', nameOf(file)), signal =>
      rewritePicture(
        pictureRoomOf(services.context.extensionPath),
        source,
        { type: 'convert', ext: to },
        signal,
      ),
    );
    const next = await place(services, task, target, made);
    await vscode.workspace.fs.delete(file, { useTrash: true }).then(undefined, (e: unknown) => {
      services.log.warn(`a file that was converted stays: ${errorText(e)}`);
    });
    return next;
  } catch (e) {
    services.log.warn(`a file was not converted: ${errorText(e)}`);
    return undefined;
  }
}
