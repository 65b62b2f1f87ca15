/** Arguments from other code, checked before anything else looks at them. */
import { InputError } from '../core/errors.ts';
import { isRecord } from '../shared/isRecord.ts';
import { type GenerateRequest, type Kind, kinds, type OutputRequest } from '../shared/views.ts';

function optionalText(
  from: Readonly<Record<string, unknown>>,
  name: string,
  path: string,
): string | undefined {
  const value = from[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new InputError({ field: path + name, rule: 'type', limit: 'string' });
  return value;
}

const nameRule = /^[A-Za-z0-9_-]{1,64}$/;

/** A name of the caller's own. It becomes a key of the ledger and of locks. */
function optionalName(from: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = optionalText(from, name, '');
  if (value !== undefined && !nameRule.test(value)) throw new InputError({ field: name, rule: 'notAllowed' });
  return value;
}

function parseOutput(value: unknown): OutputRequest | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw new InputError({ field: 'output', rule: 'type', limit: 'object' });
  return {
    folder: optionalText(value, 'folder', 'output.'),
    fileName: optionalText(value, 'fileName', 'output.'),
    file: optionalText(value, 'file', 'output.'),
  };
}

/** The argument of a generating command or of `generate`. `kind` given: the command's; else the argument's own. */
export function parseGenerateRequest(arg: unknown, kind: Kind | undefined): GenerateRequest {
  if (!isRecord(arg)) throw new InputError({ field: 'request', rule: 'type', limit: 'object' });
  const ownKind = kinds.find(k => k === (kind ?? arg['kind']));
  if (ownKind === undefined)
    throw new InputError({ field: 'kind', rule: 'notOneOf', limit: kinds.join(', ') });
  const params = arg['params'] ?? {};
  if (!isRecord(params)) throw new InputError({ field: 'params', rule: 'type', limit: 'object' });
  const wait = arg['wait'];
  if (wait !== undefined && typeof wait !== 'boolean')
    throw new InputError({ field: 'wait', rule: 'type', limit: 'boolean' });
  return {
    kind: ownKind,
    id: optionalName(arg, 'id'),
    batch: optionalName(arg, 'batch'),
    model: optionalText(arg, 'model', ''),
    params,
    output: parseOutput(arg['output']),
    wait,
  };
}
