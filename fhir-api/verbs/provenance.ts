import type { CommitCondition, CommitEntry, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { patientOf } from '../../record/compartment.js';
import { asObject, asText, valuesAt } from '../../record/elements.js';
import { parseResource } from '../../record/parse.js';
import type { FhirObject } from '../../record/resource.js';
import { instantOf } from '../answer.js';
import type { Coding } from '../audit/codings.js';
import { whoOf } from '../audit/event-agents.js';
import type { Call } from '../call.js';
import { expectedOf } from './parsing-ground.js';

const provenanceType = parseResourceType('Provenance');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What a Provenance says beside who and when, which the server knows. */
export interface Why {
  /** `Type/id`; it is filed with the first patient among them. */
  readonly targets: readonly string[];
  /** `Provenance.reason`. */
  readonly reason: readonly unknown[];
  readonly activity?: Coding;
}

/** Who wrote what, and why, ready for the store. @throws Problem as a create */
export function provenanceEntry(call: Call, { targets, reason, activity }: Why): CommitEntry {
  const text = JSON.stringify({
    resourceType: 'Provenance',
    target: [...new Set(targets)].map((reference) => ({ reference })),
    recorded: instantOf(call.now()),
    ...(activity && { activity: { coding: [activity] } }),
    reason,
    agent: [{ who: whoOf(call.records.author) }],
  });
  return {
    verb: 'create',
    resource: parseResource(text, { type: provenanceType, newId: call.newId, ...expectedOf(call) }),
  };
}

/**
 * Writes entries, with a Provenance of why where the header X-Provenance says it (FHIR R4 Provenance, HTTP Header).
 * @returns the versions of the entries, in their order, then that of the Provenance
 * @throws Problem `parameter-malformed`, as the store
 */
export async function commitWithReason(
  call: Call,
  entries: readonly CommitEntry[],
  conditions: readonly CommitCondition[] = [],
): Promise<readonly StoredVersion[]> {
  const reason = reasonIn(call);
  if (reason === undefined) return call.records.commit(entries, conditions);
  const written = entries.map((entry) => addressOf(entry.verb === 'delete' ? entry.key : entry.resource));
  const patients: string[] = [];
  // What is taken from a patient's record is told there: a Provenance that names no patient stays at its site.
  for (const entry of entries) patients.push(...(await patientsOf(call, entry)));
  const provenance = provenanceEntry(call, { targets: [...written, ...patients], reason });
  return call.records.commit(entries, conditions, [provenance]);
}

/** The reason that the header X-Provenance gives; `undefined` without the header. @throws Problem `parameter-malformed` */
export function reasonIn({ provenance }: Pick<Call, 'provenance'>): readonly unknown[] | undefined {
  if (provenance === undefined) return undefined;
  const value = asObject(readHeader(provenance));
  const reasons = value?.['reason'];
  const said = valuesAt(value, 'reason.text').concat(valuesAt(value, 'reason.coding.code'));
  const isSaid = Array.isArray(reasons) && said.some((text) => (asText(text) ?? '').trim() !== '');
  if (value?.['resourceType'] !== 'Provenance' || !isSaid) {
    throw new Problem('parameter-malformed', 'X-Provenance is a Provenance as JSON, with a reason');
  }
  return reasons;
}

/** Bytes of a header come as one character each, whatever they mean (RFC 9110 §5.5). */
function readHeader(text: string): unknown {
  try {
    return JSON.parse(utf8.decode(Buffer.from(text, 'latin1')));
  } catch {
    return undefined;
  }
}

async function patientsOf(call: Call, entry: CommitEntry): Promise<readonly string[]> {
  const key = entry.verb === 'delete' ? entry.key : entry.resource;
  const patient = entry.verb === 'delete' ? await patientOfDeleted(call, entry.key) : entry.resource.filing.patient;
  // What names nobody is filed under its own id.
  return patient === undefined || patient === key.id ? [] : [`Patient/${patient}`];
}

async function patientOfDeleted(call: Call, key: ResourceKey): Promise<string | undefined> {
  const current = await call.records.current(key, 'delete');
  return current === undefined || current.deleted ? undefined : patientOf(JSON.parse(current.body) as FhirObject);
}

function addressOf({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}
