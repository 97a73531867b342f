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

/** What is remembered of a version from its commit until fan-out. */
export interface RecentPlace extends Place {
  /** No version of its resource came before it. */
  readonly isFirst: boolean;
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
  readonly #places = new Map<number, RecentPlace>();

  constructor(placesMax: number) {
    this.#placesMax = placesMax;
  }

  note(version: number, place: RecentPlace): void {
    if (this.#places.size < this.#placesMax) this.#places.set(version, place);
  }

  take(version: number): RecentPlace | undefined {
    const place = this.#places.get(version);
    this.#places.delete(version);
    return place;
  }

  /** After a rollback keys are given again. */
  clear(): void {
    this.#places.clear();
  }
}
