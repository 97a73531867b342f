import type { InternalSchemaElement, InternalTypeSchema } from '@medplum/core';

/** What one JSON key of an object may hold. */
export interface KeySchema {
  readonly element: InternalSchemaElement;
  /** The name in the definition: `value[x]` for `valueQuantity`. */
  readonly elementName: string;
  /** The type that the key stands for. */
  readonly type: string;
  readonly targetProfiles: readonly string[] | undefined;
}

const cache = new WeakMap<InternalTypeSchema, ReadonlyMap<string, KeySchema>>();

/** The JSON keys of a type, with the choices of `[x]` written out (FHIR R4 §2.6.2.1). */
export function keysOf(schema: InternalTypeSchema): ReadonlyMap<string, KeySchema> {
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const keys = new Map<string, KeySchema>();
  for (const [elementName, element] of Object.entries(schema.elements)) {
    const stem = elementName.replace('[x]', '');
    for (const { code, targetProfile } of element.type) {
      const key = stem === elementName ? stem : stem + code.charAt(0).toUpperCase() + code.slice(1);
      // An element that may refer to several kinds lists `Reference` once; the first entry of a key counts.
      if (!keys.has(key)) keys.set(key, { element, elementName, type: code, targetProfiles: targetProfile });
    }
  }
  cache.set(schema, keys);
  return keys;
}
