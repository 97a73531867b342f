import type { ChangeId, ResourceId } from '../protocol/ids.js';
import { addAudit } from './audit-log.js';
import { changeKey } from './change-key.js';
import { commitBundle, rehearse } from './commit-bundle.js';
import type { JournalContext } from './context.js';
import { deliveryOf } from './delivery.js';
import { everything } from './everything/everything.js';
import { history } from './history.js';
import { readLastByCode } from './last-by-code/last-by-code.js';
import type {
  AuditEntry,
  CommitBundle,
  Delivery,
  EverythingPage,
  EverythingQuery,
  HistoryPage,
  HistoryQuery,
  LastByCodePage,
  RecordStore,
  ResourceKey,
  SearchPage,
  SearchQuery,
  StoredVersion,
} from './record-store.js';
import { search } from './search/search.js';
import { versionSql } from './sql/versions.js';
import { transaction } from './sqlite/transaction.js';
import { storedVersionOf } from './stored-version.js';
import type { VersionWriter } from './version-writer.js';

/** {@link RecordStore} over one SQLite database. */
export class SqliteRecordStore implements RecordStore {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;

  constructor(context: JournalContext, writer: VersionWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    const { connection, names } = this.#context;
    const type = names.findType(key.type);
    const row = type === undefined ? undefined : connection.one(versionSql.read, type, key.id);
    return row && storedVersionOf(row);
  }

  async readVersion(key: ResourceKey, versionId: ChangeId): Promise<StoredVersion | undefined> {
    const row = this.#context.connection.one(versionSql.readOne, changeKey(versionId));
    return row?.type === key.type && row.id === key.id ? storedVersionOf(row) : undefined;
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    return history(this.#context, query);
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    const { searchBehind } = this.#context;
    if (searchBehind !== undefined) return searchBehind.read((context) => search(context, query));
    const page = search({ ...this.#context, behind: false }, query);
    return this.#isRebuilding ? { ...page, incomplete: true } : page;
  }

  async everything(query: EverythingQuery): Promise<EverythingPage> {
    const page = await everything(this.#context, query);
    return this.#isRebuilding ? { ...page, incomplete: true } : page;
  }

  async lastByCode(query: SearchQuery, countMax: number): Promise<LastByCodePage> {
    const page = await readLastByCode(this.#context, query, countMax);
    return this.#isRebuilding ? { ...page, incomplete: true } : page;
  }

  get #isRebuilding(): boolean {
    return (this.#context.searchRebuild?.waitingVersions ?? 0) > 0;
  }

  async commitBundle(command: CommitBundle): Promise<readonly StoredVersion[]> {
    return commitBundle(this.#context, this.#writer, command);
  }

  async rehearse(command: CommitBundle, queries: readonly SearchQuery[]): Promise<readonly (readonly ResourceId[])[]> {
    return rehearse(this.#context, this.#writer, command, queries);
  }

  get decidesConditions(): boolean {
    return this.#context.searchBehind === undefined;
  }

  async delivery(key: ResourceKey): Promise<Delivery | undefined> {
    return deliveryOf(this.#context, key);
  }

  async audit(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    transaction(this.#context.connection, () => addAudit(this.#context, entries, this.#context.now()));
  }
}
