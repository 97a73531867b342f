/** A StructureDefinition with only what validation reads; has the form that `loadDataType` of @medplum/core takes. */
export interface CompactDefinition {
  readonly resourceType: 'StructureDefinition';
  readonly url: string;
  readonly name: string;
  readonly type: string;
  readonly kind: string;
  readonly snapshot: { readonly element: readonly { readonly [part: string]: unknown }[] };
}

/** The codes of one value set, by code system. */
export type ValueSetCodes = Readonly<Record<string, readonly string[]>>;

/** A value set, whether its codes can be listed or not. */
export interface KnownValueSet {
  /** Absent where its definition has none, or where that was not kept. */
  readonly version?: string;
  /** Absent where they cannot be listed from the definitions at hand. */
  readonly codes?: ValueSetCodes;
}

/** The codes right below others of one code system; one may be below several. */
export type CodeHierarchy = Readonly<Record<string, readonly string[]>>;

/** What `definitions/build.ts` writes: base FHIR R4 (4.0.1), trimmed. */
export interface CompactDefinitions {
  readonly datatypes: readonly CompactDefinition[];
  /** By type name, each as the JSON text of a CompactDefinition: a hospital uses a dozen of the 147, and objects take ten times the room. */
  readonly resources: Readonly<Record<string, string>>;
  /** By canonical URL without version; only value sets that a required binding names and that can be enumerated. */
  readonly valueSets: Readonly<Record<string, ValueSetCodes>>;
}
