import { type ClockStamp, compareStamps } from '../protocol/clock.js';
import type { ChangeId, ResourceId } from '../protocol/ids.js';
import type { FhirObject, Filing } from '../record/resource.js';

export interface VersionStamp {
  readonly stamp: ClockStamp;
  readonly changeId: ChangeId;
}

export function wins(incoming: VersionStamp, current: VersionStamp): boolean {
  const order = compareStamps(incoming.stamp, current.stamp);
  return order > 0 || (order === 0 && incoming.changeId > current.changeId);
}

export function fileResource(value: FhirObject): Filing {
  const own = value.resourceType === 'Patient' ? value.id : undefined;
  const subject = (value['subject'] ?? value['patient']) as { reference?: string } | undefined;
  const referred = subject?.reference?.startsWith('Patient/') ? subject.reference.slice(8) : undefined;
  return { lane: 2, patient: (own ?? referred) as ResourceId | undefined, interestedSites: [], searchRows: [] };
}

export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
