import type { SiteCode } from '../../protocol/ids.js';

interface Mark {
  readonly at: number;
  readonly total: number;
}

interface Delivered {
  /** Changes that came since the hub started. */
  readonly total: number;
  /** How many there were when; the latest minute, the oldest first. */
  readonly marks: readonly Mark[];
}

/** The pace is that of about the last minute; marks closer to each other say nothing new. */
const windowMilliseconds = 60_000;
const markMilliseconds = 2_000;

/** How fast each site delivers, and so when what waits there will be here. Fed by whoever takes what comes. */
export class DrainPace {
  readonly #bySite = new Map<SiteCode, Delivered>();

  /** So many changes of a site came; none where it only said what waits, which is where a pace may begin. */
  note(site: SiteCode, changes: number, nowMilliseconds: number): void {
    const before = this.#bySite.get(site) ?? { total: 0, marks: [] };
    const marks = lately(before.marks, nowMilliseconds);
    const last = marks.at(-1);
    const total = before.total + changes;
    const isNew = last === undefined || nowMilliseconds - last.at >= markMilliseconds;
    this.#bySite.set(site, { total, marks: isNew ? [...marks, { at: nowMilliseconds, total }] : marks });
  }

  /** Seconds until so many changes are here; `null` where the pace is not known, or nothing comes. */
  secondsFor(site: SiteCode, pending: number, nowMilliseconds: number): number | null {
    if (pending === 0) return 0;
    const { total, marks } = this.#bySite.get(site) ?? { total: 0, marks: [] };
    const [first] = lately(marks, nowMilliseconds);
    if (first === undefined || first.total === total || first.at === nowMilliseconds) return null;
    return Math.ceil((pending * (nowMilliseconds - first.at)) / (total - first.total) / 1_000);
  }
}

function lately(marks: readonly Mark[], nowMilliseconds: number): readonly Mark[] {
  return marks.filter(({ at }) => at <= nowMilliseconds && nowMilliseconds - at <= windowMilliseconds);
}
