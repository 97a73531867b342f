import type { SiteCode } from '../../protocol/ids.js';

interface Mark {
  readonly at: number;
  readonly durable: number;
}

/** The pace is that of about the last minute; marks closer to each other say nothing new. */
const windowMilliseconds = 60_000;
const markMilliseconds = 2_000;

/** How fast each site delivers, and so when what waits there will be here. */
export class DrainPace {
  readonly #marks = new Map<SiteCode, readonly Mark[]>();

  /**
   * @param durable how many changes of the site are here, all lanes
   * @returns seconds until all that waits is here; `null` where the pace is not known, or nothing comes
   */
  note(site: SiteCode, durable: number, pending: number, nowMilliseconds: number): number | null {
    const known = (this.#marks.get(site) ?? []).filter(
      ({ at, durable: before }) =>
        at <= nowMilliseconds && nowMilliseconds - at <= windowMilliseconds && before <= durable,
    );
    const last = known.at(-1);
    const isNew = last === undefined || nowMilliseconds - last.at >= markMilliseconds;
    this.#marks.set(site, isNew ? [...known, { at: nowMilliseconds, durable }] : known);
    if (pending === 0) return 0;
    const [first] = known;
    if (first === undefined || first.durable === durable || first.at === nowMilliseconds) return null;
    const perMillisecond = (durable - first.durable) / (nowMilliseconds - first.at);
    return Math.ceil(pending / perMillisecond / 1_000);
  }
}
