/** What is said aloud when tasks change. */
import type { StudioSnapshot } from '../../src/shared/protocol.ts';

const longestTitle = 80;

/** So many changes are said one by one. */
const mostNamed = 3;

/**
 * One sentence for each task that is new or whose status changed, or how many came to which status where it is a
 * crowd; empty for the first snapshot.
 */
export function announceChanges(before: StudioSnapshot | undefined, next: StudioSnapshot): string {
  if (before === undefined) return '';
  const known = new Map(before.tasks.map(t => [t.id, t.status]));
  const changed = next.tasks.filter(t => known.get(t.id) !== t.status && (known.has(t.id) || t.isActive));
  if (changed.length <= mostNamed)
    return changed.map(t => `${t.title.slice(0, longestTitle)}: ${t.statusLabel}`).join('. ');
  const counts = new Map<string, number>();
  for (const { statusLabel } of changed) counts.set(statusLabel, (counts.get(statusLabel) ?? 0) + 1);
  return [...counts].map(([label, count]) => `${label}: ${count}`).join('. ');
}
