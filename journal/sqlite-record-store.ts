import type { ChangeId, ResourceId } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { addAudit } from './audit-log.js';
import { changeKey } from './change-key.js';
import { LocalCommits, rehearse } from './commit-bundle.js';
import type { ConditionSearch } from './conditions/condition-search.js';
import { SearchBehindConditions } from './conditions/search-behind-conditions.js';
import { SearchHere } from './conditions/search-here.js';
import type { JournalContext } from './context.js';
import { deliveryOf } from './delivery.js';
import { everything } from './everything/everything.js';
import { filedThrough } from './fan-out/filed-through.js';
import { history } from './history.js';
import type { Labels } from './labels/labels.js';
import { readLabels } from './labels/read-labels.js';
import { readLastByCode } from './last-by-code/last-by-code.js';
import { journalLimits } from './limits.js';
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
import { confidentialSql } from './sql/confidential.js';
import { versionSql } from './sql/versions.js';
import { transaction } from './sqlite/transaction.js';
import { storedVersionOf } from './stored-version.js';
import type { VersionWriter } from './version-writer.js';

/** {@link RecordStore} over one SQLite database. */
export class SqliteRecordStore implements RecordStore {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;
  readonly #conditionSearch: ConditionSearch;
  readonly #commits: LocalCommits;

  constructor(context: JournalContext, writer: VersionWriter) {
    this.#context = context;
    this.#writer = writer;
    const { searchBehind } = context;
    this.#conditionSearch =
      searchBehind === undefined ? new SearchHere(context) : new SearchBehindConditions(context, searchBehind);
    this.#commits = new LocalCommits(context, writer, this.#conditionSearch);
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    const { connection, names, closedIds } = this.#context;
    const type = names.findType(key.type);
    const row = type === undefined ? undefined : connection.one(versionSql.read, type, key.id);
    if (row === undefined) return undefined;
    // What stands on top may be a deletion of its own, as the merge of heads that were erased.
    const isErased = row.body === null && closedIds.has(key.type, key.id);
    return { ...storedVersionOf(row), ...(isErased && { erased: true as const }) };
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
    if (query.exact) return this.#withIndex(() => this.#conditionSearch.page(query));
    if (searchBehind !== undefined) return searchBehind.read((context) => search(context, query));
    const page = search({ ...this.#context, behind: false }, query);
    return this.#isRebuilding ? { ...page, incomplete: true } : page;
  }

  async catchUp(): Promise<void> {
    const { searchBehind } = this.#context;
    if (searchBehind === undefined) return;
    const head = this.#context.connection.one(versionSql.newest)?.key ?? 0;
    await this.#withIndex(() => {
      if (searchBehind.cursor() < head) throw new Problem('index-behind');
    });
    await filedThrough(this.#context, head);
  }

  async everything(query: EverythingQuery): Promise<EverythingPage> {
    const page = await everything(this.#context, query);
    return this.#isRebuilding ? { ...page, incomplete: true } : page;
  }

  async lastByCode(query: SearchQuery, countMax: number): Promise<LastByCodePage> {
    const page = await readLastByCode(this.#context, query, countMax);
    return this.#isRebuilding ? { ...page, incomplete: true } : page;
  }

  async labels(types: ReadonlySet<string>): Promise<Labels> {
    // A list has no place to say that it is not whole.
    if (this.#isRebuilding) throw new Problem('index-rebuilding');
    return readLabels(this.#context, types);
  }

  get #isRebuilding(): boolean {
    return (this.#context.searchRebuild?.waitingVersions ?? 0) > 0;
  }

  async commitBundle(command: CommitBundle): Promise<readonly StoredVersion[]> {
    return this.#withIndex(() => this.#commits.commit(command));
  }

  /** Commits what waits for its turn, as before the journal is closed. */
  flush(): void {
    this.#commits.flush();
  }

  async rehearse(command: CommitBundle, queries: readonly SearchQuery[]): Promise<readonly (readonly ResourceId[])[]> {
    return this.#withIndex(() => rehearse(this.#context, this.#writer, command, queries, this.#conditionSearch));
  }

  /** Has an index that is behind catch up, for a bounded number of rounds, each of a bounded length (rule J25). */
  async #withIndex<T>(work: () => T | Promise<T>): Promise<T> {
    const { searchBehind } = this.#context;
    for (let rounds = 0; ; rounds += 1) {
      try {
        return await work();
      } catch (error) {
        const isBehind = error instanceof Problem && error.code === 'index-behind';
        if (!isBehind || searchBehind === undefined || rounds >= journalLimits.conditionRoundsMax) throw error;
        await searchBehind.round(journalLimits.conditionRoundChangesMax);
      }
    }
  }

  async areConfidential(keys: readonly ResourceKey[]): Promise<readonly boolean[]> {
    const { connection, names } = this.#context;
    return keys.map(({ type, id }) => {
      const typeKey = names.findType(type);
      return typeKey !== undefined && connection.one(confidentialSql.isMarked, typeKey, id) !== undefined;
    });
  }

  async confidentialCounts(patient: ResourceId): Promise<ReadonlyMap<string, number>> {
    const { connection, names } = this.#context;
    const compartment = names.findPatient(patient);
    const rows = compartment === undefined ? [] : connection.all(confidentialSql.ofPatient, compartment);
    return new Map(rows.map(({ type, count }) => [type, count]));
  }

  async delivery(key: ResourceKey): Promise<Delivery | undefined> {
    return deliveryOf(this.#context, key);
  }

  async audit(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    transaction(this.#context.connection, () => addAudit(this.#context, entries, this.#context.now()));
  }
}
