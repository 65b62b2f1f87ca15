/** The `${…}` templates of the output settings: filled in two passes, when a task is made and when its answer is there. */
import { slugOf } from './names.ts';

/** Values by token name; a number or text. A token without one vanishes. */
export type TokenValues = Readonly<Record<string, unknown>>;

/** Tokens that only the answer fills. `seed` is among them where the request names none: the service may choose it. */
export const lateTokens: ReadonlySet<string> = new Set(['index', 'taskId', 'seed']);

const token = /\$\{([^{}]*)\}/g;

/**
 * Fills `template`. Every value is made a slug on its own, so that no value brings a separator, a dot or another
 * token. Tokens in `later` without a value stay for a second pass; other tokens without a value vanish, with the
 * separator that they leave doubled.
 */
export function fillTemplate(
  template: string,
  values: TokenValues,
  later: ReadonlySet<string> = new Set(),
): string {
  const filled = template.replace(token, (all: string, name: string) => {
    const value = valueText(values[name]);
    if (value !== '') return value;
    return later.has(name) ? all : '\0';
  });
  return withoutHoles(filled);
}

/** Whether `template` asks for the token `name`. */
export function hasToken(template: string, name: string): boolean {
  return template.includes(tokenText(name));
}

/** The token `name` as it stands in a template. */
export function tokenText(name: string): string {
  return `\${${name}}`;
}

/** Text, numbers and truth values; what objects (and their prototypes) hold makes no name. */
function valueText(value: unknown): string {
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? slugOf(numberText(value)) : '';
  return typeof value === 'string' ? slugOf(value) : '';
}

/** `0.5` → `0-5` by the slug; a minus sign would be taken for a separator and is spelled. */
function numberText(value: number): string {
  return value < 0 ? `minus${-value}` : String(value);
}

/** A hole (NUL, which no setting can hold) goes with one separator beside it: `a-\0-b` → `a-b`, `\0_b` → `b`. */
function withoutHoles(filled: string): string {
  return filled
    .replace(/[-_. ]*\0+(?=[-_. ]|$|\/)/g, '')
    .replace(/(^|\/)\0+[-_. ]*/g, '$1')
    .replace(/\0/g, '')
    .replace(/(^|\/)[-_ ]+/g, '$1');
}

/** `2026-03-09` and `14-03-59`, as the clock on the wall shows them: people look for "the one from this morning". */
export function dateTokens(now: number): { date: string; time: string } {
  const at = new Date(now);
  const two = (part: number): string => String(part).padStart(2, '0');
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`,
  };
}
