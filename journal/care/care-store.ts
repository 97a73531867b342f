import type { ResourceId, ResourceType } from '../../protocol/ids.js';
import type { CareFact } from '../../record/care/care-facts.js';

/** Who cares for whom at this node (rule R25), and with whom records are filed. */
export interface CareStore {
  /** What is known of who cares for a patient; nothing of one who was never here. */
  factsOf(patient: ResourceId): Promise<readonly CareFact[]>;
  /** The Consents by which a patient restricts the use of their record (rule R35). */
  restrictionsOf(patient: ResourceId, nowMilliseconds: number): Promise<readonly ResourceId[]>;
  /** Of a resource that is here; `undefined` for what is not, or of which it is not known yet. */
  standingOf(key: { readonly type: ResourceType; readonly id: ResourceId }): Promise<CareStanding | undefined>;
  /** How much is filed with a patient, by type. */
  countsOf(patient: ResourceId): Promise<ReadonlyMap<string, number>>;
}

/** With whom a resource is filed, and what is known of their care: asked together, for each read asks both. */
export interface CareStanding {
  /** `'nobody'` for what names no patient. */
  readonly patient: ResourceId | 'nobody';
  /** Of that patient; none of nobody. */
  readonly facts: readonly CareFact[];
}

/** Whose records somebody sees of some types: those of whom they care for, and of nobody. */
export interface CareView {
  readonly types: ReadonlySet<string>;
  /** Who asks: a FHIR reference. */
  readonly person: string;
  /** Patients whose record is open to them all the same. */
  readonly opened: readonly ResourceId[];
  /** Milliseconds since 1970. */
  readonly atMilliseconds: number;
}
