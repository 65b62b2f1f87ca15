/** A change of a text: `removed` characters at `at` gave way to `added` ones. */
export interface TextChange {
  readonly at: number;
  readonly removed: number;
  readonly added: number;
}

/**
 * Where `offset` is after the changes, all of which are counted in the text before them. What is typed at the very
 * place stays before it; a place in text that was replaced is at the end of the replacement.
 */
export function movedOffset(offset: number, changes: readonly TextChange[]): number {
  let moved = offset;
  for (const { at, removed, added } of changes) {
    if (at > offset) continue;
    const isAhead = at + removed <= offset;
    moved += isAhead ? added - removed : at + added - offset;
  }
  return moved;
}
