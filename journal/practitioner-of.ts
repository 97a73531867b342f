import { parseResourceId, parseResourceType } from '../protocol/ids.js';
import { readReference } from '../record/reference.js';
import type { FhirObject } from '../record/resource.js';
import type { RecordStore, StoredVersion } from './record-store.js';

/** The Practitioner that stands as author of what somebody writes; `undefined` where there is none. */
export async function practitionerOf(
  records: Pick<RecordStore, 'read'>,
  author: string,
): Promise<{ readonly practitioner: FhirObject; readonly version: StoredVersion } | undefined> {
  const reference = readReference(author);
  if (reference?.form !== 'relative' || reference.type !== 'Practitioner') return undefined;
  const version = await records.read({ type: parseResourceType('Practitioner'), id: parseResourceId(reference.id) });
  if (version === undefined || version.deleted) return undefined;
  return { practitioner: JSON.parse(version.body) as FhirObject, version };
}
