import { randomBytes as systemRandomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { type ChangeId, createUuidGenerator } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import type { AlertStore } from './alerts/alert-store.js';
import { SqliteAlertStore } from './alerts/sqlite-alert-store.js';
import type { AnchorStore } from './audit/anchor-store.js';
import { type AuditEntries, SqliteAuditEntries } from './audit/audit-entries.js';
import type { AuditStore } from './audit/audit-store.js';
import { SqliteAnchorStore } from './audit/sqlite-anchor-store.js';
import { SqliteAuditStore } from './audit/sqlite-audit-store.js';
import type { BackupStore } from './backup/backup-store.js';
import { SqliteBackupStore } from './backup/sqlite-backup-store.js';
import type { CardKeyStore } from './card-keys/card-key-store.js';
import { SqliteCardKeyStore } from './card-keys/sqlite-card-key-store.js';
import { type CareStores, openCareStores } from './care/care-stores.js';
import type { CertificateStore } from './certificates/certificate-store.js';
import { SqliteCertificateStore } from './certificates/sqlite-certificate-store.js';
import type { JournalContext } from './context.js';
import { type JournalCounts, readCounts } from './counts.js';
import type { DigestStore } from './digests/digest-store.js';
import { SqliteDigestStore } from './digests/sqlite-digest-store.js';
import { ClosedIds } from './erasure/closed-ids.js';
import type { ErasureStore } from './erasure/erasure-store.js';
import { SqliteErasureStore } from './erasure/sqlite-erasure-store.js';
import type { ExportJobStore } from './exports/export-job-store.js';
import type { ExportStore } from './exports/export-store.js';
import { SqliteExportJobStore } from './exports/sqlite-export-job-store.js';
import { SqliteExportStore } from './exports/sqlite-export-store.js';
import type { FactsStore } from './facts/facts-store.js';
import { SqliteFactsStore } from './facts/sqlite-facts-store.js';
import { RecentPlaces } from './fan-out/recent-places.js';
import type { FleetStore } from './fleet-store.js';
import type { HealthIdStore } from './health-id-store.js';
import type { HubEpochStore } from './hub-epoch-store.js';
import type { ImportStore } from './imports/import-store.js';
import { SqliteImportStore } from './imports/sqlite-import-store.js';
import type { JournalOptions } from './journal-options.js';
import type { KeyShareStore } from './key-shares/key-share-store.js';
import { SqliteKeyShareStore } from './key-shares/sqlite-key-share-store.js';
import { journalLimits } from './limits.js';
import { verify } from './maintenance.js';
import type { MergeStore } from './merge-store.js';
import { Names } from './names.js';
import { claimNode, ownerOf } from './node-state.js';
import type { OrderStore } from './orders/order-store.js';
import { SqliteOrderStore } from './orders/sqlite-order-store.js';
import { SqliteTakenOrderStore } from './orders/sqlite-taken-order-store.js';
import type { TakenOrderStore } from './orders/taken-order-store.js';
import { openPeopleStores, type PeopleStores } from './people/open-people-stores.js';
import type { PoisonStore } from './poison/poison-store.js';
import { SqlitePoisonStore } from './poison/sqlite-poison-store.js';
import type { GivenProfilesStore } from './profiles/given-profiles-store.js';
import { SqliteGivenProfilesStore } from './profiles/sqlite-given-profiles-store.js';
import type { RecordStore } from './record-store.js';
import type { RemoteStore } from './remote-store.js';
import type { RetentionStore } from './retention/retention-store.js';
import { SqliteRetentionStore } from './retention/sqlite-retention-store.js';
import { floorsOf, migrate, migrations, migrationsOf } from './schema/migrations.js';
import { CursorSeal } from './search/cursor-seal.js';
import { IndexHere } from './search-file/index-here.js';
import { IndexThread } from './search-file/index-thread.js';
import { SearchBehind } from './search-file/search-behind.js';
import { SearchRebuild } from './search-rebuild/search-rebuild.js';
import { nothingToRebuild, type SearchRebuildStore } from './search-rebuild/search-rebuild-store.js';
import type { SiteEpochStore } from './site-epoch-store.js';
import type { Connection } from './sqlite/connection.js';
import { defaultCipher, parseCipher } from './sqlite/key.js';
import { openDatabase } from './sqlite/open-database.js';
import { SqliteFanoutStore } from './sqlite-fanout-store.js';
import { SqliteFleetStore } from './sqlite-fleet-store.js';
import { SqliteHealthIdStore } from './sqlite-health-id-store.js';
import { SqliteHubEpochStore } from './sqlite-hub-epoch-store.js';
import { SqliteMergeStore } from './sqlite-merge-store.js';
import { SqliteRecordStore } from './sqlite-record-store.js';
import { SqliteRemoteStore } from './sqlite-remote-store.js';
import { SqliteSiteEpochStore } from './sqlite-site-epoch-store.js';
import { SqliteSyncStore } from './sqlite-sync-store.js';
import { StampTime } from './stamp-time.js';
import { SqliteSubscriptionStore } from './subscriptions/sqlite-subscription-store.js';
import type { SubscriptionStore } from './subscriptions/subscription-store.js';
import type { Commit, FanoutStore, SyncStore } from './sync-store.js';
import type { AvailabilityStore } from './upkeep/availability-store.js';
import type { SelfTestStore } from './upkeep/self-test-store.js';
import { SqliteAvailabilityStore } from './upkeep/sqlite-availability-store.js';
import { SqliteSelfTestStore } from './upkeep/sqlite-self-test-store.js';
import { VersionWriter } from './version-writer.js';

/** The durable memory of one node. */
export interface Journal extends CareStores, PeopleStores {
  readonly records: RecordStore;
  /** Files that were brought in, and the way back. */
  readonly imports: ImportStore;
  readonly exports: ExportStore;
  /** What was destroyed by order of law. */
  readonly erasures: ErasureStore;
  /** Exports that are asked for by FHIR. */
  readonly exportJobs: ExportJobStore;
  readonly sync: SyncStore;
  readonly fanout: FanoutStore;
  readonly merges: MergeStore;
  /** FHIR Subscriptions, of this node alone. */
  readonly subscriptions: SubscriptionStore;
  /** What the profiles of this node are made of. */
  readonly givenProfiles: GivenProfilesStore;
  readonly fleet: FleetStore;
  /** The hub's register of certificates and invites. */
  readonly certificates: CertificateStore;
  readonly healthIds: HealthIdStore;
  /** The hub's shares of the keys of sites. */
  readonly keyShares: KeyShareStore;
  readonly backups: BackupStore;
  readonly alerts: AlertStore;
  readonly remote: RemoteStore;
  readonly poison: PoisonStore;
  readonly digests: DigestStore;
  /** The hub's orders to sites. */
  readonly orders: OrderStore;
  /** What sites say of their boxes, at the hub. */
  readonly facts: FactsStore;
  /** What was ordered of a site. */
  readonly takenOrders: TakenOrderStore;
  /** A site's weekly looks at itself. */
  readonly selfTests: SelfTestStore;
  /** How long it was there for its users. */
  readonly availability: AvailabilityStore;
  /** This node's own audit, as its chain; entries are added by `records`. */
  readonly audit: AuditStore;
  /** What that audit says. */
  readonly auditEntries: AuditEntries;
  /** At the hub: how far it was told of the audits of sites. */
  readonly anchors: AnchorStore;
  /** Keys of verifiable health cards. */
  readonly cardKeys: CardKeyStore;
  /** For how long what is kept, and what is over. */
  readonly retention: RetentionStore;
  /** At a site: search rows that another version of the program wrote. */
  readonly searchRebuild: SearchRebuildStore;
  /** A site's own epochs. */
  readonly siteEpochs: SiteEpochStore;
  /** The hub's keeping of epochs and leases. */
  readonly hubEpochs: HubEpochStore;
  counts(): JournalCounts;
  /** Whether every page and every audit row is as it was written; reads the whole file. */
  verify(): { readonly pages: boolean; readonly audit: boolean };
  /** Ends the building of search rows; resolves when the one under way is done. At a site there is nothing to end. */
  stopIndex(): Promise<void>;
  close(): void;
}

/**
 * Opens a node's journal; synchronous.
 * @throws Problem `database-key-wrong`, `database-corrupt`, `database-version`, `folder-not-initialised`,
 *   `permission-denied`, `usage-wrong`; the file is then as it was
 */
export function openJournal(options: JournalOptions): Journal {
  const { file, key, databaseBytesMax } = options;
  const now = options.now ?? Date.now;
  const connection = openDatabase({
    ...{ file, key, cipher: parseCipher(options.cipher ?? defaultCipher), migrationMax: migrations.length },
    ...(databaseBytesMax !== undefined && { databaseBytesMax }),
    ...(options.role === 'site' && { pageCacheBytesMax: journalLimits.sitePageCacheBytesMax }),
    ...(options.openDriver && { openDriver: options.openDriver }),
  });
  try {
    // Whose database it is says the database, not who opens it.
    migrate(connection, now(), migrationsOf(ownerOf(connection) ?? options.role), floorsOf(migrations));
    claimNode(connection, options);
    return assemble(connection, { ...options, now });
  } catch (error) {
    connection.close();
    throw error;
  }
}

function assemble(connection: Connection, options: AssembledOptions): Journal {
  const listeners: Listeners = new Set();
  const context = openContext(connection, options, listeners);
  const { file, key } = options;
  const { searchBehind, searchRebuild } = context;
  const writer = new VersionWriter(context);
  const sync = new SqliteSyncStore(context, writer, listeners);
  const records = new SqliteRecordStore(context, writer);
  return {
    ...openCareStores(context),
    ...{ records, imports: new SqliteImportStore(context, writer) },
    ...{ exports: new SqliteExportStore(context), exportJobs: new SqliteExportJobStore(context), sync },
    ...{ poison: new SqlitePoisonStore(context, writer), erasures: new SqliteErasureStore(context) },
    ...{ fanout: new SqliteFanoutStore(context), merges: new SqliteMergeStore(context, writer) },
    digests: new SqliteDigestStore(context),
    ...openPeopleStores(context),
    ...{ subscriptions: new SqliteSubscriptionStore(context), fleet: new SqliteFleetStore(context) },
    ...{ certificates: new SqliteCertificateStore(context), givenProfiles: new SqliteGivenProfilesStore(context) },
    searchRebuild: searchRebuild ?? nothingToRebuild,
    siteEpochs: new SqliteSiteEpochStore(context),
    hubEpochs: new SqliteHubEpochStore(context, writer),
    healthIds: new SqliteHealthIdStore(context, options.boxNumber ?? 0),
    ...{ keyShares: new SqliteKeyShareStore(context), cardKeys: new SqliteCardKeyStore(context) },
    backups: new SqliteBackupStore(context, { file, key, cipher: parseCipher(options.cipher ?? defaultCipher) }),
    ...{ alerts: new SqliteAlertStore(context), remote: new SqliteRemoteStore(context) },
    ...{ orders: new SqliteOrderStore(context), takenOrders: new SqliteTakenOrderStore(context) },
    ...{ facts: new SqliteFactsStore(context), selfTests: new SqliteSelfTestStore(context) },
    availability: new SqliteAvailabilityStore(context),
    ...{ audit: new SqliteAuditStore(context), auditEntries: new SqliteAuditEntries(context) },
    retention: new SqliteRetentionStore(context),
    ...{ anchors: new SqliteAnchorStore(context), counts: () => readCounts(connection) },
    verify: () => verify(connection),
    stopIndex: async () => searchBehind?.stop(),
    close: () => closeAll(context, records, sync),
  };
}

type Listeners = Set<(commit: Commit) => void>;

type AssembledOptions = JournalOptions & { readonly now: () => number };

function openContext(connection: Connection, options: AssembledOptions, listeners: Listeners): JournalContext {
  const { key, role, site, now } = options;
  const randomBytes = options.randomBytes ?? systemRandomBytes;
  const newId = createUuidGenerator({ now, randomBytes });
  const recentPlaces = new RecentPlaces(journalLimits.recentPlacesMax);
  connection.onRollback(() => recentPlaces.clear());
  const searchBehind = role === 'hub' ? openSearchBehind(connection, options) : undefined;
  const names = new Names(connection);
  const searchRebuild = role === 'site' ? new SearchRebuild({ connection, names }) : undefined;
  return {
    ...{
      connection,
      stampTime: new StampTime(now),
      names,
      recentPlaces,
      closedIds: new ClosedIds(connection, names),
      role,
      site,
      now,
      randomBytes,
      searchBehind,
      cursorSeal: new CursorSeal(key),
      searchRebuild,
    },
    soon: options.soon ?? ((act) => void setImmediate(act)),
    newChangeId: () => newId() as ChangeId,
    announce: (commit) => {
      // Not within the call that wrote: what a listener throws must not look like a write that failed.
      for (const listener of listeners) queueMicrotask(() => listener(commit));
    },
  };
}

function closeAll(
  { connection, searchBehind, searchRebuild }: JournalContext,
  records: SqliteRecordStore,
  sync: SqliteSyncStore,
): void {
  records.flush();
  sync.flush();
  keepRebuilt(searchRebuild);
  searchBehind?.close();
  connection.close();
}

/** A disk that has failed meanwhile only costs the next opening another look. */
function keepRebuilt(rebuild: SearchRebuild | undefined): void {
  try {
    rebuild?.keepNow();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** `search.db` beside `journal.db`; beside a copy with another name, a file of its own. */
export function searchFileOf(journal: string): string {
  const name = basename(journal);
  return join(dirname(journal), name === 'journal.db' ? 'search.db' : `${name}-search`);
}

/** A hub's search rows lie beside its journal, under the same key. */
function openSearchBehind(connection: Connection, options: JournalOptions & { readonly now: () => number }) {
  const { file, key, startIndexThread: start, now } = options;
  const cipher = parseCipher(options.cipher ?? defaultCipher);
  const place = { journal: file, file: searchFileOf(file), key, cipher };
  const runner = start === undefined ? new IndexHere(place) : new IndexThread(place, () => start(place));
  return new SearchBehind(place, runner, connection, now);
}
