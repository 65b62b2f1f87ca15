/** A command of the person's own that puts a file somewhere and prints its address. No shell: names are just names. */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { CancelledError, InputFileError, isError } from '../../core/errors.ts';
import { redact } from '../../core/redact.ts';

const timeoutMs = 120_000;
const maxOutputBytes = 64 * 1024;
const placeholder = '${file}';
/** Of what a program says when it fails, at its end. */
const longestDetail = 500;

/** The last web address that stands alone in a line: help and progress come before it. */
function addressIn(text: string): string | undefined {
  const lines = text.split(/\r?\n/).map(line => line.trim());
  return lines.findLast(line => /^https:\/\/\S+$/.test(line) && URL.canParse(line));
}

/**
 * Windows hands these to its shell whatever starts them, and no quoting of a file's name is safe there (CVE-2024-27980);
 * Node refuses them with EINVAL since. Dots and spaces at the end of a name count for nothing there.
 */
const isBatchFile = (program: string): boolean => /\.(?:cmd|bat)[. ]*$/i.test(program);

/**
 * Runs `command` (program, then arguments) with the file's path in the place of `${file}`, or at the end, and resolves
 * with the address that it prints. Rejects with InputFileError `commandFailed`, `noAddress` or,
 * on Windows, `batchFile`.
 */
export async function addressByCommand(
  command: readonly string[],
  file: { path: string; name: string },
  signal: AbortSignal,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const [program = '', ...rest] = command;
  if (platform === 'win32' && isBatchFile(program))
    throw new InputFileError({ reason: 'batchFile', name: file.name });
  const isPlaced = rest.some(arg => arg.includes(placeholder));
  const args = isPlaced
    ? rest.map(arg => arg.replaceAll(placeholder, () => file.path))
    : [...rest, file.path];
  // The key of the service is none of its business.
  const env = { ...process.env, API_IN_ONE_API_KEY: undefined };
  const limits = { timeout: timeoutMs, maxBuffer: maxOutputBytes, killSignal: 'SIGKILL' } as const;
  const options = { signal, env, ...limits, windowsHide: true };
  try {
    const { stdout } = await promisify(execFile)(program, args, options);
    const url = addressIn(stdout);
    if (url === undefined) throw new InputFileError({ reason: 'noAddress', name: file.name });
    return url;
  } catch (e) {
    if (signal.aborted) throw new CancelledError();
    if (isError(e, 'inputFile')) throw e;
    const { code = 'failed', stderr = '' } = e as { code?: string | number; stderr?: string };
    const detail = redact(`${code} ${stderr.trim().slice(-longestDetail)}`.trim());
    throw new InputFileError({ reason: 'commandFailed', name: file.name, detail }, e);
  }
}
