import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { Problem, type ProblemIssue } from '../../protocol/problem.js';
import { type GroupMembers, membersOf } from '../../record/group-members.js';
import { readReference } from '../../record/reference.js';
import type { FhirObject } from '../../record/resource.js';
import type { Call } from '../call.js';
import { goneProblem } from '../gone.js';
import { apiLimits } from '../limits.js';

/** Whose records an export is of. */
export interface Whose {
  /** Ids; absent: all patients'. */
  readonly patients?: ReadonlySet<string>;
  /** For the audit: references. */
  readonly subjects?: readonly string[];
}

const [groupType, patientType] = [parseResourceType('Group'), parseResourceType('Patient')];

/**
 * The patients of an export (FHIR Bulk Data Access 2.0.0, `Group/[id]/$export` and `patient`): the members that a group has
 * now, those within its groups too; those that are named, who must be here, and of the group.
 * @param references the values of `patient`
 * @throws Problem `not-found`, `deleted`, `request-invalid` for a group without members of its own, `too-large`,
 *   `parameter-malformed` with the places of who is not here
 */
export async function whoseRecords(
  call: Call,
  group: string | undefined,
  references: readonly string[] | undefined,
): Promise<Whose> {
  const members = group === undefined ? undefined : await patientsOfGroup(call, group);
  const ofGroup = {
    ...(members && { patients: members }),
    ...(group !== undefined && { subjects: [`Group/${group}`] }),
  };
  if (references === undefined) return ofGroup;
  if (references.length > apiLimits.exportPatientsNamedMax) throw new Problem('too-large', 'patient');
  const named = references.map((reference, index) => idOf(reference, index, call.base));
  await requireHere(call, named, members);
  return { patients: new Set(named), subjects: [...new Set(named)].map((id) => `Patient/${id}`) };
}

async function patientsOfGroup(call: Call, id: string): Promise<ReadonlySet<string>> {
  const patients = new Set<string>();
  const seen = new Set([id]);
  const open: string[] = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const members = await readMembers(call, next, next === id);
    for (const patient of members.patients) patients.add(patient);
    for (const inner of members.groups) {
      if (!seen.has(inner)) open.push(inner);
      seen.add(inner);
    }
    if (seen.size > apiLimits.exportGroupsMax || patients.size > apiLimits.exportGroupPatientsMax) {
      throw new Problem('too-large', 'the members of a group');
    }
  }
  return patients;
}

/** @param isAsked whether the group was asked for; one within it that is not here has nobody */
async function readMembers(call: Call, id: string, isAsked: boolean): Promise<GroupMembers> {
  const version = await call.records.read({ type: groupType, id: parseResourceId(id) });
  if (version === undefined || version.deleted) {
    if (isAsked) throw version === undefined ? new Problem('not-found') : goneProblem(version);
    return { patients: [], groups: [] };
  }
  const members = membersOf(JSON.parse(version.body) as FhirObject, call.now());
  if (members === undefined) throw new Problem('request-invalid', 'a group that names no members');
  return members;
}

/** @throws Problem `parameter-malformed` */
function idOf(reference: string, index: number, base: string): string {
  const target = readReference(reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference);
  if (target?.form === 'relative' && target.type === 'Patient') return parseResourceId(target.id);
  throw wrong([{ path: `patient[${index}]`, text: 'must be Patient/ and an id' }]);
}

async function requireHere(
  call: Call,
  ids: readonly string[],
  members: ReadonlySet<string> | undefined,
): Promise<void> {
  const issues: ProblemIssue[] = [];
  for (const [index, id] of ids.entries()) {
    const path = `patient[${index}]`;
    if (members?.has(id) === false) issues.push({ path, text: 'is not in the group' });
    else {
      const patient = await call.records.read({ type: patientType, id: parseResourceId(id) });
      if (patient === undefined || patient.deleted) issues.push({ path, text: 'is not here' });
    }
  }
  if (issues.length > 0) throw wrong(issues);
}

function wrong(issues: readonly ProblemIssue[]): Problem {
  return new Problem('parameter-malformed', 'patient', issues);
}
