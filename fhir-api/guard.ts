import type {
  CommitCondition,
  CommitEntry,
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
} from '../journal/record-store.js';
import { type ChangeId, parseResourceType, type ResourceId } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { type Action, mayDo } from '../record/access.js';
import { resourceTypes } from '../record/definitions/load.js';
import type { Actor } from './actor.js';
import type { AuditTrail } from './audit-trail.js';
import { searchTypes } from './search/across.js';
import { permitted } from './search/permitted.js';

/**
 * The records as one person may see and change them: the one place where access is checked, and the only way in which
 * the verbs reach the store (rule R1). A refusal depends on role and type alone, so it says nothing of what is there.
 */
export class GuardedRecords {
  readonly #store: RecordStore;
  readonly #actor: Actor;
  readonly #trail: AuditTrail;

  constructor(store: RecordStore, actor: Actor, trail: AuditTrail) {
    this.#store = store;
    this.#actor = actor;
    this.#trail = trail;
  }

  /** Who asks: a FHIR reference. */
  get author(): string {
    return this.#actor.author;
  }

  /** @throws Problem `forbidden` */
  require(type: string, action: Action): void {
    if (mayDo(this.#actor.role, type, action)) return;
    this.#note('refused', type, 'refused');
    throw new Problem('forbidden', `${action} ${type}`);
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    this.require(key.type, 'read');
    const version = await this.#store.read(key);
    this.#note('read', `${key.type}/${key.id}`);
    return version;
  }

  /** An old version is history: who may only see how things are may not see how they were. */
  async readVersion(key: ResourceKey, versionId: ChangeId): Promise<StoredVersion | undefined> {
    this.require(key.type, 'read');
    this.require(key.type, 'history');
    const version = await this.#store.readVersion(key, versionId);
    this.#note('read', `${key.type}/${key.id}/_history/${versionId}`);
    return version;
  }

  /** Without a type, the history of all that the role may see the history of. */
  async history(query: HistoryQuery): Promise<HistoryPage> {
    const { type = '', id } = query;
    if (query.type !== undefined) {
      this.require(type, 'read');
      this.require(type, 'history');
    }
    const page = await this.#store.history(query);
    this.#note('history', id === undefined ? type : `${type}/${id}`);
    const { role } = this.#actor;
    const shown = page.versions.filter((version) => this.#maySee(version) && mayDo(role, version.type, 'history'));
    return { ...page, versions: shown };
  }

  /** What came of a resource, or was written of it, at a time or later; for who reads it anyway. */
  async changedSince(key: ResourceKey, milliseconds: number): Promise<HistoryPage> {
    this.require(key.type, 'read');
    return this.#store.history({ ...key, since: milliseconds, count: 1 });
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    this.require(query.type, 'read');
    const page = await this.#store.search({ ...this.#permitted(query), reader: this.#actor.author });
    this.#note('search', subjectOf(query));
    return page;
  }

  /** Searches that differ by their type, as far as the role may search it; one row in the audit. */
  async searchAcross(queries: readonly SearchQuery[]): Promise<SearchPage> {
    const { role, author } = this.#actor;
    const allowed = queries.filter(({ type }) => mayDo(role, type, 'read') && mayDo(role, type, 'search'));
    if (allowed.length === 0) for (const { type } of queries) this.require(type, 'search');
    const own = allowed.map((query) => ({ ...this.#permitted(query), reader: author }));
    const page = await searchTypes(own, (query) => this.#store.search(query));
    const [first] = queries;
    this.#note('search', first?.compartment === undefined ? '' : subjectOf(first));
    return page;
  }

  /**
   * A page of all that is here of a patient, as far as the role may search it. Who may not read or search Patient gets
   * nothing.
   * @throws Problem `forbidden`, for one of `named` that may not be searched, too; `not-found`, `deleted`
   */
  async everything(
    query: Omit<EverythingQuery, 'types' | 'reader'>,
    named: ReadonlySet<string> | undefined,
  ): Promise<EverythingPage> {
    const { role, author } = this.#actor;
    for (const type of ['Patient', ...(named ?? [])]) {
      this.require(type, 'read');
      this.require(type, 'search');
    }
    const patient = await this.#store.read({ type: parseResourceType('Patient'), id: query.patient });
    if (patient === undefined) throw new Problem('not-found');
    if (patient.deleted) throw new Problem('deleted');
    const types = new Set(
      resourceTypes().filter(
        (type) => named?.has(type) !== false && mayDo(role, type, 'read') && mayDo(role, type, 'search'),
      ),
    );
    const page = await this.#store.everything({ ...query, types, reader: author });
    this.#note('search', `Patient/${query.patient}`);
    return page;
  }

  /**
   * The types that may be taken out as a whole: those that the role may search.
   * @throws Problem `forbidden`, for one of `named` that may not be searched, too
   */
  exportable(named: ReadonlySet<string> | undefined): ReadonlySet<string> {
    const { role } = this.#actor;
    const types = resourceTypes().filter((type) => mayDo(role, type, 'read') && mayDo(role, type, 'search'));
    for (const type of named ?? (types.length === 0 ? ['Patient'] : [])) {
      this.require(type, 'read');
      this.require(type, 'search');
    }
    return named ?? new Set(types);
  }

  /** All of a type is taken out; the audit knows before the first byte leaves. @throws Problem `forbidden` */
  async takeOut(type: string): Promise<void> {
    this.require(type, 'read');
    this.require(type, 'search');
    this.#note('export', type);
    await this.#trail.flush();
  }

  /** The last of each code among what a search would find. @throws Problem `forbidden` as {@link search} */
  async lastByCode(query: SearchQuery, countMax: number): Promise<LastByCodePage> {
    this.require(query.type, 'read');
    const page = await this.#store.lastByCode(this.#permitted(query), countMax);
    this.#note('search', subjectOf(query));
    return page;
  }

  /** What meets any of the queries, each once; one row in the audit. @throws Problem `forbidden` as {@link search} */
  async searchAny(queries: readonly SearchQuery[]): Promise<AnyFound> {
    const found = new Map<string, StoredVersion>();
    let [isWhole, incomplete] = [true, false];
    for (const query of queries) {
      this.require(query.type, 'read');
      const page = await this.#store.search({ ...this.#permitted(query), reader: this.#actor.author });
      for (const version of page.versions) found.set(`${version.type}/${version.id}`, version);
      isWhole &&= page.next === undefined;
      incomplete ||= page.incomplete === true;
    }
    this.#note('search', queries[0]?.type ?? '');
    return { versions: [...found.values()], isWhole, incomplete };
  }

  /** @throws Problem `forbidden` for a type that may not be searched, in chains too */
  #permitted(query: SearchQuery): SearchQuery {
    this.require(query.type, 'search');
    const { role } = this.#actor;
    const narrowed = permitted(query, {
      maySearch: (type) => mayDo(role, type, 'read') && mayDo(role, type, 'search'),
      mayRead: (type) => mayDo(role, type, 'read'),
    });
    if (!('refused' in narrowed)) return narrowed;
    this.#note('refused', narrowed.refused, 'refused');
    throw new Problem('forbidden', `search ${narrowed.refused}`);
  }

  async delivery(key: ResourceKey): Promise<Delivery | undefined> {
    this.require(key.type, 'read');
    return this.#store.delivery(key);
  }

  /**
   * The current version of what is about to be written, to answer 201 or 200 and to point at a stale entry. It never
   * leaves the verb, and it needs the right to change the resource.
   */
  async current(key: ResourceKey, action: 'update' | 'delete'): Promise<StoredVersion | undefined> {
    this.require(key.type, action);
    return this.#store.read(key);
  }

  /**
   * What meets each condition, two ids at most, once `entries` were written; nothing stays written. An answer tells whether
   * something is there, so it needs the right to search.
   */
  async match(
    queries: readonly SearchQuery[],
    entries: readonly CommitEntry[] = [],
  ): Promise<readonly (readonly ResourceId[])[]> {
    const narrowed = queries.map((query) => this.#permitted(query));
    for (const entry of entries) this.#requireEntry(entry);
    return this.#store.rehearse({ author: this.#actor.author, entries }, narrowed);
  }

  async commit(
    entries: readonly CommitEntry[],
    conditions: readonly CommitCondition[] = [],
  ): Promise<readonly StoredVersion[]> {
    for (const entry of entries) this.#requireEntry(entry);
    const narrowed = conditions.map((condition) => ({ ...condition, query: this.#permitted(condition.query) }));
    return this.#store.commitBundle({ author: this.#actor.author, entries, conditions: narrowed });
  }

  #requireEntry(entry: CommitEntry): void {
    if (entry.verb === 'delete') this.require(entry.key.type, 'delete');
    else this.require(entry.resource.type, entry.verb);
  }

  /**
   * Writes what a person decided, with the question that it closes (rule M14). The right to change the resource is the
   * right to decide about it; the question itself needs none.
   */
  async commitDecision(decided: CommitEntry, question: CommitEntry): Promise<readonly StoredVersion[]> {
    if (decided.verb === 'delete') this.require(decided.key.type, 'delete');
    else this.require(decided.resource.type, 'update');
    return this.#store.commitBundle({ author: this.#actor.author, entries: [decided, question] });
  }

  #maySee(version: StoredVersion): boolean {
    return mayDo(this.#actor.role, version.type, 'read');
  }

  #note(action: string, subject: string, outcome: 'done' | 'refused' = 'done'): void {
    this.#trail.add({ author: this.#actor.author, action, subject, outcome });
  }
}

/** What several searches found together. */
export interface AnyFound {
  readonly versions: readonly StoredVersion[];
  /** False when one of them had more than a page. */
  readonly isWhole: boolean;
  /** As of a search (rule J21). */
  readonly incomplete: boolean;
}

/** Whom a search looks at, for the audit: the patient that it names, otherwise nobody in particular. */
function subjectOf(query: SearchQuery): string {
  if (query.compartment !== undefined) return `Patient/${query.compartment}`;
  for (const clause of query.clauses) {
    const value = clause.kind === 'reference' ? clause.values[0] : undefined;
    if (value?.system === 'Patient' && value.text !== '') return `Patient/${value.text}`;
  }
  return query.type;
}
