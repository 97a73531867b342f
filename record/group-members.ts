import { readInterval } from './date-time.js';
import { asObject, asText, valuesAt } from './elements.js';
import { readReference } from './reference.js';
import type { FhirObject } from './resource.js';

/** Who is in a group, each once. */
export interface GroupMembers {
  readonly patients: readonly string[];
  /** Groups within it. */
  readonly groups: readonly string[];
}

/**
 * The members that a Group (FHIR R4 §8.13) has at a time, milliseconds since 1970: neither inactive nor past their period.
 * What is no patient and no group is left out; `undefined` for a group that describes its members and names none.
 */
export function membersOf(group: FhirObject, atMilliseconds: number): GroupMembers | undefined {
  if (group['actual'] !== true) return undefined;
  const [patients, groups] = [new Set<string>(), new Set<string>()];
  for (const member of valuesAt(group, 'member')) {
    if (!isMemberAt(member, atMilliseconds)) continue;
    const [entity] = valuesAt(member, 'entity.reference');
    const target = readReference(asText(entity) ?? '');
    if (target?.form !== 'relative') continue;
    if (target.type === 'Patient') patients.add(target.id);
    if (target.type === 'Group') groups.add(target.id);
  }
  return { patients: [...patients], groups: [...groups] };
}

function isMemberAt(member: unknown, atMilliseconds: number): boolean {
  if (asObject(member)?.['inactive'] === true) return false;
  const [start, end] = ['start', 'end'].map((name) => {
    const [text] = valuesAt(member, `period.${name}`);
    return readInterval(asText(text) ?? '');
  });
  return (start === undefined || start.start <= atMilliseconds) && (end === undefined || end.end > atMilliseconds);
}
