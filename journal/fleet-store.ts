import type { LaneCursor } from '../protocol/control/durability.js';
import type { LaneReport } from '../protocol/control/report.js';
import type { LinkName, SiteCode } from '../protocol/ids.js';
import type { Lane } from '../protocol/lane.js';
import type { EventsAfter, FleetEvent, FleetEventQuery, NewFleetEvent } from './fleet-events.js';

/** The hub's register of sites, their invites and their certificates. */
export interface FleetStore {
  /** Registers a site under a code that was never given before. @throws Problem `already-exists` for the name */
  addSite(site: NewSite): Promise<Site>;
  listSites(): Promise<readonly Site[]>;
  findSite(code: SiteCode): Promise<Site | undefined>;
  /** The number of the next box of a site, for one more code (rule E30); given with this call, whatever becomes of the code. */
  takeBoxNumber(site: SiteCode): Promise<number>;
  /** Replaces any unspent invite of the site. */
  addInvite(invite: Invite): Promise<void>;
  findInvite(inviteId: string): Promise<Invite | undefined>;
  /**
   * Spends an invite in one transaction: binds it to the request's key, records the certificate as active (and retires
   * earlier ones of the site), and gives it its tunnels. The same key again answers `again` with the certificate given then; another is `other-key`.
   */
  spendInvite(command: SpendInvite): Promise<SpendOutcome>;
  /** The tunnels that sites have a right to, by number. */
  tunnels(): Promise<readonly Tunnel[]>;
  /** The site that an active certificate names; `undefined` when it is not on the list (rule E5). */
  siteOfCertificate(fingerprint: string): Promise<SiteCode | undefined>;
  /** Takes all certificates of a site off the list, and keeps who did it and why. */
  revokeSite(code: SiteCode, atMilliseconds: number, by?: RevokedBy): Promise<void>;
  /** Keeps when a site was last heard of, and over which link. */
  noteSeen(code: SiteCode, link: LinkName, atMilliseconds: number): Promise<void>;
  /** Keeps the heads of a site's own log, as its hello said: what still waits there for the hub. */
  noteHeads(code: SiteCode, heads: readonly LaneCursor[]): Promise<void>;
  /** Keeps a site's own word of what waits there (rule S13), and when and over which link it came, in one transaction. */
  noteReport(report: SiteReport): Promise<void>;
  /** Keeps something that ops must hear of, at the hub. */
  noteEvent(event: NewFleetEvent): Promise<void>;
  /** What was kept, the newest first. */
  events(query: FleetEventQuery): Promise<readonly FleetEvent[]>;
  /** The id of the newest event, 0 when there is none. */
  newestEventId(): Promise<number>;
  /** For who follows what happens: what was noted after an event. */
  eventsAfter(id: number): Promise<EventsAfter>;
  /** What ops shows of each site. */
  progress(): Promise<readonly SiteProgress[]>;
}

export interface SiteLink {
  readonly name: LinkName;
  readonly kind: 'fibre' | 'cellular' | 'starlink' | 'geo' | 'other';
  readonly metered: boolean;
  /** Bytes a month, where metered. */
  readonly budgetBytes?: number;
}

export interface NewSite {
  readonly name: string;
  /** One of the ten regions of Cameroon, as written by the technician. */
  readonly region: string;
  readonly links: readonly SiteLink[];
  readonly createdMilliseconds: number;
}

export interface Site extends NewSite {
  readonly code: SiteCode;
  readonly state: 'invited' | 'active' | 'revoked';
  readonly epoch: number;
  readonly lastSeenMilliseconds?: number;
  readonly lastLink?: LinkName;
  /** Since when a second copy of it is refused; absent when none is (rule E13). */
  readonly clonedMilliseconds?: number;
}

export interface Invite {
  /** HMAC-derived id of the one-time code, hex; says nothing about the code (rule E2). */
  readonly inviteId: string;
  readonly site: SiteCode;
  /** As the code says it (rule E30). */
  readonly boxNumber?: number;
  /** The key derived from the code, hex; the code itself is not kept. */
  readonly proofKey: string;
  readonly expiresMilliseconds: number;
  /** SHA-256 of the public key that spent it, hex. */
  readonly spentBy?: string;
  /** Who gave it. */
  readonly createdBy?: string;
}

/** Who took a site off the list, and why, in words of their own. */
export interface RevokedBy {
  readonly by?: string;
  readonly note?: string;
}

export interface SpendInvite {
  readonly inviteId: string;
  /** SHA-256 of the request's public key (SPKI, DER), hex. */
  readonly keyFingerprint: string;
  readonly certificatePem: string;
  /** SHA-256 of the certificate (DER), hex, lower case, no colons. */
  readonly certificateFingerprint: string;
  readonly expiresMilliseconds?: number;
  readonly atMilliseconds: number;
  /** The tunnels that the site is to have from now on; none when left out. */
  readonly tunnels?: TunnelWish;
}

/** One tunnel for each link, its keys in the order of the links. */
export interface TunnelWish {
  /** The hub's subnet, `10.86.0.0/16`. */
  readonly subnet: string;
  readonly keys: readonly { readonly link: LinkName; readonly publicKey: string }[];
}

/** A site's end of a tunnel, as the hub knows it. */
export interface Tunnel {
  readonly site: SiteCode;
  readonly link: LinkName;
  readonly publicKey: string;
  /** Inside of the tunnel. */
  readonly address: string;
}

export type SpendOutcome =
  | { readonly kind: 'spent'; readonly certificatePem: string }
  | { readonly kind: 'again'; readonly certificatePem: string }
  | { readonly kind: 'other-key' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

export interface SiteReport {
  readonly site: SiteCode;
  readonly link: LinkName;
  readonly lanes: readonly LaneReport[];
  readonly atMilliseconds: number;
}

export interface SiteProgress {
  readonly site: Site;
  /** The hub's feed towards the site, per lane. */
  readonly towards: readonly {
    readonly lane: Lane;
    readonly pending: number;
    readonly oldestPendingMilliseconds?: number;
  }[];
  /** What the site said waits for the hub, in its last hello or report. */
  readonly from: readonly {
    readonly lane: Lane;
    readonly durableSeq: number;
    readonly headSeq: number;
    /** When the oldest change that waited there at the last report was committed, milliseconds since 1970. */
    readonly oldestPendingMilliseconds?: number;
  }[];
  /** Changes that came from the site. */
  readonly records: number;
  /** When it was last proved to hold what the hub does (rule D6). */
  readonly provedMilliseconds?: number;
}
