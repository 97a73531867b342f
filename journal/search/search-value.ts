import type { Surroundings } from '../../record/search-places.js';

/** A code of a code system; of none where `system` is ''. */
export interface SystemCode {
  readonly system: string;
  readonly code: string;
}

/** What a criterion compares with. */
export interface SearchValue {
  /** Date and quantity prefixes of FHIR; `eq` where none was given. */
  readonly prefix: 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';
  /** string: the folded text, but as written for `:exact` · token: the code ('' for `system|`) · reference: the id · quantity: the number. */
  readonly text: string;
  /** token: `undefined` any system, '' no system · reference: the type, if given · quantity: the unit's system. */
  readonly system?: string;
  /** date and lastUpdated: the interval asked for, milliseconds since 1970, `end` exclusive. */
  readonly start?: number;
  readonly end?: number;
  /** quantity: the unit's code. */
  readonly unit?: string;
  /** token: one of these codes, in place of `text`: those of a value set, above or below another; or uris. */
  readonly among?: readonly SystemCode[];
  /** string, of `phonetic`: how its words sound; a resource has all of them. */
  readonly sounds?: readonly string[];
  /** `Location.near`: what lies around a place; a quantity of nothing else. */
  readonly around?: Surroundings;
}
