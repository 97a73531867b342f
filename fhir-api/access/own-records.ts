import type { CommitEntry, RecordStore, ResourceKey, SearchClause, StoredVersion } from '../../journal/record-store.js';
import type { ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { patientCompartment } from '../../record/definitions/load-search.js';
import { isOwnOf } from '../../record/patient-compartment.js';
import type { FhirObject } from '../../record/resource.js';
import { searchParametersOf } from '../../record/search-parameters.js';
import { tokenOf } from '../answer.js';
import { anyOf } from '../search/any-of.js';
import type { KeptRecords, KeptVersion } from './kept-records.js';

/** How far back the content of a deleted resource is looked for. */
const deletionsMax = 20;

/**
 * The records of one patient, for who may see no others. What is not the patient's is as if it were not there, so that
 * no answer tells it from what is not.
 */
export class OwnRecords implements KeptRecords {
  readonly patient: ResourceId;
  readonly #store: RecordStore;

  constructor(store: RecordStore, patient: ResourceId) {
    this.#store = store;
    this.patient = patient;
  }

  /** Whether the content of a version is the patient's. A deletion has none. */
  holds(version: Pick<StoredVersion, 'deleted' | 'body'>): boolean {
    return !version.deleted && isOwnOf(JSON.parse(version.body) as FhirObject, this.patient);
  }

  holdsFound(version: KeptVersion): boolean {
    return this.holds(version);
  }

  /** The current version, where it is the patient's; a deletion, where what was deleted was. */
  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    const version = await this.#store.read(key);
    if (version === undefined || this.holds(version)) return version;
    return version.deleted && (await this.#wasOwn(key)) ? version : undefined;
  }

  async #wasOwn(key: ResourceKey): Promise<boolean> {
    const { versions } = await this.#store.history({ ...key, count: deletionsMax });
    const last = versions.find(({ deleted }) => !deleted);
    return last !== undefined && this.holds(last);
  }

  /** Keeps conditions to what refers to the patient; found in index rows, which stand where a transaction asks. */
  criterionOf(type: string): SearchClause {
    if (type === 'Patient') return anyOf('id', '_id', [{ text: this.patient }]);
    const known = searchParametersOf(type);
    const subject = ['patient', 'subject'].find((name) => known.get(name)?.kind === 'reference');
    const unionOf = subject === undefined ? patientCompartment()[type] : [subject];
    if (unionOf === undefined) throw new Problem('forbidden', `a condition on ${type}`);
    return { ...anyOf('reference', unionOf.join(' '), [{ text: this.patient, system: 'Patient' }]), unionOf };
  }

  /** @throws Problem `forbidden` for what would be filed with somebody else, or with nobody */
  requireContent(entry: CommitEntry): void {
    if (entry.verb === 'delete' || isOwnOf(entry.resource.value, this.patient)) return;
    throw new Problem('forbidden', 'the content is not of the patient of this token');
  }

  /**
   * A write of what is the patient's already, good only while the store still holds what was looked at. Nothing is made
   * under an id that the caller chose: the answer would tell whether somebody else has it.
   * @throws Problem `not-found` for what is not the patient's or not there
   */
  async aimed(entry: CommitEntry): Promise<CommitEntry> {
    if (entry.verb === 'create') return entry;
    const current = await this.read(entry.verb === 'delete' ? entry.key : entry.resource);
    if (current === undefined) throw new Problem('not-found');
    return { ...entry, madeOf: entry.madeOf ?? tokenOf(current) };
  }
}
