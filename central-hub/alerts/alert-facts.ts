import type { FleetEventDetail } from '../../journal/fleet-events.js';
import type { DrillStanding } from '../../protocol/facts/backup-facts.js';
import type { UpgradeFacts } from '../../protocol/facts/program-facts.js';
import type { SelfTestFacts } from '../../protocol/facts/self-test.js';
import type { FleetEventKind } from '../../protocol/fleet-event-kinds.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';

/** What the hub sees of a link; `null` where it does not know. Times in milliseconds since 1970. */
export interface LinkFacts {
  readonly name: LinkName;
  readonly kind: string;
  /** Who runs the network, as the modem says it. */
  readonly operator: string | null;
  /** Contract: `Link state` and `cause`. */
  readonly state: string;
  readonly cause: string;
  readonly since: number | null;
  readonly budgetLevel: 'ok' | 'warn-75' | 'warn-95' | 'spent' | null;
}

export interface EventFacts {
  readonly kind: FleetEventKind;
  readonly at: number;
  readonly detail: FleetEventDetail;
}

export interface SiteFacts {
  readonly code: SiteCode;
  readonly region: string;
  readonly connected: boolean;
  /** Since when it is connected, or not; `null` when the hub has not heard of it since it started. */
  readonly since: number | null;
  readonly links: readonly LinkFacts[];
  readonly oldestUnsyncedAt: number | null;
  /** When it was last proved to hold what the hub does. */
  readonly provedAt: number | null;
  /** The newest first. */
  readonly events: readonly EventFacts[];
  readonly certificateExpiresAt: number | null;
  readonly diskFreeFraction: number | null;
  readonly clockSure: boolean | null;
  readonly onBattery: boolean | null;
  /** How its restore drills stand; `null` where it said nothing. */
  readonly drills: DrillStanding | null;
  /** What its last weekly self-test found. */
  readonly selfTest: SelfTestFacts | null;
  /** How its last upgrade ended; `null` before the first, and where it said nothing. */
  readonly upgrade: UpgradeFacts | null;
}

export interface HubFacts {
  /** When this run of the hub's program began: what it did not see before is no outage. */
  readonly startedAt: number;
  readonly backupStale: boolean;
  readonly backupAt: number | null;
  readonly certificateExpiresAt: number | null;
  readonly diskFreeFraction: number | null;
  /** Refused within the latest minutes. */
  readonly probesForged: number;
  readonly probesReplayed: number;
  /** The hub's own, the newest first. */
  readonly events: readonly EventFacts[];
}

/** All that alerts are made of. */
export interface AlertFacts {
  readonly hub: HubFacts;
  /** Active sites that have been connected once. */
  readonly sites: readonly SiteFacts[];
}
