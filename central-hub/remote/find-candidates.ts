import { readSearch } from '../../fhir-api/search/query.js';
import type { RecordStore, StoredVersion } from '../../journal/record-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { Candidate, PersonQuery } from '../../protocol/remote-ask.js';
import { asText } from '../../record/elements.js';
import { healthIdSystem, nationalIdSystem, readHealthId } from '../../record/identity/health-id.js';
import { identifierOf, patientName } from '../../record/identity/patient-name.js';
import type { FhirObject } from '../../record/resource.js';

/** Looks for people among the patients of all sites; the rows that it reads lag the commits by 2 s at most. */
export async function findCandidates(
  records: Pick<RecordStore, 'search'>,
  query: PersonQuery,
): Promise<readonly Candidate[]> {
  const parameters = new URLSearchParams({ _count: String(limits.remoteCandidatesMax) });
  const add = (name: string, value: string) => {
    if (value !== '') parameters.append(name, value);
  };
  add('family', escaped(query.family));
  add('given', escaped(query.given));
  add('birthdate', escaped(query.birthDate));
  if (query.healthId !== '') add('identifier', `${healthIdSystem}|${escaped(query.healthId)}`);
  if (query.nationalId !== '') add('identifier', `${nationalIdSystem}|${escaped(query.nationalId)}`);
  const page = await records.search(readSearch(parseResourceType('Patient'), parameters, '').query);
  return page.versions.map(candidateOf);
}

function candidateOf(version: StoredVersion): Candidate {
  const patient = JSON.parse(version.body) as FhirObject;
  const { family, given } = patientName(patient);
  const healthId = identifierOf(patient, healthIdSystem) ?? '';
  const text = (value: string | undefined) => cut(value ?? '');
  return {
    patient: version.id,
    healthId: text(healthId),
    ...{ family: text(family), given: text(given) },
    ...{ gender: text(asText(patient['gender'])), birthDate: text(asText(patient['birthDate'])) },
    // Whoever amended the record last: the identifier says who registered the patient.
    site: readHealthId(healthId)?.site ?? version.origin,
  };
}

/** Within the bytes that an answer may spend on one word, whole characters only. */
function cut(text: string): string {
  const bytes = Buffer.from(text).subarray(0, limits.remoteTextBytesMax);
  return bytes.length < limits.remoteTextBytesMax ? text : bytes.toString('utf8').replace(/\uFFFD$/, '');
}

/** FHIR R4 §3.1.1.4.1. */
function escaped(text: string): string {
  return text.replace(/[\\,|$]/g, '\\$&');
}
