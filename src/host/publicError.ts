/** Our errors as other code gets them. */
import { type AppError, isError } from '../core/errors.ts';
import { describeAny } from './describe.ts';
import { fullText } from './present.ts';

/** What other code gets instead of our error: its words for people, and its facts. */
export function toPublicError(e: unknown): Error {
  const facts = isError(e) ? factsOf(e) : {};
  return Object.assign(new Error(fullText(describeAny(e))), facts);
}

function factsOf(e: AppError): object {
  const { kind } = e;
  return e.kind === 'input' ? { kind, field: e.field, rule: e.rule } : { kind };
}
