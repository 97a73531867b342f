import type { FhirObject } from '../../record/resource.js';
import { summaryFirst, summaryTypes } from '../../record/summary-first.js';
import type { JournalContext } from '../context.js';
import { type MemberRow, snapshotSql } from '../sql/snapshots.js';

/** The resources of a patient's summary, in the order in which they are sent; none when the patient is not here. */
export function summaryMembers(context: JournalContext, compartment: number): readonly MemberRow[] {
  const members = new Map<FhirObject, MemberRow>();
  for (const { body, ...member } of ofSummaryTypes(context, compartment)) {
    if (body !== null) members.set(JSON.parse(body.toString('utf8')) as FhirObject, member);
  }
  const resources = [...members.keys()];
  const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
  if (patient === undefined) return [];
  return summaryFirst(patient, resources, context.now()).flatMap((resource) => members.get(resource) ?? []);
}

/** All resources of the types that a summary is made of, deleted ones included. */
export function ofSummaryTypes({ connection, names }: JournalContext, compartment: number) {
  return summaryTypes.flatMap((type) => {
    const key = names.findType(type);
    return key === undefined ? [] : connection.all(snapshotSql.membersOfType, compartment, key);
  });
}
