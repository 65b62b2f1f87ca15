import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movedOffset, type TextChange } from '../../../../src/core/assets/insert/movedOffset.ts';

/** The text with `|` at the place, what changes, the text afterwards. */
const table: readonly (readonly [string, readonly TextChange[], string])[] = [
  ['ab|cd', [{ at: 0, removed: 0, added: 2 }], 'xxab|cd'],
  ['ab|cd', [{ at: 2, removed: 0, added: 1 }], 'abx|cd'],
  ['ab|cd', [{ at: 3, removed: 1, added: 3 }], 'ab|cxxx'],
  ['ab|cd', [{ at: 0, removed: 2, added: 0 }], '|cd'],
  ['ab|cd', [{ at: 1, removed: 2, added: 1 }], 'ax|d'],
  ['ab|cd', [{ at: 0, removed: 4, added: 2 }], 'xx|'],
  [
    'abcd|ef',
    [
      { at: 4, removed: 1, added: 2 },
      { at: 0, removed: 1, added: 0 },
    ],
    'bcdxx|f',
  ],
];

for (const [before, changes, after] of table)
  test(`${before} becomes ${after}`, () => {
    const text = before.replace('|', '');
    const changed = [...changes]
      .sort((a, b) => b.at - a.at)
      .reduce(
        (rest, { at, removed, added }) => rest.slice(0, at) + 'x'.repeat(added) + rest.slice(at + removed),
        text,
      );
    assert.equal(changed, after.replace('|', ''));
    assert.equal(movedOffset(before.indexOf('|'), changes), after.indexOf('|'));
  });
