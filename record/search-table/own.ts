import type { SearchParameter } from './parameter.js';

const mothersMaidenName = 'mothersMaidenName';

/**
 * Where Carnet's search parameters are not those of FHIR R4: by type, added to the specification's own or in the place of
 * one of the same name, each with its reason.
 */
export const ownParameters: Readonly<Record<string, readonly SearchParameter[]>> = {
  // IHE PDQm (ITI-78) asks for it; FHIR R4 defines it beside its extension, not among the parameters of Patient.
  Patient: [
    {
      ...{ name: mothersMaidenName, kind: 'string' },
      definition: 'http://hl7.org/fhir/SearchParameter/patient-extensions-Patient-mothersMaidenName',
      paths: ['extension[url=http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName].valueString'],
    },
  ],
  // A referral and its Task name the site that they are addressed to by its code alone.
  ServiceRequest: [{ name: 'performer-identifier', kind: 'token', paths: ['performer.identifier'] }],
  Task: [{ name: 'owner-identifier', kind: 'token', paths: ['owner.identifier'] }],
};

/** Of types that FHIR R4 does not have, which a newer node may send (rule P2): what most types have. */
export const ofUnknownTypes: readonly SearchParameter[] = [
  { name: 'identifier', kind: 'token', paths: ['identifier'] },
  { name: 'status', kind: 'token', paths: ['status'] },
  { name: 'code', kind: 'token', paths: ['code'] },
  { name: 'patient', kind: 'reference', paths: ['patient'], targets: ['Patient'], only: 'Patient' },
  { name: 'subject', kind: 'reference', paths: ['subject'] },
];

/**
 * Parameters that find a text by the start of any of its words. FHIR R4 §3.1.1.4.8 asks for the start of the text and leaves
 * more to the server: people are called by any of their names, and a place by any part of its own.
 */
const byWord: ReadonlySet<string> = new Set(['name', 'family', 'given', 'title', mothersMaidenName]);

export function isFoundByWord(parameter: string): boolean {
  return byWord.has(parameter) || parameter === 'address' || parameter.startsWith('address-');
}

/** Parameters that find a name by how its words sound, whatever their order (FHIR R4 SearchParameter `individual-phonetic`). */
export function isFoundBySound(parameter: string): boolean {
  return parameter === 'phonetic';
}
