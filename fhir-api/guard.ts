import type { Labels } from '../journal/labels/labels.js';
import type {
  CommitBundle,
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
import { type ChangeId, parseResourceType, type ResourceId, type ResourceType } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import type { Action } from '../record/access.js';
import { resourceTypes } from '../record/definitions/load.js';
import { isKeptApart } from '../record/kept-apart.js';
import { type AnyFound, type GuardedPage, sumOf } from './access/guarded-page.js';
import { isShown, type KeptRecords } from './access/kept-records.js';
import { isOfNoOther } from './access/of-no-other.js';
import { Rights, type RightsGround } from './access/rights.js';
import type { Actor } from './actor.js';
import { goneProblem } from './gone.js';
import { searchTypes } from './search/across.js';
import { patientOfQuery, subjectOf } from './search/whose-records.js';

/**
 * The records as somebody may see and change them: the one place where access to them is checked, and the only way in which
 * the verbs reach the store (rules R1, F120). A refusal depends on who asks and on the type alone, so it says nothing of
 * what is there; what somebody is not to see of a type that they may see in part is as if it were not there (rule F130).
 */
export class GuardedRecords {
  readonly #store: RecordStore;
  readonly #author: string;
  readonly #rights: Rights;
  /** What was read, for the rest of the same request. */
  readonly #shown = new Set<string>();

  constructor(ground: RightsGround, actor: Actor) {
    this.#store = ground.store;
    this.#author = actor.author;
    this.#rights = new Rights(ground, actor);
  }

  /** Who asks: a FHIR reference. */
  get author(): string {
    return this.#author;
  }

  /** @throws Problem `forbidden` */
  require(type: string, action: Action): void {
    this.#rights.require(type, action);
  }

  /** As {@link require}, of all resources of the type. @throws Problem `forbidden` */
  requireAll(type: string, action: Action): void {
    this.#rights.requireAll(type, action);
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    this.require(key.type, 'read');
    const version = await this.#rights.readerOf(key.type, 'read').read(key);
    const subject = `${key.type}/${key.id}`;
    this.#rights.note('read', subject);
    if (version !== undefined) this.#shown.add(subject);
    return version;
  }

  /** An old version is history: who may only see how things are may not see how they were. */
  async readVersion(key: ResourceKey, versionId: ChangeId): Promise<StoredVersion | undefined> {
    this.#rights.require(key.type, 'read', 'history');
    this.#rights.requireRecords(key.type);
    const own = this.#rights.keptTo(key.type, 'read', 'history');
    const isHidden = own !== undefined && (await own.read(key)) === undefined;
    const version = isHidden ? undefined : await this.#store.readVersion(key, versionId);
    this.#rights.note('read', `${key.type}/${key.id}/_history/${versionId}`);
    return version === undefined || (await isShown(version, own)) ? version : undefined;
  }

  /** Without a type, the history of all that somebody may see the history of. */
  async history(query: HistoryQuery): Promise<HistoryPage> {
    const { type, id } = query;
    if (type !== undefined) this.#rights.requireRecords(type);
    if (type === undefined || id === undefined) return this.#historyOfMany(query);
    this.#rights.require(type, 'read', 'history');
    const own = this.#rights.keptTo(type, 'read', 'history');
    const page = await (own === undefined ? this.#store.history(query) : this.#ownHistory(own, { type, id }, query));
    this.#rights.note('history', `${type}/${id}`);
    return page;
  }

  async #historyOfMany(query: HistoryQuery): Promise<HistoryPage> {
    this.#rights.requireHistory(query);
    const page = await this.#store.history(query);
    this.#rights.note('history', query.type ?? '');
    return { ...page, versions: page.versions.filter(({ type }) => this.#rights.mayWatch(type)) };
  }

  /** How many versions there were of others' content is not told. */
  async #ownHistory(own: KeptRecords, key: ResourceKey, query: HistoryQuery): Promise<HistoryPage> {
    if ((await own.read(key)) === undefined) return { versions: [], isKnown: false };
    const { total: _, ...page } = await this.#store.history(query);
    const versions: StoredVersion[] = [];
    for (const version of page.versions) if (await isShown(version, own)) versions.push(version);
    return { ...page, versions };
  }

  /** What came of a resource, or was written of it, at a time or later; for who reads it anyway. */
  async changedSince(key: ResourceKey, milliseconds: number): Promise<HistoryPage> {
    this.require(key.type, 'read');
    const own = this.#rights.keptTo(key.type, 'read');
    const query = { ...key, since: milliseconds, count: 1 };
    return own !== undefined && (await own.read(key)) === undefined
      ? { versions: [], isKnown: false }
      : this.#store.history(query);
  }

  async search(query: SearchQuery): Promise<GuardedPage<SearchPage>> {
    this.require(query.type, 'read');
    const page = await this.#store.search(await this.#rights.searchOfPage(query));
    this.#rights.note('search', subjectOf(query));
    return this.#withRestricted(this.#shownOf(page), [query]);
  }

  /** Searches that differ by their type, as far as somebody may search it; one row in the audit. */
  async searchAcross(queries: readonly SearchQuery[]): Promise<GuardedPage<SearchPage>> {
    const allowed = queries.filter(({ type }) => this.#rights.mayLook(type));
    if (allowed.length === 0) for (const { type } of queries) this.require(type, 'search');
    const own = allowed.map((query) => this.#rights.search(query));
    const page = await searchTypes(own, (query) => this.#store.search(query));
    const [first] = queries;
    this.#rights.note('search', first?.compartment === undefined ? '' : subjectOf(first));
    return this.#withRestricted(this.#shownOf(page), allowed);
  }

  /**
   * A page of all that is here of a patient, as far as somebody may search it. Who may not read or search Patient gets
   * nothing.
   * @throws Problem `forbidden`, for one of `named` that may not be searched, too; `not-found`, `deleted`
   */
  async everything(
    query: Omit<EverythingQuery, 'types' | 'reader'>,
    named: ReadonlySet<string> | undefined,
  ): Promise<GuardedPage<EverythingPage>> {
    for (const type of ['Patient', ...(named ?? [])]) this.#rights.require(type, 'read', 'search');
    const key = { type: parseResourceType('Patient'), id: query.patient };
    const patient = await this.#rights.readerOf('Patient', 'read', 'search').read(key);
    if (patient === undefined) throw new Problem('not-found');
    if (patient.deleted) throw goneProblem(patient);
    const types = new Set(resourceTypes().filter((type) => named?.has(type) !== false && this.#rights.mayLook(type)));
    const asked = { ...query, types, reader: this.#author, ...this.#rights.narrowing };
    const page = await this.#store.everything(asked);
    this.#rights.note('search', `Patient/${query.patient}`);
    return { ...this.#shownOf(page), restricted: sumOf(await this.#rights.restrictedOf(query.patient, types)) };
  }

  /**
   * The types that may be taken out as a whole: those of which somebody may search all.
   * @throws Problem `forbidden`, for one of `named` that may not be searched, too
   */
  exportable(named: ReadonlySet<string> | undefined): ReadonlySet<string> {
    const types = resourceTypes().filter((type) => this.#rights.mayLookAtAll(type));
    for (const type of named ?? (types.length === 0 ? ['Patient'] : [])) {
      this.#rights.requireAll(type, 'read', 'search');
      this.#rights.requireRecords(type);
    }
    return named ?? new Set(types);
  }

  /** The types of which a patient has something that who asks may not see (rule R23). */
  async restrictedTypes(patient: ResourceId): Promise<ReadonlySet<string>> {
    return new Set((await this.#rights.restrictedOf(patient, this.searchable())).keys());
  }

  /** The types of which somebody may search any. */
  searchable(): ReadonlySet<string> {
    return new Set(resourceTypes().filter((type) => this.#rights.mayLook(type)));
  }

  /**
   * What a document about a patient names: as far as somebody may read and search it, and no other patient's record holds
   * it. What is not there is left out.
   */
  async namedOf(patient: ResourceId, keys: readonly ResourceKey[]): Promise<readonly StoredVersion[]> {
    const wanted = keys.filter(({ type }) => type !== 'Patient' && this.#rights.mayLook(type));
    const found = await Promise.all(wanted.map((key) => this.#rights.readerOf(key.type, 'read', 'search').read(key)));
    return found.flatMap((version) => (version !== undefined && isOfNoOther(version, patient) ? [version] : []));
  }

  /** All of a type is taken out; the audit knows before the first byte leaves. @throws Problem `forbidden` */
  async takeOut(type: string): Promise<void> {
    this.#rights.requireAll(type, 'read', 'search');
    await this.#rights.noteFirst('export', type);
  }

  /** The last of each code among what a search would find. @throws Problem `forbidden` as {@link search} */
  async lastByCode(query: SearchQuery, countMax: number): Promise<LastByCodePage> {
    this.require(query.type, 'read');
    const page = await this.#store.lastByCode(this.#rights.search(query), countMax);
    this.#rights.note('search', subjectOf(query));
    return { ...page, versions: this.#rights.visible(page.versions) };
  }

  /** What resources of a type, or of all, are labelled with. @throws Problem as {@link exportable}, `too-large` */
  async labels(type: ResourceType | undefined): Promise<Labels> {
    const labels = await this.#store.labels(this.exportable(type && new Set([type])));
    this.#rights.note('search', type ?? '');
    return labels;
  }

  /** What meets any of the queries, each once; one row in the audit. @throws Problem `forbidden` as {@link search} */
  async searchAny(queries: readonly SearchQuery[]): Promise<AnyFound> {
    const found = new Map<string, StoredVersion>();
    let [isWhole, incomplete] = [true, false];
    for (const query of queries) {
      this.require(query.type, 'read');
      const page = await this.#store.search(this.#rights.search(query));
      for (const version of this.#rights.visible(page.versions)) found.set(`${version.type}/${version.id}`, version);
      isWhole &&= page.next === undefined;
      incomplete ||= page.incomplete === true;
    }
    this.#rights.note('search', queries[0] === undefined ? '' : subjectOf(queries[0]));
    return { versions: [...found.values()], isWhole, incomplete };
  }

  async delivery(key: ResourceKey): Promise<Delivery | undefined> {
    this.require(key.type, 'read');
    // What was read is not asked for again by the same request.
    const own = this.#shown.has(`${key.type}/${key.id}`) ? undefined : this.#rights.keptTo(key.type, 'read');
    if (isKeptApart(key.type) || (own !== undefined && (await own.read(key)) === undefined)) return undefined;
    return this.#store.delivery(key);
  }

  /**
   * The current version of what is about to be written, to answer 201 or 200 and to point at a stale entry. It never
   * leaves the verb, and it needs the right to change the resource.
   */
  async current(key: ResourceKey, action: 'update' | 'delete'): Promise<StoredVersion | undefined> {
    this.require(key.type, action);
    return this.#rights.readerOf(key.type, action).read(key);
  }

  /**
   * What meets each condition, two ids at most, once `entries` were written; nothing stays written. An answer tells whether
   * something is there, so it needs the right to search.
   */
  async match(
    queries: readonly SearchQuery[],
    entries: readonly CommitEntry[] = [],
  ): Promise<readonly (readonly ResourceId[])[]> {
    const narrowed = queries.map((query) => this.#rights.condition(query));
    return this.#store.rehearse({ author: this.#author, entries: await this.#rights.rehearsed(entries) }, narrowed);
  }

  /**
   * @param following what follows from the entries and needs no right of its own: the question that a decision closes (rule
   *   M14), a Provenance of what was written
   */
  async commit(
    entries: readonly CommitEntry[],
    conditions: readonly CommitCondition[] = [],
    following: readonly CommitEntry[] = [],
    notes: CommitBundle['notes'] = [],
  ): Promise<readonly StoredVersion[]> {
    const own = [...(await this.#rights.writes(entries)), ...following];
    const narrowed = conditions.map((each) => ({ ...each, query: this.#rights.condition(each.query) }));
    return this.#store.commitBundle({ author: this.#author, entries: own, conditions: narrowed, notes });
  }

  /** Whether a person asks, who can be asked why. */
  get isPerson(): boolean {
    return this.#rights.isPerson;
  }

  /** To say of two patients' records that they are one person's. @throws Problem `forbidden`, `proof-wanted` */
  requireLink(): void {
    this.#rights.requireAll('Patient', 'link');
    this.#rights.requireProof();
  }

  /**
   * What is restricted is counted by patient and types, whatever else the search asks for: a count by other criteria would
   * tell what it is (rule R23).
   */
  async #withRestricted(page: SearchPage, queries: readonly SearchQuery[]): Promise<GuardedPage<SearchPage>> {
    const patient = queries[0] && patientOfQuery(queries[0]);
    const types = queries.map(({ type }) => type);
    const restricted = patient === undefined ? 0 : sumOf(await this.#rights.restrictedOf(patient, types));
    return { ...page, restricted };
  }

  #shownOf<Page extends Pick<SearchPage, 'versions' | 'included'>>(page: Page): Page {
    return { ...page, versions: this.#rights.visible(page.versions), included: this.#rights.visible(page.included) };
  }
}
