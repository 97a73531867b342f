import { asObject, asText } from './elements.js';
import { readReference } from './reference.js';

/** What a reference parameter compares: '' is no type that is known. */
export interface ReferenceKey {
  readonly type: string;
  /** The id of a resource here; else the whole text. */
  readonly id: string;
}

/**
 * What a Reference, canonical, uri or contained entry points at (FHIR R4 §3.1.1.4.9). A canonical with a version is found with
 * and without it.
 */
export function referenceKeys(item: unknown): ReferenceKey[] {
  const object = asObject(item);
  const canonical = asText(item);
  if (canonical !== undefined) {
    const bar = canonical.lastIndexOf('|');
    return bar <= 0 ? keysOf(canonical, '') : [...keysOf(canonical.slice(0, bar), ''), { type: '', id: canonical }];
  }
  const text = asText(object?.['reference']);
  if (text !== undefined) return keysOf(text, asText(object?.['type']) ?? '');
  const type = asText(object?.['resourceType']);
  const id = asText(object?.['id']);
  return type === undefined || id === undefined ? [] : [{ type, id }];
}

function keysOf(text: string, statedType: string): ReferenceKey[] {
  const target = readReference(text);
  if (target === undefined) return [];
  switch (target.form) {
    case 'relative':
      return [{ type: target.type, id: target.id }];
    case 'absolute':
    case 'conditional':
      // An address on another server is not our resource of that id: it is found by its whole text.
      return [{ type: target.type, id: text }];
    default:
      return [{ type: statedType, id: text }];
  }
}
