interface Entry {
  readonly at: number;
  readonly act: () => void;
}

/** What will happen in a time that is made, the soonest first (a binary heap). */
export class EventQueue {
  readonly #entries: Entry[] = [];

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  add(entry: Entry): void {
    const entries = this.#entries;
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = entries[above];
      if (other === undefined || other.at <= entry.at) break;
      entries[at] = other;
      at = above;
    }
    entries[at] = entry;
  }

  /** Takes the first one out. */
  take(): void {
    const entries = this.#entries;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const below = (entries[left + 1]?.at ?? Number.POSITIVE_INFINITY) < (entries[left]?.at ?? 0) ? left + 1 : left;
      const next = entries[below];
      if (next === undefined || next.at >= last.at) break;
      entries[at] = next;
      at = below;
    }
    entries[at] = last;
  }
}
