/** What has changed from one text to another, word by word. Pure. */

export interface DiffPart {
  readonly text: string;
  readonly type: 'same' | 'added' | 'removed';
}

/** Texts of more words are shown as a whole: the table would have millions of cells. */
const mostWords = 1500;

/** Words and signs, each with the space behind it. */
const split = (text: string): readonly string[] =>
  text.match(/[\p{L}\p{N}\p{M}_]+\s*|[^\p{L}\p{N}\p{M}_\s]\s*|\s+/gu) ?? [];

/** Lengths of the longest common rests, row by row. */
function commonRests(a: readonly string[], b: readonly string[]): readonly Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const [row, below] = [rows[i], rows[i + 1]];
      if (row === undefined || below === undefined) continue;
      row[j] =
        a[i]?.trim() === b[j]?.trim() ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return rows;
}

function append(parts: DiffPart[], text: string, type: DiffPart['type']): void {
  const last = parts.at(-1);
  if (last?.type === type) parts[parts.length - 1] = { text: last.text + text, type };
  else parts.push({ text, type });
}

/** The parts in order; together, without the removed ones, they are `after`. */
export function wordDiff(before: string, after: string): readonly DiffPart[] {
  const [a, b] = [split(before), split(after)];
  if (a.length > mostWords || b.length > mostWords)
    return [
      { text: before, type: 'removed' },
      { text: after, type: 'added' },
    ];
  const rests = commonRests(a, b);
  const parts: DiffPart[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [old, next] = [a[i], b[j]];
    if (old !== undefined && next !== undefined && old.trim() === next.trim()) {
      append(parts, next, 'same');
      i += 1;
      j += 1;
    } else if (
      next !== undefined &&
      (old === undefined || (rests[i]?.[j + 1] ?? 0) > (rests[i + 1]?.[j] ?? 0))
    ) {
      append(parts, next, 'added');
      j += 1;
    } else {
      append(parts, old ?? '', 'removed');
      i += 1;
    }
  }
  return parts;
}
