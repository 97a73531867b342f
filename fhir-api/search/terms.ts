import type { CodeHierarchy, ValueSetCodes } from '../../record/definitions/compact.js';

/** The codes that a search may name together; of a node's `ProfileBook`, which has those of FHIR R4, too. */
export interface Terms {
  /** The codes of a value set, by its canonical URL with a version or without; `undefined` where they cannot be listed. */
  codesOf(valueSet: string): ValueSetCodes | undefined;
  /** Which codes of a code system are below others; `undefined` where that is not known. */
  hierarchyOf(system: string): CodeHierarchy | undefined;
}
