import type { ResourceId, ResourceType } from '../protocol/ids.js';
import type { Lane } from '../protocol/lane.js';
import type { SearchRow } from './search-row.js';

/** A JSON object of FHIR R4 as `JSON.parse` gives it; decimals in it have lost their lexical form, the body has not. */
export interface FhirObject {
  readonly resourceType: string;
  readonly id?: string;
  readonly meta?: { readonly [element: string]: unknown };
  readonly [element: string]: unknown;
}

/** A resource that passed the only door for untrusted input: validated, canonical, and with all that storing needs. */
export interface ParsedResource {
  readonly type: ResourceType;
  readonly id: ResourceId;
  /** Canonical form: RFC 8785 key order, no server-assigned `meta`, numbers as written. */
  readonly body: string;
  /** The same resource for code that reads it. */
  readonly value: FhirObject;
  readonly filing: Filing;
}

/** Where a resource belongs; derived from its content by pure functions, at both ends alike. */
export interface Filing {
  /** The lane that its change travels in. */
  readonly lane: Lane;
  /**
   * The patient whose compartment it is in; `undefined` for reference data, which every site holds. A resource that is
   * neither is filed under its own id, so that it is never sent to every site by mistake.
   */
  readonly patient: ResourceId | undefined;
  /** The sites that this resource makes interested in `patient`, beside its origin (a referral names one). */
  readonly interestedSites: readonly string[];
  readonly searchRows: readonly SearchRow[];
}
