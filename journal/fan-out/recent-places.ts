import type { ResourceId } from '../../protocol/ids.js';
import { patientOf } from '../../record/compartment.js';
import { sitesNamedBy } from '../../record/interest.js';
import type { FhirObject } from '../../record/resource.js';

/** Where the content of a version says that it belongs. */
export interface Place {
  /** `null`: reference data. */
  readonly patient: ResourceId | null;
  readonly interestedSites: readonly string[];
}

export function placeOf(value: FhirObject): Place {
  return { patient: patientOf(value) ?? null, interestedSites: sitesNamedBy(value) };
}

/**
 * Remembers where versions belong from their commit, where their bodies are read anyway, until fan-out asks a moment
 * later. Only a memory: what it has forgotten, fan-out reads in the body again.
 */
export class RecentPlaces {
  readonly #placesMax: number;
  readonly #places = new Map<number, Place>();

  constructor(placesMax: number) {
    this.#placesMax = placesMax;
  }

  note(version: number, place: Place): void {
    if (this.#places.size < this.#placesMax) this.#places.set(version, place);
  }

  take(version: number): Place | undefined {
    const place = this.#places.get(version);
    this.#places.delete(version);
    return place;
  }

  /** After a rollback keys are given again. */
  clear(): void {
    this.#places.clear();
  }
}
