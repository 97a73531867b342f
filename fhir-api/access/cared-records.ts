import type { CommitEntry, RecordStore, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { generalPractitionersOf, isArrival } from '../../record/care/care-facts.js';
import { patientOf } from '../../record/compartment.js';
import type { FhirObject } from '../../record/resource.js';
import type { CareDesk } from './care-desk.js';
import type { KeptRecords, KeptVersion } from './kept-records.js';

const patientType = parseResourceType('Patient');

/** The records of patients whom somebody cares for, and those that name no patient, for who may see no others (rule R25). */
export class CaredRecords implements KeptRecords {
  readonly #store: RecordStore;
  readonly #desk: CareDesk;
  /** Whether they write that somebody has come, which makes the relationship. */
  readonly #receives: boolean;

  constructor(store: RecordStore, desk: CareDesk, receives: boolean) {
    this.#store = store;
    this.#desk = desk;
    this.#receives = receives;
  }

  async holds({ deleted, body }: KeptVersion): Promise<boolean> {
    return !deleted && (await this.#isOfCare(JSON.parse(body) as FhirObject));
  }

  holdsFound({ deleted }: KeptVersion): boolean {
    return !deleted;
  }

  async #isOfCare(value: FhirObject): Promise<boolean> {
    const patient = await this.#patientOf(value);
    return patient === undefined || this.#desk.caresFor(patient);
  }

  /** Whom content is of. What names nobody is filed under its own id, which only a patient's record has beside it. */
  async #patientOf(value: FhirObject): Promise<ResourceId | undefined> {
    const patient = patientOf(value);
    if (patient === undefined || patient !== value.id) return patient;
    return (await this.#store.read({ type: patientType, id: patient })) === undefined ? undefined : patient;
  }

  /** By whom it is filed with now; what is deleted still is. */
  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    const version = await this.#store.read(key);
    return version === undefined || (await this.#desk.caresForFiled(key)) ? version : undefined;
  }

  async requireContent(entry: CommitEntry, beside: readonly CommitEntry[]): Promise<void> {
    if (entry.verb === 'delete' || (await this.#isOfCare(entry.resource.value))) return;
    const patient = patientOf(entry.resource.value);
    const isArriving = (other: CommitEntry) =>
      other.verb !== 'delete' && isArrival(other.resource.value) && patientOf(other.resource.value) === patient;
    if (this.#receives && beside.some(isArriving)) return;
    for (const other of beside) if (await this.#registers(other, patient)) return;
    throw new Problem('no-care-relationship');
  }

  /** Whether an entry makes the patient, who was not here before. */
  async #registers(entry: CommitEntry, patient: ResourceId | undefined): Promise<boolean> {
    if (entry.verb === 'delete' || entry.resource.type !== 'Patient' || entry.resource.id !== patient) return false;
    return (await this.#store.read(entry.resource)) === undefined;
  }

  /** Nothing is written over what they may not see; the answer says no more than what is told anyway, that there is something. */
  async aimed(entry: CommitEntry): Promise<CommitEntry> {
    if (entry.verb === 'create') return entry;
    const key = entry.verb === 'delete' ? entry.key : entry.resource;
    const current = await this.#store.read(key);
    if (current !== undefined && !(await this.#desk.caresForFiled(key)))
      throw new Problem('forbidden', 'the id is taken');
    return entry;
  }

  /** Nobody makes themselves the practitioner of a patient whom they do not care for. @throws Problem `no-care-relationship` */
  async requireOthersNamed(entry: CommitEntry, person: string): Promise<void> {
    if (entry.verb === 'delete' || !generalPractitionersOf(entry.resource.value).includes(person)) return;
    const current = await this.#store.read(entry.resource);
    if (current === undefined || (await this.#desk.caresFor(entry.resource.id))) return;
    throw new Problem('no-care-relationship', 'who asks as the general practitioner');
  }
}
