import type { ResourceKey, SearchClause, SearchQuery, SearchSort, StoredVersion } from '../../journal/record-store.js';
import { parseResourceId, parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import { asObject, type Elements } from '../../record/elements.js';
import { type ShownSection, type SummaryMember, summarise } from '../../record/ips/composition.js';
import { readable } from '../../record/ips/readable.js';
import { pregnancyCodes, summarySections } from '../../record/ips/sections.js';
import { referencesIn } from '../../record/references-in.js';
import type { FhirObject } from '../../record/resource.js';
import { type Answer, instantOf, resourceText } from '../answer.js';
import { bundleText, type EntryText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { goneProblem } from '../gone.js';
import { apiLimits } from '../limits.js';
import { anyCodeOf, patientsOfIdentifier } from '../search/any-of.js';
import { type OperationInput, textIn } from './input.js';

const patientType = parseResourceType('Patient');
const profiles = 'http://hl7.org/fhir/uv/ips/StructureDefinition/';
const ipsProfile = `${profiles}Bundle-uv-ips`;

/** What is sought of each type: the latest by the time of the care. */
const sorts: Readonly<Record<string, SearchSort>> = {
  Condition: sortBy('recorded-date'),
  AllergyIntolerance: sortBy('date'),
  MedicationStatement: sortBy('effective'),
  MedicationRequest: sortBy('authoredon'),
  Immunization: sortBy('date'),
  Observation: sortBy('date'),
  DiagnosticReport: sortBy('date'),
  Procedure: sortBy('date'),
  CarePlan: sortBy('date'),
  Consent: sortBy('date'),
  Flag: sortBy('date'),
};

/** Observations are many and of several sections: each kind is sought for itself, so that none crowds out another. */
const observed: readonly (readonly SearchClause[])[] = [
  [anyCodeOf('category', ['vital-signs'])],
  [anyCodeOf('category', ['social-history'])],
  [anyCodeOf('code', pregnancyCodes)],
  [{ ...anyCodeOf('category', ['vital-signs', 'social-history']), modifier: 'not' }],
];

/**
 * HL7 IPS 2.0, operation `summary`: the International Patient Summary of a patient as a document (FHIR R4 §3.3). Resources are
 * as they stand; what they refer to comes with them, unless another patient's record holds it.
 * @throws Problem `forbidden`, `not-found`, `deleted`, `profile-unknown`, `condition-several`, `index-rebuilding`: a document
 *   cannot say that something may be missing
 */
export async function summary(call: Call, id: ResourceId | undefined, input: OperationInput): Promise<Answer> {
  for (const action of ['read', 'search'] as const) call.records.require(patientType, action);
  const profile = textIn(input, 'profile')?.split('|')[0];
  if (id !== undefined && textIn(input, 'identifier') !== undefined) {
    throw new Problem('parameter-malformed', 'identifier goes not with the address of a patient');
  }
  if (profile !== undefined && profile !== ipsProfile) throw new Problem('profile-unknown');
  const patient = await patientOf(call, id ?? (await idOfIdentifier(call, input)));
  const types = call.records.searchable();
  const found = await call.records.searchAny(queriesOf(patient.id, types));
  if (found.incomplete) throw new Problem('index-rebuilding');
  const known = await withNamed(call, patient, [patient, ...found.versions]);
  const sections = summarise({
    base: call.base,
    language: call.language,
    members: found.versions.map(memberOf),
    types,
    restricted: await call.records.restrictedTypes(patient.id),
    lookup: (reference) => {
      const version = known.get(reference);
      return version && readable(version.body);
    },
  });
  return { status: 200, asked: true, body: documentOf(call, patient, sections, known) };
}

/** What was found, and what it names, and what that names in turn, up to a number; by `Type/id`. */
async function withNamed(call: Call, patient: StoredVersion, found: readonly StoredVersion[]) {
  const known = new Map(found.map((version) => [nameOf(version), version]));
  const sought = new Set(known.keys());
  for (let next = found; next.length > 0; ) {
    const names = next.flatMap(referencesOf).filter(({ type, id }) => !sought.has(`${type}/${id}`));
    const keys = names.slice(0, Math.max(0, found.length + apiLimits.summaryNamedMax - sought.size));
    for (const { type, id } of keys) sought.add(`${type}/${id}`);
    next = await call.records.namedOf(patient.id, keys);
    for (const version of next) known.set(nameOf(version), version);
  }
  return known;
}

async function patientOf(call: Call, id: ResourceId): Promise<StoredVersion> {
  const patient = await call.records.read({ type: patientType, id });
  if (patient === undefined) throw new Problem('not-found');
  if (patient.deleted) throw goneProblem(patient);
  return patient;
}

/** @throws Problem `parameter-malformed`, `not-found`, `condition-several` */
async function idOfIdentifier(call: Call, input: OperationInput): Promise<ResourceId> {
  const [, system, value = ''] = /^(?:([^|]*)\|)?(.+)$/.exec(textIn(input, 'identifier') ?? '') ?? [];
  if (value === '') throw new Problem('parameter-malformed', 'identifier is required: system|value');
  const { versions } = await call.records.searchAny([patientsOfIdentifier(value, system, 2)]);
  const [first, second] = versions;
  if (first === undefined) throw new Problem('not-found');
  if (second !== undefined) throw new Problem('condition-several');
  return first.id;
}

function queriesOf(patient: ResourceId, searchable: ReadonlySet<string>): readonly SearchQuery[] {
  const types = [...new Set(summarySections.flatMap((section) => section.types))].filter((type) =>
    searchable.has(type),
  );
  return types.flatMap((type) => {
    const sort = sorts[type];
    return (type === 'Observation' ? observed : [[]]).map((clauses) => ({
      ...{ type: parseResourceType(type), clauses, compartment: patient, count: apiLimits.summaryResourcesMax },
      ...{ total: false, includes: [], ...(sort !== undefined && { sort: [sort] }) },
    }));
  });
}

function documentOf(
  call: Call,
  patient: StoredVersion,
  sections: readonly ShownSection[],
  known: ReadonlyMap<string, StoredVersion>,
): string {
  const [bundle, composition, device] = [call.newId(), call.newId(), call.newId()];
  const timestamp = instantOf(call.now());
  const members = closureOf([nameOf(patient), ...sections.flatMap(({ entries }) => entries.map(nameOfMember))], known);
  const document: Elements = {
    ...{ resourceType: 'Composition', id: composition, language: call.language, status: 'final' },
    ...metaFor(`${profiles}Composition-uv-ips`, patient),
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5', display: 'Patient summary Document' }] },
    subject: { reference: `${call.base}/${nameOf(patient)}` },
    date: timestamp,
    author: [{ reference: `urn:uuid:${device}` }],
    title: call.language === 'fr' ? 'Résumé international du patient' : 'International Patient Summary',
    section: sections.map(({ section }) => section),
  };
  const software = {
    ...{ resourceType: 'Device', id: device },
    deviceName: [{ name: 'Carnet', type: 'user-friendly-name' }],
  };
  const own = (id: string, resource: object): EntryText => ({
    ...{ fullUrl: `urn:uuid:${id}`, resource: JSON.stringify(resource), rest: {} },
  });
  return bundleText(
    {
      ...{ type: 'document', language: call.language, ...metaFor(ipsProfile, patient), timestamp },
      identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${bundle}` },
    },
    [
      own(composition, document),
      ...members.map((version) => ({
        ...{ fullUrl: `${call.base}/${nameOf(version)}`, resource: resourceText(version), rest: {} },
      })),
      own(device, software),
    ],
  );
}

/** A profile is claimed where it holds: of the IPS it wants a patient with names and a day of birth (`Patient-uv-ips`). */
function metaFor(
  profile: string,
  { body }: StoredVersion,
): { readonly meta?: { readonly profile: readonly string[] } } {
  const { name, birthDate, _birthDate } = JSON.parse(body) as Elements;
  const names = Array.isArray(name) ? name.map(asObject) : [];
  const isNamed = names.length > 0 && names.every((each) => each?.['family'] ?? each?.['given'] ?? each?.['text']);
  return isNamed && (birthDate ?? _birthDate) !== undefined ? { meta: { profile: [profile] } } : {};
}

/** The resources of these names, and what they refer to in turn; each once. */
function closureOf(names: readonly string[], known: ReadonlyMap<string, StoredVersion>): readonly StoredVersion[] {
  const shown = new Map<string, StoredVersion>();
  const open = [...names];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const version = known.get(name);
    if (version === undefined || shown.has(name)) continue;
    shown.set(name, version);
    open.push(...referencesOf(version).map(({ type, id }) => `${type}/${id}`));
  }
  return [...shown.values()];
}

function referencesOf({ body }: StoredVersion): readonly ResourceKey[] {
  return referencesIn(JSON.parse(body) as FhirObject)
    .filter(({ type }) => isResourceTypeKnown(type))
    .map(({ type, id }) => ({ type: parseResourceType(type), id: parseResourceId(id) }));
}

function memberOf(version: StoredVersion): SummaryMember {
  return { reference: nameOf(version), type: version.type, resource: readable(version.body) };
}

const nameOf = ({ type, id }: StoredVersion) => `${type}/${id}`;
const nameOfMember = ({ reference }: SummaryMember) => reference;

function sortBy(parameter: string): SearchSort {
  return { parameter, kind: 'date', descending: true };
}
