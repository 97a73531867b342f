import type { CommitEntry, HistoryQuery, RecordStore, SearchQuery, StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import type { Action } from '../../record/access.js';
import { resourceTypes } from '../../record/definitions/load.js';
import { keptApart } from '../../record/kept-apart.js';
import type { Actor } from '../actor.js';
import type { AuditTrail } from '../audit-trail.js';
import { permitted } from '../search/permitted.js';
import { isPerson, reachOf, reachOfLook } from './decide.js';
import { OwnRecords } from './own-records.js';

/** What looks into the past takes. */
const lookingBack = ['read', 'history'] as const;

/** What one who asks may do with records: the decisions of {@link reachOf} as the ways to the store need them. */
export class Rights {
  readonly #store: RecordStore;
  readonly #actor: Actor;
  readonly #trail: AuditTrail;
  /** The records of the one patient whom a machine's token names. */
  readonly #own: OwnRecords | undefined;

  constructor(store: RecordStore, actor: Actor, trail: AuditTrail) {
    this.#store = store;
    this.#actor = actor;
    this.#trail = trail;
    const patient = isPerson(actor) ? undefined : actor.patient;
    this.#own = patient && new OwnRecords(store, patient);
  }

  /** @throws Problem `forbidden` */
  require(type: string, ...actions: readonly Action[]): void {
    for (const action of actions) if (this.#reach(type, action) === 'none') this.#refuse(type, action);
  }

  /** As {@link require}, of all resources of the type. @throws Problem `forbidden` */
  requireAll(type: string, ...actions: readonly Action[]): void {
    for (const action of actions) if (this.#reach(type, action) !== 'all') this.#refuse(type, action);
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
    if (type === keptApart) return false;
    return [...lookingBack, 'search' as const].every((action) => this.#reach(type, action) === 'all');
  }

  mayLook(type: string): boolean {
    return reachOfLook(this.#actor, type) !== 'none';
  }

  mayLookAtAll(type: string): boolean {
    return reachOfLook(this.#actor, type) === 'all';
  }

  /** The patient's records, where somebody may do one of the actions with no others of the type. */
  keptTo(type: string, ...actions: readonly Action[]): OwnRecords | undefined {
    return actions.some((action) => this.#reach(type, action) === 'compartment') ? this.#own : undefined;
  }

  /** Where a resource is read for an action: among all, or among the patient's own. */
  readerOf(type: string, ...actions: readonly Action[]): Pick<RecordStore, 'read'> {
    return this.keptTo(type, ...actions) ?? this.#store;
  }

  /** @throws Problem `forbidden` for a type that may not be searched, in chains too; `not-found` for another's compartment */
  search(query: SearchQuery): SearchQuery {
    const narrowed = { ...this.#withinRights(query), reader: this.#actor.author };
    const own = this.keptTo(query.type, 'read', 'search');
    if (own === undefined) return narrowed;
    if (query.compartment !== undefined && query.compartment !== own.patient) throw new Problem('not-found');
    return { ...narrowed, compartment: own.patient };
  }

  /** The query of a condition, which a transaction has to find again exactly. @throws Problem `forbidden` */
  condition(query: SearchQuery): SearchQuery {
    const narrowed = this.#withinRights(query);
    const own = this.keptTo(query.type, 'read', 'search');
    return own === undefined ? narrowed : { ...narrowed, clauses: [...narrowed.clauses, own.criterionOf(query.type)] };
  }

  #withinRights(query: SearchQuery): SearchQuery {
    this.require(query.type, 'search');
    const narrowed = permitted(query, {
      maySearchAll: (type) => this.mayLookAtAll(type),
      maySearch: (type) => this.mayLook(type),
      mayRead: (type) => this.#reach(type, 'read') !== 'none',
    });
    return 'refused' in narrowed ? this.#refuse(narrowed.refused, 'search') : narrowed;
  }

  /** Those versions of an answer that somebody may see. */
  visible(versions: readonly StoredVersion[]): readonly StoredVersion[] {
    return versions.filter((version) => this.maySee(version));
  }

  maySee(version: Pick<StoredVersion, 'type' | 'deleted' | 'body'>): boolean {
    if (version.type === keptApart || this.#reach(version.type, 'read') === 'none') return false;
    const own = this.keptTo(version.type, 'read', 'search');
    return own === undefined || own.holds(version);
  }

  /** Writes as they may be done. @throws Problem `forbidden`, `not-found` */
  async writes(entries: readonly CommitEntry[]): Promise<readonly CommitEntry[]> {
    for (const entry of entries) this.keptTo(typeOf(entry), entry.verb)?.requireContent(entry);
    return this.rehearsed(entries);
  }

  /** The same of writes that are taken back, whose references are not yet what they will be. */
  async rehearsed(entries: readonly CommitEntry[]): Promise<readonly CommitEntry[]> {
    const aimed: CommitEntry[] = [];
    for (const entry of entries) {
      this.require(typeOf(entry), entry.verb);
      // It would travel to other nodes, with its secrets (rule F112).
      if (typeOf(entry) === keptApart) throw new Problem('method-unsupported', 'a Subscription in a transaction');
      const own = this.keptTo(typeOf(entry), entry.verb);
      aimed.push(own === undefined ? entry : await own.aimed(entry));
    }
    return aimed;
  }

  note(action: string, subject: string, outcome: 'done' | 'refused' = 'done'): void {
    this.#trail.add({ author: this.#actor.author, action, subject, outcome });
  }

  /** Resolves when the audit has it. */
  async noteFirst(action: string, subject: string): Promise<void> {
    this.note(action, subject);
    await this.#trail.flush();
  }

  #reach(type: string, action: Action) {
    return reachOf(this.#actor, type, action);
  }

  #refuse(type: string, action: Action): never {
    this.note('refused', type, 'refused');
    throw new Problem('forbidden', `${action} ${type}`.trim());
  }
}

function typeOf(entry: CommitEntry): string {
  return entry.verb === 'delete' ? entry.key.type : entry.resource.type;
}
