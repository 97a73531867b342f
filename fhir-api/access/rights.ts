import type { AuditAction } from '../../journal/audit/audit-words.js';
import type { CommitEntry, HistoryQuery, RecordStore, SearchQuery, StoredVersion } from '../../journal/record-store.js';
import type { Narrowing } from '../../journal/search/narrowing.js';
import { parseResourceId, parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type Action, type Condition, type Reach, receivesPatients } from '../../record/access.js';
import { resourceTypes } from '../../record/definitions/load.js';
import { isKeptApart } from '../../record/kept-apart.js';
import { isLicensed } from '../../record/licence.js';
import { readReference } from '../../record/reference.js';
import type { FhirObject } from '../../record/resource.js';
import type { Actor } from '../actor.js';
import type { AuditTrail } from '../audit-trail.js';
import { permitted } from '../search/permitted.js';
import { filedPatientOf } from '../search/whose-records.js';
import { BothRecords } from './both-records.js';
import { type Care, type CareDesk, careDeskOf } from './care-desk.js';
import { CaredRecords } from './cared-records.js';
import { caredForBy, hiddenFrom, isPerson, isUnder, needsLicence, reachOf, reachOfLook } from './decide.js';
import type { KeptRecords, KeptVersion } from './kept-records.js';
import { OpenRecords } from './open-records.js';
import { OwnRecords } from './own-records.js';

/** What looks into the past takes. */
const lookingBack = ['read', 'history'] as const;

/** What rights are judged by. */
export interface RightsGround {
  readonly store: RecordStore;
  readonly care: Care;
  readonly trail: AuditTrail;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

/** What one who asks may do with records: the decisions of {@link reachOf} as the ways to the store need them. */
export class Rights {
  readonly #store: RecordStore;
  readonly #actor: Actor;
  readonly #trail: AuditTrail;
  /** Wall clock, milliseconds since 1970. */
  readonly #now: () => number;
  /** The records of the one patient whom a machine's token names. */
  readonly #own: OwnRecords | undefined;
  readonly #open: OpenRecords;
  /** The records of whom they care for; `undefined` where it does not matter. */
  readonly #cared: CaredRecords | undefined;
  readonly #desk: CareDesk | undefined;
  /** What holds of all records, whoever asks. */
  readonly #held: readonly Condition[];

  constructor({ store, care, trail, now }: RightsGround, actor: Actor) {
    this.#store = store;
    this.#now = now;
    this.#actor = actor;
    this.#trail = trail;
    const patient = isPerson(actor) ? undefined : actor.patient;
    this.#own = patient && new OwnRecords(store, patient);
    this.#open = new OpenRecords(store);
    const desk = careDeskOf(care, actor, now());
    this.#desk = desk;
    this.#held = care === 'everybody' ? ['care'] : [];
    this.#cared = desk && new CaredRecords(store, desk, isPerson(actor) && receivesPatients(actor.role));
  }

  /** @throws Problem `forbidden` */
  require(type: string, ...actions: readonly Action[]): void {
    for (const action of actions) if (this.#reach(type, action) === 'none') this.#refuse(type, action);
  }

  /** As {@link require}, of all resources of the type. @throws Problem `forbidden` */
  requireAll(type: string, ...actions: readonly Action[]): void {
    for (const action of actions) if (this.#reach(type, action) !== 'all') this.#refuse(type, action);
  }

  get isPerson(): boolean {
    return isPerson(this.#actor);
  }

  /** Who sits before a browser has to have shown lately who they are (rule N17). @throws Problem `proof-wanted` */
  requireProof(): void {
    if (isPerson(this.#actor) && this.#actor.proof === 'old') throw new Problem('proof-wanted');
  }

  /** What is kept apart is not looked for among the records, whatever somebody may do with it. @throws Problem `method-unsupported` */
  requireRecords(type: string): void {
    if (isKeptApart(type)) throw new Problem('method-unsupported', `${type} among the records`);
  }

  /**
   * For the history of a type or of all, which SMART App Launch 2.x counts as a search: who may see a part of a type would
   * be told of the rest by its pages.
   * @throws Problem `forbidden`
   */
  requireHistory({ type }: HistoryQuery): void {
    if (type !== undefined) this.requireAll(type, ...lookingBack, 'search');
    else if (!resourceTypes().some((each) => this.mayWatch(each))) this.#refuse('', 'history');
  }

  /** Whether the history of a whole type may be seen. */
  mayWatch(type: string): boolean {
    if (isKeptApart(type)) return false;
    return [...lookingBack, 'search' as const].every((action) => this.#reach(type, action) === 'all');
  }

  mayLook(type: string): boolean {
    return !isKeptApart(type) && this.#reachOfLook(type) !== 'none';
  }

  mayLookAtAll(type: string): boolean {
    return !isKeptApart(type) && this.#reachOfLook(type) === 'all';
  }

  /** The records with which alone somebody may do one of the actions; `undefined` where those are all of the type. */
  keptTo(type: string, ...actions: readonly Action[]): KeptRecords | undefined {
    const reaches = actions.map((action) => this.#reach(type, action));
    if (reaches.includes('compartment')) return this.#own;
    if (!reaches.includes('in-part')) return undefined;
    const isUnderAny = (condition: Condition) =>
      actions.some((action) => isUnder(this.#actor, type, action, condition));
    const cared = isUnderAny('care') ? this.#cared : undefined;
    if (!isUnderAny('not-confidential')) return cared;
    return cared === undefined ? this.#open : new BothRecords(this.#open, cared);
  }

  /** The one patient's records, where somebody may search no others of the type. */
  #ownOf(type: string): OwnRecords | undefined {
    return this.#reachOfLook(type) === 'compartment' ? this.#own : undefined;
  }

  /** What of the records a search must leave out. */
  get narrowing(): Narrowing {
    const hides = hiddenFrom(this.#actor);
    const kept = caredForBy(this.#actor);
    const care = kept && this.#desk?.viewOf(kept);
    return { ...(hides && { hides }), ...(care && { care }) };
  }

  /** How much is hidden of a patient's records of some types, by type: counts without detail (rule R23). */
  async restrictedOf(patient: ResourceId, types: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const { hides, care } = this.narrowing;
    if ((hides ?? care) === undefined || !this.mayLookAtAll('Patient')) return new Map();
    const isOutside = (await this.#desk?.caresFor(patient)) === false;
    const hidden = isOutside ? care?.types : hides;
    if (hidden === undefined) return new Map();
    const counts = isOutside
      ? await this.#desk?.store.countsOf(patient)
      : await this.#store.confidentialCounts(patient);
    return new Map(
      [...new Set(types)].flatMap((type) => {
        const count = hidden.has(type) ? (counts?.get(type) ?? 0) : 0;
        return count > 0 ? [[type, count] as const] : [];
      }),
    );
  }

  /** Where a resource is read for an action: among all, or among the patient's own. @throws Problem `method-unsupported` */
  readerOf(type: string, ...actions: readonly Action[]): Pick<RecordStore, 'read'> {
    this.requireRecords(type);
    return this.keptTo(type, ...actions) ?? this.#store;
  }

  /** @throws Problem `forbidden` for a type that may not be searched, in chains too; `not-found` for another's compartment */
  search(query: SearchQuery): SearchQuery {
    const narrowed = { ...this.#withinRights(query), reader: this.#actor.author };
    const own = this.#ownOf(query.type);
    if (own === undefined) return narrowed;
    if (query.compartment !== undefined && query.compartment !== own.patient) throw new Problem('not-found');
    return { ...narrowed, compartment: own.patient };
  }

  /** A search for a page of an answer. @throws Problem as {@link search} */
  async searchOfPage(query: SearchQuery): Promise<SearchQuery> {
    const narrowed = this.search(query);
    const patient = filedPatientOf(query);
    if (patient === undefined || this.#desk === undefined || narrowed.care?.types.has(query.type) !== true)
      return narrowed;
    return (await this.#desk.caresFor(patient)) ? { ...narrowed, ofCared: patient } : narrowed;
  }

  /** The query of a condition, which a transaction has to find again exactly. @throws Problem `forbidden` */
  condition(query: SearchQuery): SearchQuery {
    const narrowed = this.#withinRights(query);
    const own = this.#ownOf(query.type);
    return own === undefined ? narrowed : { ...narrowed, clauses: [...narrowed.clauses, own.criterionOf(query.type)] };
  }

  #withinRights(query: SearchQuery): SearchQuery {
    this.require(query.type, 'search');
    this.requireRecords(query.type);
    const narrowed = permitted(query, {
      maySearchAll: (type) => this.mayLook(type) && isNarrowedOnTheWay(this.#reachOfLook(type)),
      maySearch: (type) => this.mayLook(type),
      mayRead: (type) => this.#reach(type, 'read') !== 'none',
    });
    if ('refused' in narrowed) return this.#refuse(narrowed.refused, 'search');
    return { ...narrowed, ...this.narrowing };
  }

  /**
   * Those versions of an answer that somebody may see. What was found within {@link narrowing} is of whom they care for already;
   * to read each once more for that would cost as much as finding it.
   */
  visible(versions: readonly StoredVersion[]): readonly StoredVersion[] {
    const ofTypes = new Map<string, KeptRecords | 'all' | 'none'>();
    return versions.filter((version) => {
      const own = ofTypes.get(version.type) ?? this.#seenOf(version.type);
      ofTypes.set(version.type, own);
      return own === 'all' || (own !== 'none' && own.holdsFound(version));
    });
  }

  #seenOf(type: string): KeptRecords | 'all' | 'none' {
    if (isKeptApart(type) || this.#reach(type, 'read') === 'none') return 'none';
    return this.keptTo(type, 'read', 'search') ?? 'all';
  }

  async maySee(version: KeptVersion): Promise<boolean> {
    const own = this.#seenOf(version.type);
    return own === 'all' || (own !== 'none' && own.holds(version));
  }

  /** Writes as they may be done. @throws Problem `forbidden`, `not-found` */
  async writes(entries: readonly CommitEntry[]): Promise<readonly CommitEntry[]> {
    for (const entry of entries) {
      await this.keptTo(typeOf(entry), entry.verb)?.requireContent(entry, entries);
      if (typeOf(entry) === 'Patient') await this.#cared?.requireOthersNamed(entry, this.#actor.author);
    }
    const aimed = await this.rehearsed(entries);
    if (entries.some((entry) => needsLicence(this.#actor, typeOf(entry), entry.verb))) await this.#requireLicence();
    return aimed;
  }

  /** The same of writes that are taken back, whose references are not yet what they will be. */
  async rehearsed(entries: readonly CommitEntry[]): Promise<readonly CommitEntry[]> {
    const aimed: CommitEntry[] = [];
    for (const entry of entries) {
      this.require(typeOf(entry), entry.verb);
      // A Subscription would travel to other nodes, with its secrets (rule F112).
      this.requireRecords(typeOf(entry));
      const own = this.keptTo(typeOf(entry), entry.verb);
      aimed.push(own === undefined ? entry : await own.aimed(entry));
    }
    return aimed;
  }

  /** By the Practitioner that they are in the directory, which the hospital's administrator keeps (rule R24). */
  async #requireLicence(): Promise<void> {
    const reference = readReference(this.#actor.author);
    if (reference?.form !== 'relative' || reference.type !== 'Practitioner') return;
    const key = { type: parseResourceType('Practitioner'), id: parseResourceId(reference.id) };
    const version = await this.#store.read(key);
    if (version === undefined || version.deleted) return;
    if (isLicensed(JSON.parse(version.body) as FhirObject, this.#now())) return;
    this.note('refused', 'MedicationRequest', 'refused');
    throw new Problem('licence-over');
  }

  note(action: AuditAction, subject: string, outcome: 'done' | 'refused' = 'done'): void {
    this.#trail.add({ author: this.#actor.author, action, subject, outcome });
  }

  /** Resolves when the audit has what was noted. */
  settle(): Promise<void> {
    return this.#trail.flush();
  }

  /** Resolves when the audit has it. */
  async noteFirst(action: AuditAction, subject: string): Promise<void> {
    this.note(action, subject);
    await this.#trail.flush();
  }

  #reach(type: string, action: Action) {
    return reachOf(this.#actor, type, action, this.#held);
  }

  #reachOfLook(type: string) {
    return reachOfLook(this.#actor, type, this.#held);
  }

  #refuse(type: string, action: Action): never {
    this.note('refused', type, 'refused');
    throw new Problem('forbidden', `${action} ${type}`.trim());
  }
}

/** Whether what somebody may not see of a type is left out on the way of a chain too, so that it tells nothing of that. */
function isNarrowedOnTheWay(reach: Reach): boolean {
  return reach === 'all' || reach === 'in-part';
}

function typeOf(entry: CommitEntry): string {
  return entry.verb === 'delete' ? entry.key.type : entry.resource.type;
}
