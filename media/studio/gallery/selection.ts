/** Which entries are chosen, and which one the keys move from. Names entries by key, so that it survives new results. */

export interface SelectHow {
  /** Adds to what is chosen, or takes away from it. */
  readonly isToggle?: boolean;
  /** From the one where the choice began up to here. */
  readonly isRange?: boolean;
}

export class Selection {
  readonly #chosen = new Set<string>();
  #anchor: string | undefined;
  active: string | undefined;

  has(key: string): boolean {
    return this.#chosen.has(key);
  }

  /** All chosen keys. */
  get keys(): readonly string[] {
    return [...this.#chosen];
  }

  /** Chooses the one at `index`. */
  select(
    keys: readonly string[],
    index: number,
    { isToggle = false, isRange = false }: SelectHow = {},
  ): void {
    const key = keys[index];
    if (key === undefined) return;
    this.active = key;
    const from = this.#anchor === undefined ? -1 : keys.indexOf(this.#anchor);
    if (isRange && from >= 0) {
      if (!isToggle) this.#chosen.clear();
      for (const between of keys.slice(Math.min(from, index), Math.max(from, index) + 1))
        this.#chosen.add(between);
      return;
    }
    this.#anchor = key;
    if (isToggle && this.#chosen.has(key)) this.#chosen.delete(key);
    else {
      if (!isToggle) this.#chosen.clear();
      this.#chosen.add(key);
    }
  }

  /** Chooses exactly these. */
  restore(keys: readonly string[]): void {
    this.clear();
    this.all(keys);
    this.active = keys[0] ?? this.active;
    this.#anchor = keys[0];
  }

  /** Moves without choosing. */
  moveTo(key: string | undefined): void {
    this.active = key;
  }

  all(keys: readonly string[]): void {
    for (const key of keys) this.#chosen.add(key);
  }

  clear(): void {
    this.#chosen.clear();
    this.#anchor = undefined;
  }

  /** Forgets what is not there any more; the keys then move from the one that took its place. */
  keepOnly(keys: readonly string[], indexBefore: number): void {
    const known = new Set(keys);
    for (const key of [...this.#chosen]) if (!known.has(key)) this.#chosen.delete(key);
    if (this.#anchor !== undefined && !known.has(this.#anchor)) this.#anchor = undefined;
    if (this.active !== undefined && !known.has(this.active))
      this.active = keys[Math.min(Math.max(0, indexBefore), keys.length - 1)];
  }
}
