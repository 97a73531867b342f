import type { StoredVersion } from '../../journal/record-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { asObject, type Elements, valuesAt } from '../../record/elements.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { patientsOfIdentifier } from '../search/any-of.js';
import { type OperationInput, textIn } from './input.js';
import { linkedTo, standingAmong } from './linked-records.js';

const patientType = parseResourceType('Patient');

interface Identifier {
  readonly system: string;
  readonly value: string;
}

/**
 * IHE PIXm 3.0 ITI-83, `Patient/$ihe-pix`: the other identifiers of who has one, of all systems or of those asked for, and
 * their records here. Two records are of one person where a person linked or merged them (`Patient.link`).
 * @throws Problem `forbidden`, `parameter-malformed`; by ITI TF-2 §3.83.4.2.2 `not-found` for a value that nobody has,
 *   `source-system-unknown`, `target-system-unknown`
 */
export async function crossReference(call: Call, input: OperationInput): Promise<Answer> {
  call.records.require(patientType, 'search');
  const source = sourceOf(input);
  const targets = input.texts.get('targetSystem');
  if (!(await isSystemKnown(call, source.system))) {
    throw new Problem('source-system-unknown', 'sourceIdentifier Assigning Authority not found');
  }
  for (const system of targets ?? []) {
    if (!(await isSystemKnown(call, system))) throw new Problem('target-system-unknown', 'targetSystem not found');
  }
  const found = (
    await call.records.searchAny([patientsOfIdentifier(source.value, source.system, apiLimits.linkedRecordsMax)])
  ).versions;
  if (found.length === 0) throw new Problem('not-found', 'sourceIdentifier Patient Identifier not found');
  const records = await linkedTo(call, found);
  return { status: 200, asked: true, body: parametersOf(call.base, records, source, targets) };
}

/** @throws Problem `parameter-malformed` */
function sourceOf(input: OperationInput): Identifier {
  const [, system = '', value = ''] = /^([^|]+)\|(.+)$/.exec(textIn(input, 'sourceIdentifier') ?? '') ?? [];
  if (system === '') throw new Problem('parameter-malformed', 'sourceIdentifier is system|value');
  return { system, value };
}

/** Whether anybody here has an identifier of the system. */
async function isSystemKnown(call: Call, system: string): Promise<boolean> {
  return (await call.records.searchAny([patientsOfIdentifier('', system, 1)])).versions.length > 0;
}

/** Each identifier once and not the one that was asked with; of the records those that stand for themselves. */
function parametersOf(
  base: string,
  records: readonly StoredVersion[],
  source: Identifier,
  targets: readonly string[] | undefined,
): string {
  const shown = new Map<string, Elements>();
  // Who was merged into another record is found there.
  const ids = standingAmong(records).map(({ id }) => id);
  for (const { body } of records) {
    const patient = JSON.parse(body) as Elements;
    const wanted = valuesAt(patient, 'identifier').flatMap((value) => {
      const identifier = asObject(value);
      const { system, value: text } = identifier ?? {};
      if (identifier === undefined || typeof system !== 'string' || typeof text !== 'string') return [];
      return targets?.includes(system) === false ? [] : [{ key: JSON.stringify([system, text]), identifier }];
    });
    for (const { key, identifier } of wanted) shown.set(key, identifier);
  }
  shown.delete(JSON.stringify([source.system, source.value]));
  const identifiers = [...shown.values()].map((valueIdentifier) => ({ name: 'targetIdentifier', valueIdentifier }));
  const references = ids
    .toSorted()
    .map((id) => ({ name: 'targetId', valueReference: { reference: `${base}/Patient/${id}` } }));
  const parameter = [...identifiers, ...references];
  return JSON.stringify({ resourceType: 'Parameters', ...(parameter.length > 0 && { parameter }) });
}
