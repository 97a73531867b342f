import type { AccountChangeStore } from '../../journal/account-changes/account-change-store.js';
import type { ApprovalStore } from '../../journal/approvals/approval-store.js';
import type { AuditEntries } from '../../journal/audit/audit-entries.js';
import type { BackupStore } from '../../journal/backup/backup-store.js';
import type { CardKeyStore } from '../../journal/card-keys/card-key-store.js';
import type { CertificateStore } from '../../journal/certificates/certificate-store.js';
import type { DigestStore } from '../../journal/digests/digest-store.js';
import type { CarriedErasure, ErasureStore } from '../../journal/erasure/erasure-store.js';
import type { ExportStore } from '../../journal/exports/export-store.js';
import type { FactsStore } from '../../journal/facts/facts-store.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { HubEpochStore } from '../../journal/hub-epoch-store.js';
import type { ImportStore } from '../../journal/imports/import-store.js';
import type { KeyShareStore } from '../../journal/key-shares/key-share-store.js';
import type { MachineTokenStore } from '../../journal/machine-tokens/machine-token-store.js';
import type { TakenOrderStore } from '../../journal/orders/taken-order-store.js';
import type { PeopleStore } from '../../journal/people-store.js';
import type { PinStore } from '../../journal/pins/pin-store.js';
import type { PoisonStore } from '../../journal/poison/poison-store.js';
import type { RecordStore } from '../../journal/record-store.js';
import type { RetentionStore } from '../../journal/retention/retention-store.js';
import type { SecondFactorStore } from '../../journal/second-factors/second-factor-store.js';
import type { SecurityKeyStore } from '../../journal/security-keys/security-key-store.js';
import type { SignInStore } from '../../journal/sign-ins/sign-in-store.js';
import type { CopiedContents } from '../../journal/subject-copy/journal-copy-source.js';
import type { SubscriptionStore } from '../../journal/subscriptions/subscription-store.js';
import type { SyncStore } from '../../journal/sync-store.js';
import type { AvailabilityStore } from '../../journal/upkeep/availability-store.js';
import type { SelfTestStore } from '../../journal/upkeep/self-test-store.js';
import type { ErasureOrder } from '../../protocol/erasures/erasure-order.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { SetupFault } from '../../protocol/links/setup-faults.js';
import type { ProblemCode } from '../../protocol/problem.js';
import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import type { AccountLedger } from '../accounts/account-ledger.js';
import type { NodeBackups } from '../backup/node-backups.js';
import type { BackupState } from '../backup/site/backup-state.js';
import type { SiteBackups } from '../backup/site/site-backups.js';
import type { SiteDrill } from '../backup/site/site-drill.js';
import type { KitBundle, KitRequest } from '../enrolment/kit/kit-message.js';
import type { Revocation } from '../hub/revocations.js';
import type { NodeDescription } from '../node-folder.js';
import type { ProfileShelf } from '../profiles/profile-shelf.js';
import type { PasswordFault, PasswordOwner } from '../secrets/judge-password.js';
import type { AlertTestReport } from './alert-test-report.js';
import type { CustodyOrders } from './custody-orders.js';
import type { RunningBox } from './running-box.js';
import type { RunningOperations } from './running-operations.js';

/** A link as the running agent has it (contract: `GET /api/sync`). */
export interface RunningLink {
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly cause: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** What is wrong with it as it is set up; absent where nothing is. */
  readonly faults?: readonly SetupFault[];
}

/** What a verb works on: the stores of one node, whether a program runs on them or the command line opened them. */
export interface VerbContext {
  readonly node: NodeDescription;
  readonly journal: {
    readonly records: RecordStore;
    readonly imports: ImportStore;
    readonly erasures: ErasureStore;
    readonly exports: ExportStore;
    readonly auditEntries: AuditEntries;
    readonly sync: SyncStore;
    readonly people: PeopleStore;
    readonly approvals: ApprovalStore;
    readonly accountChanges: AccountChangeStore;
    readonly machineTokens: MachineTokenStore;
    readonly secondFactors: SecondFactorStore;
    readonly securityKeys: SecurityKeyStore;
    readonly pins: PinStore;
    readonly fleet: FleetStore;
    readonly facts: FactsStore;
    readonly cardKeys: CardKeyStore;
    readonly certificates: CertificateStore;
    readonly backups: BackupStore;
    readonly poison: PoisonStore;
    readonly digests: DigestStore;
    readonly hubEpochs: HubEpochStore;
    readonly takenOrders: TakenOrderStore;
    readonly keyShares: KeyShareStore;
    readonly selfTests: SelfTestStore;
    readonly availability: AvailabilityStore;
    readonly subscriptions: SubscriptionStore;
    readonly retention: RetentionStore;
    readonly signIns: SignInStore;
  };
  /** Contents of attachments. */
  readonly contents: CopiedContents;
  /** What resources are checked by beside FHIR R4 itself. */
  readonly profiles: ProfileShelf;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Why a password that was chosen is not taken (rule N9). */
  readonly judgePassword: (chosen: string, owner: PasswordOwner) => Promise<PasswordFault | undefined>;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** The hub's only. */
  readonly backups?: Pick<NodeBackups, 'take' | 'progress'>;
  /** A site's only. */
  readonly siteBackups?: Pick<SiteBackups, 'takeAll' | 'takeTo' | 'progress'>;
  /** A site's only. */
  readonly siteDrill?: Pick<SiteDrill, 'run' | 'progress'>;
  /** A site's: where its backups stand, and what their drills showed. */
  readonly readBackupState?: () => BackupState;
  /** Why the hub does not let this site speak, at a running site. */
  readonly hubRefusal?: () => ProblemCode | undefined;
  /** The links as the running site has them. */
  readonly links?: () => readonly RunningLink[];
  /** Why lanes went to other links, at a running site; the newest first. */
  readonly linkDecisions?: () => Promise<readonly KeptDecision[]>;
  /** What the running program says of itself and its box. */
  readonly box?: () => Promise<RunningBox>;
  /** The running site's. */
  readonly operations?: RunningOperations;
  /** Keeps outside of the database who is revoked, before it hears of it. */
  readonly keepRevocation?: (revocation: Revocation) => void;
  /** Keeps outside of the database who was shut out, before it hears of it. */
  readonly accounts?: AccountLedger;
  /** The running hub's: sends a test over each channel of its alerts. */
  readonly testAlerts?: () => Promise<AlertTestReport>;
  /** The hub's: answers a request that came in a file; `hubUrl` is where the box will find it. */
  readonly answerKit?: (request: KitRequest, hubUrl: string) => Promise<KitBundle>;
  /** The hub's: carries an erasure out, and tells the sites where it runs. */
  readonly erase?: (order: ErasureOrder) => Promise<CarriedErasure>;
  /** The running hub's: orders to sites. */
  readonly orders?: CustodyOrders;
  /** Called after a site was taken off the list: the running hub closes its sessions. */
  readonly onRevoked?: (code: SiteCode) => void;
  /** The running site's: compares it with the hub. */
  readonly prove?: () => Promise<{ readonly state: string; readonly provedAt: number | null }>;
  /** Called after changes were applied that had been set aside: the running hub tells their writers. */
  readonly onReplayed?: () => void;
}
