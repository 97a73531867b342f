import type { AuditAnchor, AuditMark } from '../../protocol/audit/audit-mark.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { NewFleetEvent } from '../fleet-events.js';

/** A checkpoint with its proof. */
export interface NewAnchor extends AuditMark {
  readonly site: SiteCode;
  /** By the site's clock, and by the hub's. */
  readonly milliseconds: number;
  readonly heardMilliseconds: number;
  /** The fingerprint of the certificate whose key signed; the certificate stands in its register for good (rule T28). */
  readonly certificate: string;
  readonly signature: Uint8Array;
}

/** What the hub knows of a site's audit. */
export interface AuditStanding {
  /** The newest anchor; with a count of 0 where there is none. */
  readonly newest: AuditAnchor;
  /** The first entry that did not follow from those before it, by the site's last word; 0: none. */
  readonly brokenAt: number;
  /** When it last walked all of it, by the hub's clock, and how many entries; `null`: never. */
  readonly walkedMilliseconds: number | null;
  readonly walkedCount: number;
}

/** The same for people: counts and times by the hub's clock. */
export interface ShownAudit {
  /** Entries that the newest anchor covers, and when it was heard; 0 and `null` where there is none. */
  readonly confirmed: number;
  readonly confirmedAt: number | null;
  /** When the site last walked all of it. */
  readonly walkedAt: number | null;
  /** The first entry that did not follow from those before it; `null`: none. */
  readonly brokenAt: number | null;
  /** When the site last contradicted what was confirmed; `null`: it never did. */
  readonly contradictedAt: number | null;
}

/** What contradicts the anchors of a site. */
export interface NewDamage {
  readonly site: SiteCode;
  /** Anchors after this count are not of its audit any more; `undefined`: all still are. */
  readonly soundCount: number | undefined;
  readonly brokenAt: number;
  readonly event: NewFleetEvent;
}

/** The anchors of the audits of all sites, at the hub (rules R5 to R9). */
export interface AnchorStore {
  standing(site: SiteCode): Promise<AuditStanding>;
  /** `undefined` before anything was heard of the site's audit. */
  shown(site: SiteCode): Promise<ShownAudit | undefined>;
  /** Those that the site's audit has to agree with, rising. */
  live(site: SiteCode): Promise<readonly AuditMark[]>;
  /** Takes a checkpoint; in the same transaction earlier ones go that are not needed to locate damage (rule R8). */
  take(anchor: NewAnchor): Promise<void>;
  /** A walk along all entries came to its end. */
  noteWalk(site: SiteCode, walk: { count: number; brokenAt: number; atMilliseconds: number }): Promise<void>;
  /** Keeps that a site contradicts itself, with what ops is told of it, in one transaction. */
  noteDamage(damage: NewDamage): Promise<void>;
}
