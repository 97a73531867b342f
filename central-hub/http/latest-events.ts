import type { FleetEvent } from '../../journal/fleet-events.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { eventsShownMax } from './fleet-view.js';

/** The latest events of the hub and of each site: read once, and from then on only what is new. */
export class LatestEvents {
  readonly #fleet: Pick<FleetStore, 'events' | 'newestEventId' | 'eventsAfter'>;
  readonly #bySite = new Map<SiteCode, readonly FleetEvent[]>();
  #seenId: number | undefined;

  constructor(fleet: Pick<FleetStore, 'events' | 'newestEventId' | 'eventsAfter'>) {
    this.#fleet = fleet;
  }

  /** By site, the newest first. */
  async of(sites: readonly SiteCode[]): Promise<ReadonlyMap<SiteCode, readonly FleetEvent[]>> {
    this.#seenId ??= await this.#fleet.newestEventId();
    await this.#follow();
    for (const site of sites) {
      if (this.#bySite.has(site)) continue;
      this.#bySite.set(site, await this.#fleet.events({ site, limit: eventsShownMax }));
    }
    return this.#bySite;
  }

  async #follow(): Promise<void> {
    for (let more = true; more; ) {
      const next = await this.#fleet.eventsAfter(this.#seenId ?? 0);
      this.#seenId = Math.max(this.#seenId ?? 0, next.lastId);
      for (const event of next.events) this.#add(event);
      more = next.more;
    }
  }

  #add(event: FleetEvent): void {
    const known = this.#bySite.get(event.site);
    // A site that nobody asked for yet is read whole; and of two who look at once the second brings nothing new.
    if (known === undefined || (known[0]?.id ?? 0) >= event.id) return;
    this.#bySite.set(event.site, [event, ...known].slice(0, eventsShownMax));
  }
}
