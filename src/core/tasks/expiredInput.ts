/** Inputs whose address works no longer: the service would be paid for something that it cannot read. */
import { InputFileError } from '../errors.ts';
import type { TaskInput } from './task.ts';

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The failure of an order that has it. */
export function toExpiredError({ file }: TaskInput): InputFileError {
  return new InputFileError({ reason: 'expired', name: decoded(file.slice(file.lastIndexOf('/') + 1)) });
}

/** The first whose time is over at `nowMs`, since the epoch, as a failure; undefined where there is none. */
export function expiredInput(
  inputs: readonly TaskInput[] | undefined,
  nowMs: number,
): InputFileError | undefined {
  const gone = inputs?.find(({ expiresAt }) => expiresAt !== undefined && expiresAt <= nowMs);
  return gone && toExpiredError(gone);
}
