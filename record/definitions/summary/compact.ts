/**
 * What a summary keeps of one place, a type or an element with elements of its own: their names in JSON, each with the place
 * that is looked into below it, or '' where all of it is kept.
 */
export type SummaryPlace = Readonly<Record<string, string>>;

/** What FHIR R4 says of the parts that a resource of one type may be shown in. */
export interface CompactSummary {
  /** Elements without which it would not be valid, or would mean something else. */
  readonly needed: readonly string[];
  /** Its own places, by path; the first is the type itself. */
  readonly places: Readonly<Record<string, SummaryPlace>>;
}

/** What the build writes as `r4-summaries.json`. */
export interface CompactSummaries {
  /** The places of datatypes of which a summary leaves something out. */
  readonly datatypes: Readonly<Record<string, SummaryPlace>>;
  /** By type, each as the JSON text of a {@link CompactSummary}. */
  readonly types: Readonly<Record<string, string>>;
}
