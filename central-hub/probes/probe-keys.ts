import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { ProbeKey } from '../../protocol/probe/probe-key.js';
import { ReplayWindow } from '../../protocol/probe/replay-window.js';

/** A session on each link is begun anew now and then; probes under the key before are on their way meanwhile. */
export const probeKeysPerLinkMax = 2;

/** Whose probes a key proves. */
export interface ProbeScope {
  readonly site: SiteCode;
  readonly link: LinkName;
  /** The run of the site's program. */
  readonly bootId: string;
}

/** A key, and what came under it. */
export interface KnownProbeKey extends ProbeScope {
  readonly tag: number;
  readonly key: Uint8Array;
  readonly window: ReplayWindow;
  /** Probes received, modulo 2^32. */
  received: number;
}

/**
 * The keys of the probes that this hub answers, in memory. They outlive the sessions that they come from, because a link
 * that is down is probed too; a new run of a site's program ends those of the run before (rule L12).
 */
export class ProbeKeys {
  /** Oldest first, of each site. */
  readonly #bySite = new Map<SiteCode, readonly KnownProbeKey[]>();
  readonly #byTag = new Map<number, readonly KnownProbeKey[]>();

  add(scope: ProbeScope, { tag, key }: ProbeKey): void {
    const known = this.#bySite.get(scope.site) ?? [];
    if (known.some((entry) => entry.tag === tag && entry.link === scope.link)) return;
    const ofRun = known.filter(({ bootId }) => bootId === scope.bootId);
    const dropped = ofRun.filter(({ link }) => link === scope.link).slice(0, 1 - probeKeysPerLinkMax);
    const kept = ofRun.filter((entry) => !dropped.includes(entry));
    const { site, link, bootId } = scope;
    this.#set(site, [...kept, { site, link, bootId, tag, key, window: new ReplayWindow(), received: 0 }]);
  }

  /** The site was revoked. */
  forget(site: SiteCode): void {
    this.#set(site, []);
  }

  /** Forgets every site that is not active any more. */
  async review(isActive: (site: SiteCode) => Promise<boolean>): Promise<void> {
    for (const site of [...this.#bySite.keys()]) if (!(await isActive(site))) this.forget(site);
  }

  /** Which keys a probe may be under; two of them only by chance. */
  find(tag: number): readonly KnownProbeKey[] {
    return this.#byTag.get(tag) ?? [];
  }

  #set(site: SiteCode, entries: readonly KnownProbeKey[]): void {
    const before = this.#bySite.get(site) ?? [];
    if (entries.length === 0) this.#bySite.delete(site);
    else this.#bySite.set(site, entries);
    for (const tag of new Set([...before, ...entries].map((entry) => entry.tag))) {
      const others = this.find(tag).filter((entry) => entry.site !== site);
      const under = [...others, ...entries.filter((entry) => entry.tag === tag)];
      if (under.length === 0) this.#byTag.delete(tag);
      else this.#byTag.set(tag, under);
    }
  }
}
