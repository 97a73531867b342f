import type { Logger } from '../../config/running/logger.js';
import type { Timers } from '../../config/running/timers.js';
import type { CertificateStore } from '../../journal/certificates/certificate-store.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { HubEpochStore } from '../../journal/hub-epoch-store.js';
import type { SyncStore } from '../../journal/sync-store.js';
import type { Dictionaries } from '../../protocol/batch.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { FeedSeals } from '../../protocol/session/feed-seal.js';
import type { HubAttachments } from '../attachments/hub-attachments.js';
import type { AuditDesk } from '../audit/audit-desk.js';
import type { Refusals } from '../broker/refusals.js';
import type { ErasureDesk } from '../erasures/erasure-desk.js';
import type { FactsDesk } from '../facts/facts-desk.js';
import type { BootstrapDesk } from '../fanout/bootstrap-desk.js';
import type { OrderDesk } from '../orders/order-desk.js';
import type { HubProbes } from '../probes/probe-responder.js';
import type { DigestDesk } from '../proof/digest-desk.js';
import type { OnPoison } from '../proof/poison-alarm.js';
import type { ReceiptTeller } from '../proof/receipt-teller.js';
import type { RemoteDesk } from '../remote/remote-desk.js';
import type { DrainPace } from '../telemetry/drain-pace.js';
import type { TelemetryDesk } from '../telemetry/telemetry-desk.js';
import type { Sessions } from './session.js';
import type { GuardedTransport } from './session-guard.js';

/** What the keeper of sessions is made of. */
export interface SessionKeeperOptions {
  readonly transport: GuardedTransport;
  readonly sessions: Sessions;
  readonly epochs: HubEpochStore;
  readonly seals: FeedSeals;
  /** The hello of a site shows that this hub was put back to an earlier state. */
  readonly onRestored: (hello: Hello) => Promise<void>;
  readonly sync: SyncStore;
  readonly fleet: FleetStore;
  readonly certificates: Pick<CertificateStore, 'noteUsed'>;
  readonly bootstraps: Pick<BootstrapDesk, 'hear' | 'tell' | 'rewind'>;
  readonly remote: Pick<RemoteDesk, 'hear'>;
  readonly facts: Pick<FactsDesk, 'hear' | 'isBulkHeld'>;
  readonly audits: Pick<AuditDesk, 'hear' | 'serialOf'>;
  readonly orders: Pick<OrderDesk, 'tell' | 'hear'>;
  readonly erasures: Pick<ErasureDesk, 'open' | 'tell' | 'hear'>;
  readonly teller: ReceiptTeller;
  readonly digests: Pick<DigestDesk, 'hear'>;
  /** A site could not apply something of its feed. */
  readonly onPoison: OnPoison;
  readonly attachments: Pick<HubAttachments, 'open' | 'hear'>;
  readonly probes?: HubProbes;
  readonly telemetry?: Pick<TelemetryDesk, 'hear'>;
  readonly pace: DrainPace;
  readonly dictionaries: Dictionaries;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
  /** A site came, went, or said how far it is. */
  readonly onChanged: () => void;
}
