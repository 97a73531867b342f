import type { Test } from 'tap';
import type { JournalOptions } from '../../journal/journal-options.js';
import type { Journal } from '../../journal/open.js';
import { type Change, chainStart, nextChain } from '../../protocol/change.js';
import type { SiteCode } from '../../protocol/ids.js';
import { lanes } from '../../protocol/lane.js';
import { addSite, carry, downTo, openHub, openSite, upOf } from './journal-fixtures.js';

/** A site of a star. */
export interface StarSite {
  readonly code: SiteCode;
  readonly journal: Journal;
}

/** A hub and sites, with nothing between them but {@link carryUp} and {@link carryDown}. */
export async function star(
  t: Test,
  count: number,
  hubOptions: Partial<JournalOptions> = {},
): Promise<{ hub: Journal; sites: [StarSite, StarSite, ...StarSite[]] }> {
  const hub = openHub(t, hubOptions);
  const sites: StarSite[] = [];
  for (let index = 0; index < count; index += 1) {
    const code = await addSite(hub);
    sites.push({ code, journal: openSite(t, code) });
  }
  return { hub, sites: sites as [StarSite, StarSite, ...StarSite[]] };
}

/** The whole feed of a site, with its chain proven. */
export async function feedOf(hub: Journal, site: SiteCode): Promise<Change[]> {
  const feed: Change[] = [];
  for (const lane of lanes) {
    let after = { seq: 0, chain: chainStart({ ...downTo(site), lane }) };
    for (;;) {
      const run = await hub.sync.since({ log: downTo(site), lane, after, changesMax: 100, bytesMax: 1e9 });
      if (run === undefined) break;
      if (run === 'fork') throw new Error('fork');
      const chain = run.changes.reduce<Uint8Array>(nextChain, after.chain);
      if (Buffer.compare(chain, run.chainAfter) !== 0) throw new Error('chain');
      feed.push(...run.changes);
      after = { seq: run.to, chain };
    }
    const head = (await hub.sync.heads(downTo(site)))[lane];
    if (head?.seq !== after.seq) throw new Error('the feed is not dense, or a group is open');
  }
  return feed;
}

/** The ids of the resources of changes, sorted. */
export const names = (changes: readonly Change[]) => changes.map(({ resourceId }) => resourceId as string).sort();

export const carryUp = (hub: Journal, { code, journal }: StarSite) => carry(journal, hub, upOf(code));
export const carryDown = (hub: Journal, { code, journal }: StarSite) => carry(hub, journal, downTo(code));
