import type { EdgeSettings } from '../config/edge-settings.js';
import type { LiveEvent } from '../config/running/live-stream.js';
import type { Logger } from '../config/running/logger.js';
import type { ShownLogLine } from '../config/running/recent-log.js';
import type { Timers } from '../config/running/timers.js';
import type { AttachmentStore } from '../journal/attachment-store.js';
import type { Journal } from '../journal/open.js';
import type { Dictionaries } from '../protocol/batch.js';
import type { ProblemCode } from '../protocol/problem.js';
import type { Identity, SiteNode } from '../provisioning/node-folder.js';
import type { ReceiptKeeper } from './audit/checkpoint-teller.js';
import type { HubOffers } from './backup/hub-offers.js';
import type { EpochKeeper } from './epochs/epoch-keeper.js';
import type { SiteErasureGround } from './erasures/site-erasures.js';
import type { BoxReaders } from './facts/box-readers.js';
import type { LedgerStore } from './links/budgets/ledger-file.js';
import type { ConnectToHub } from './links/connection.js';
import type { LinkHappening } from './links/decision/link-event.js';
import type { LearntKeeper } from './links/learnt/learnt-keeper.js';
import type { LinkWitnesses } from './links/link-witnesses.js';
import type { LinkMeter } from './links/metering/link-meter.js';
import type { OpenSession } from './links/open-session.js';
import type { ProbeEvent, Prober } from './links/probing/prober.js';
import type { ChannelScope, SiteChannel } from './links/secure-channel.js';
import type { SiteCustody } from './orders/custody/site-custody.js';
import type { SiteTelemetry } from './telemetry/site-telemetry.js';

/** What the links show the hub, and what came of it. */
export interface LinkCertificates {
  read(): Pick<Identity, 'keyPem' | 'certificatePem' | 'authorityPem'>;
  /** The hub has opened a session. */
  noteUsed(session: Pick<OpenSession, 'certificatePem'>): void;
  /** The hub did not take it. @param refusal what it has said for a reason, if it has */
  noteRefused(refusal: ProblemCode | undefined): void;
  /** What showed itself as the hub rests on no root that is trusted here. */
  noteUnproven(): void;
}

/** What the engine of a site is made of. */
export interface SyncEngineOptions {
  readonly node: SiteNode;
  readonly identity: Identity;
  readonly journal: Journal;
  readonly epochs: EpochKeeper;
  readonly settings: EdgeSettings;
  readonly dictionaries: Dictionaries;
  readonly logger: Logger;
  readonly now: () => number;
  /** What the box's own clock says, for what is told of it; `now` when left out. */
  readonly wall?: () => number;
  readonly random: () => number;
  readonly timers?: Timers;
  readonly connect: ConnectToHub;
  /** How links are asked for signs of life; absent where nothing answers. */
  readonly openProber?: (onEvent: (event: ProbeEvent) => void) => Prober;
  /** Who else knows of the links; absent in the simulator. */
  readonly openWitnesses?: (tell: (happening: LinkHappening) => void) => LinkWitnesses;
  readonly openChannel: (scope: ChannelScope, keyPem: string) => SiteChannel;
  /** Whose certificate new connections show; without, that of `identity`. */
  readonly certificates?: LinkCertificates;
  /** Counts what is on the wire; absent where nothing is. */
  readonly meter?: LinkMeter;
  /** Where what links have used of their month is kept over a restart. */
  readonly ledgers?: LedgerStore;
  /** Where what was learnt of the links is kept; absent where nothing is. */
  readonly learnt?: LearntKeeper;
  /** What the box is like; absent in the simulator. */
  readonly box?: BoxReaders;
  /** The latest lines of the log, for diagnostics. */
  readonly readLog?: () => readonly ShownLogLine[];
  /** Who carries out orders about the keys of the site; without, none is heeded. */
  readonly custody?: SiteCustody;
  readonly attachments: AttachmentStore;
  /** How orders of law reach the records. */
  readonly erasing: SiteErasureGround;
  /** Where the hub's receipts for the audit are kept; absent in the simulator. */
  readonly receipts?: ReceiptKeeper;
  /** Backups that the hub may keep; absent in the simulator. */
  readonly offers?: HubOffers;
  /** Who keeps what the links show; without, it is not kept. */
  readonly telemetry?: SiteTelemetry;
  /** The hub answered a question, for the browser of who asked it. */
  readonly onRemote: (event: LiveEvent) => void;
  /** A link changed. */
  readonly onLinks: () => void;
  readonly onError: (error: unknown) => void;
}
