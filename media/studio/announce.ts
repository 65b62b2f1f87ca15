/** What is said aloud when tasks change. */
import type { StudioSnapshot } from '../../src/shared/protocol.ts';

const longestTitle = 80;

/** One sentence for each task that is new or whose status changed; empty for the first snapshot. */
export function announceChanges(before: StudioSnapshot | undefined, next: StudioSnapshot): string {
  if (before === undefined) return '';
  const known = new Map(before.tasks.map(t => [t.id, t.status]));
  return next.tasks
    .filter(t => known.get(t.id) !== t.status && (known.has(t.id) || t.isActive))
    .map(t => `${t.title.slice(0, longestTitle)}: ${t.statusLabel}`)
    .join('. ');
}
