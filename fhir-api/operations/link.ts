import type { CommitEntry, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { linkedPatients, withLink, withoutLink } from '../../record/identity/patient-links.js';
import { readReference } from '../../record/reference.js';
import { type Answer, resourceText, tokenOf } from '../answer.js';
import { lifecycle } from '../audit/codings.js';
import type { Call } from '../call.js';
import { untilDecided } from '../conditions/decide.js';
import { goneProblem } from '../gone.js';
import { committed } from '../verbs/create.js';
import { provenanceEntry } from '../verbs/provenance.js';
import { parseUpdate } from '../verbs/update.js';
import { type OperationInput, textIn } from './input.js';

const patientType = parseResourceType('Patient');
const reasonLengthMax = 1_000;

/** The record that is no longer used, and the one that stands for the person. */
interface Pair {
  readonly source: StoredVersion;
  readonly target: StoredVersion;
}

/**
 * `Patient/$link` and `Patient/$unlink` (rules F160, F161, M17): says of two records that they are one person's, or takes that
 * back. Nothing else of either changes, no id and no reference; a Provenance keeps who said it, and why.
 * @throws Problem `forbidden`, `proof-wanted`, `reason-wanted`, `not-found`, `deleted`, `parameter-malformed`,
 *   `patients-linked`, `patients-not-linked`; as an update
 */
export async function changeLink(call: Call, input: OperationInput, change: 'link' | 'unlink'): Promise<Answer> {
  call.records.requireLink();
  const reason = (textIn(input, 'reason') ?? '').trim();
  if (reason === '') throw new Problem('reason-wanted');
  if (reason.length > reasonLengthMax) throw new Problem('parameter-malformed', 'reason is too long');
  // An entity tag says which version of one resource is meant, and here are two.
  if (call.ifMatch !== undefined) throw new Problem('version-conflict');
  const [source, target] = [keyIn(input, 'source-patient'), keyIn(input, 'target-patient')];
  return untilDecided(async () => {
    const pair = { source: await standing(call, source), target: await standing(call, target) };
    const bodies = change === 'link' ? linked(pair) : unlinked(pair);
    const patients = [entryOf(call, pair.source, bodies.source), entryOf(call, pair.target, bodies.target)];
    const why = { targets: [target, source].map(({ id }) => `Patient/${id}`), reason: [{ text: reason }] };
    const provenance = provenanceEntry(call, { ...why, activity: lifecycle(change) });
    const note = {
      action: `${change} Patient/${target.id}`,
      subject: `Patient/${source.id}`,
      outcome: 'done',
    } as const;
    const versions = await call.records.commit(patients, [], [provenance], [note]);
    return { status: 200, asked: true, body: parametersOf(versions.map(committed)), delivery: 'site' };
  });
}

/** @throws Problem `patients-linked`: one was replaced already, so that whoever follows links would not end here */
function linked({ source, target }: Pair): { readonly source: string; readonly target: string } {
  const replacedBy = linkedPatients(JSON.parse(source.body), 'replaced-by').filter((id) => id !== target.id);
  const isReplaced = linkedPatients(JSON.parse(target.body), 'replaced-by').length > 0;
  if (source.id === target.id || replacedBy.length > 0 || isReplaced) throw new Problem('patients-linked');
  return changed(
    { source, target },
    withLink(source.body, 'replaced-by', target.id),
    withLink(target.body, 'replaces', source.id),
    'patients-linked',
  );
}

/** Whichever of the two replaced the other. @throws Problem `patients-not-linked` */
function unlinked({ source, target }: Pair): { readonly source: string; readonly target: string } {
  return changed(
    { source, target },
    withoutLink(source.body, target.id),
    withoutLink(target.body, source.id),
    'patients-not-linked',
  );
}

/** @throws Problem where there is nothing to change */
function changed(before: Pair, source: string, target: string, otherwise: 'patients-linked' | 'patients-not-linked') {
  if (source === before.source.body && target === before.target.body) throw new Problem(otherwise);
  return { source, target };
}

function keyIn(input: OperationInput, name: string): ResourceKey {
  const target = readReference(textIn(input, name) ?? '');
  if (target?.form !== 'relative' || target.type !== 'Patient') {
    throw new Problem('parameter-malformed', `${name} is a reference to a Patient, as Patient/id`);
  }
  return { type: patientType, id: parseResourceId(target.id) };
}

async function standing(call: Call, key: ResourceKey): Promise<StoredVersion> {
  const current = await call.records.current(key, 'update');
  if (current === undefined) throw new Problem('not-found');
  if (current.deleted) throw goneProblem(current);
  return current;
}

function entryOf(call: Call, current: StoredVersion, text: string): CommitEntry {
  return { verb: 'update', resource: parseUpdate(text, current, call), madeOf: tokenOf(current) };
}

/** Both records as they stand now, and the Provenance. */
function parametersOf([source, target, provenance]: readonly StoredVersion[]): string {
  const parameters = Object.entries({ 'source-patient': source, 'target-patient': target, provenance }).flatMap(
    ([name, version]) => (version === undefined ? [] : [`{"name":"${name}","resource":${resourceText(version)}}`]),
  );
  return `{"parameter":[${parameters.join(',')}],"resourceType":"Parameters"}`;
}
