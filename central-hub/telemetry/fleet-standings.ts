import type { LinkSamples } from '../../protocol/control/link-samples.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { LinkSample } from '../../protocol/telemetry/link-sample.js';
import type { LinkStanding } from '../../protocol/telemetry/link-standing.js';

/** A word that is older says nothing any more: sites tell at least every half hour, where their links allow it. */
const heardMillisecondsMax = 2 * 3_600_000;

/** How the links of each site stand, by the last word of the site; in memory, each session begins with it. */
export class FleetStandings {
  readonly #bySite = new Map<SiteCode, ReadonlyMap<LinkName, LinkStanding>>();
  readonly #heardAt = new Map<SiteCode, number>();
  readonly #newest = new Map<SiteCode, ReadonlyMap<LinkName, LinkSample>>();

  /** @param nowMilliseconds the hub's clock, which the site's times are brought to */
  note(site: SiteCode, { now, standings, coarse, fine }: LinkSamples, nowMilliseconds: number): void {
    this.#heardAt.set(site, nowMilliseconds);
    if (standings.length > 0) {
      const told = standings.map((standing) => {
        const behind = nowMilliseconds - now;
        const { budget } = standing;
        const exhaustedAt = budget?.exhaustedAt == null ? null : budget.exhaustedAt + behind;
        const since = Math.min(nowMilliseconds, standing.since + behind);
        return [standing.link, { ...standing, since, budget: budget && { ...budget, exhaustedAt } }] as const;
      });
      this.#bySite.set(site, new Map(told));
    }
    const newest = new Map(this.#newest.get(site));
    for (const sample of [...coarse.items, ...fine.items]) {
      if (sample.at >= (newest.get(sample.link)?.at ?? 0)) newest.set(sample.link, sample);
    }
    if (newest.size > 0) this.#newest.set(site, newest);
  }

  /** `undefined` before the site has said it, and when it has said nothing for long. */
  of(site: SiteCode, link: LinkName, nowMilliseconds: number): LinkStanding | undefined {
    if (nowMilliseconds - (this.#heardAt.get(site) ?? 0) > heardMillisecondsMax) return undefined;
    return this.#bySite.get(site)?.get(link);
  }

  /** The newest sample of a link since the hub started. */
  newestOf(site: SiteCode, link: LinkName): LinkSample | undefined {
    return this.#newest.get(site)?.get(link);
  }
}
