import type { ErasureScope } from '../../protocol/erasures/erasure-order.js';
import type { ResourceId } from '../../protocol/ids.js';
import { patientOf } from '../../record/compartment.js';
import type { FhirObject } from '../../record/resource.js';
import type { JournalContext } from '../context.js';
import { erasureSql, type MemberRow } from '../sql/erasures.js';
import { fanOutSql } from '../sql/fan-out.js';
import { versionSql } from '../sql/versions.js';

/** The resources that are here of what an order names, each once. */
export function erasedMembers(context: JournalContext, { patient, resources }: ErasureScope): readonly MemberRow[] {
  const { connection, names } = context;
  const members = new Map<number, MemberRow>();
  const note = (member: MemberRow) => members.set(member.resource, member);
  for (const { type, id } of resources) {
    const typeKey = names.findType(type);
    const row = typeKey === undefined ? undefined : connection.one(versionSql.resourceKey, typeKey, id);
    if (typeKey !== undefined && row !== undefined) note({ resource: row.resource, type: typeKey, id });
  }
  if (patient === undefined) return [...members.values()];
  const compartment = names.findPatient(patient);
  const filed = compartment === undefined ? [] : connection.all(erasureSql.members, compartment);
  const unfiled = context.role === 'hub' ? unfiledOf(context, patient) : [];
  for (const member of [...filed, ...unfiled]) note(member);
  return [...members.values()];
}

/** A hub files behind the commit (rule F3): of what waits for that, only the content says whose it is. */
function unfiledOf({ connection }: JournalContext, patient: ResourceId): readonly MemberRow[] {
  const found: MemberRow[] = [];
  const cursor = connection.one(fanOutSql.cursor, 'fan-out 0')?.version ?? 0;
  connection.each(erasureSql.unfiled, [cursor], ({ body, ...member }) => {
    if (patientOf(JSON.parse(body.toString('utf8')) as FhirObject) === patient) found.push(member);
    return true;
  });
  return found;
}
