/** What is dragged out of the list and the Studio: names of results, never paths. */

/** Of our own, because what is dragged as files VS Code opens instead of inserting it. */
export const assetMime = 'application/vnd.apiinone.assets';

export interface AssetRef {
  /** Local id of the task. */
  readonly task: string;
  /** Its place among the task's outputs; all of them where it is left out. */
  readonly output?: number;
}

export function writeAssetRefs(refs: readonly AssetRef[]): string {
  return JSON.stringify(refs);
}

/** So many are taken at most: it may come from anywhere. */
const maxRefs = 200;

/** What is no reference is left out. */
export function readAssetRefs(text: string): readonly AssetRef[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.slice(0, maxRefs).flatMap(toRef) : [];
  } catch {
    return [];
  }
}

function toRef(value: unknown): readonly AssetRef[] {
  if (typeof value !== 'object' || value === null || !('task' in value)) return [];
  const { task } = value;
  const output = 'output' in value ? value.output : undefined;
  if (typeof task !== 'string') return [];
  return typeof output === 'number' && Number.isInteger(output) ? [{ task, output }] : [{ task }];
}
