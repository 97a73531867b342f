import type { CodeHierarchy, KnownValueSet } from '../../record/definitions/compact.js';

/** The codes that a search may name together; of a node's `ProfileBook`, which has those of FHIR R4, too. */
export interface Terms {
  /** A value set by its canonical URL without version; `undefined` where it is not here. */
  valueSet(url: string): KnownValueSet | undefined;
  /** Which codes of a code system are below others; `undefined` where that is not known. */
  hierarchyOf(system: string): CodeHierarchy | undefined;
}
