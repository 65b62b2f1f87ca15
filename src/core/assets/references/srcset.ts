/** Reads the candidates of a `srcset`: addresses with how large each is meant. Pure and linear. */

export interface SrcsetCandidate {
  /** As written. */
  readonly raw: string;
  /** Where it begins in the value. */
  readonly start: number;
  /** `480w`: pixels of the picture's width. */
  readonly width?: number | undefined;
  /** `2x`: pixels for one of the page's. */
  readonly density?: number | undefined;
}

const between = /[\s,]*/y;
/** An address may hold commas, not end with one. */
const address = /[^\s,]\S*/y;
/** Up to the next comma that stands in no parentheses, as HTML has it. */
const descriptors = /(?:[^,(]|\([^)]*\)?)*/y;

/** The candidates in their order, by the rules of HTML. */
export function srcsetCandidates(value: string): readonly SrcsetCandidate[] {
  const found: SrcsetCandidate[] = [];
  for (let at = 0; ; ) {
    at += matchAt(between, value, at).length;
    const whole = matchAt(address, value, at);
    if (whole === '') return found;
    const raw = withoutCommas(whole);
    const start = at;
    at += whole.length;
    if (raw !== whole) found.push({ raw, start });
    else {
      const described = matchAt(descriptors, value, at);
      at += described.length;
      found.push({ raw, start, ...sizeOf(described) });
    }
  }
}

/** Without those at its end. A pattern would look at each comma again from all before it. */
function withoutCommas(text: string): string {
  let end = text.length;
  while (text[end - 1] === ',') end--;
  return text.slice(0, end);
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function sizeOf(text: string): Pick<SrcsetCandidate, 'width' | 'density'> {
  const [, width] = /(?:^|\s)(\d{1,5})w(?=\s|$)/.exec(text) ?? [];
  const [, density] = /(?:^|\s)(\d{1,2}(?:\.\d{1,4})?)x(?=\s|$)/.exec(text) ?? [];
  return {
    ...(Number(width) > 0 ? { width: Number(width) } : {}),
    ...(Number(density) > 0 ? { density: Number(density) } : {}),
  };
}
