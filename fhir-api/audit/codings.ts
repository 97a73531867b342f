/** A code as it is written, and its words (FHIR R4 §2.24.0.5). */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** What Carnet itself calls what was done: the first word of an entry's action (rule R62). */
export const auditSystem = 'urn:carnet:audit';
/** Who, as it stands in the audit; what was concerned, where it is no record; why a patient of another site was asked for. */
export const authorSystem = 'urn:carnet:author';
export const subjectSystem = 'urn:carnet:audit:subject';
export const purposeSystem = 'urn:carnet:purpose';

function codesOf<Code extends string>(system: string, words: Readonly<Record<Code, string>>) {
  return (code: Code): Coding => ({ system, code, display: words[code] });
}

/** DICOM PS3.16, Controlled Terminology, as far as it is used. */
export const dicom = codesOf('http://dicom.nema.org/resources/ontology/DCM', {
  '110100': 'Application Activity',
  '110106': 'Export',
  '110107': 'Import',
  '110112': 'Query',
  '110113': 'Security Alert',
  '110114': 'User Authentication',
  '110122': 'Login',
  '110123': 'Logout',
  '110127': 'Emergency Override Started',
  '110132': 'Use of Restricted Function',
  '110136': 'Security Roles Changed',
  '110137': 'User Security Attributes Changed',
  '110138': 'Emergency Override Stopped',
  '110150': 'Application',
  '110152': 'Destination Role ID',
  '110153': 'Source Role ID',
});

export const rest = codesOf('http://terminology.hl7.org/CodeSystem/audit-event-type', { rest: 'RESTful Operation' })(
  'rest',
);

/** FHIR R4 code system restful-interaction. */
export const interaction = codesOf('http://hl7.org/fhir/restful-interaction', {
  create: 'create',
  read: 'read',
  vread: 'vread',
  update: 'update',
  delete: 'delete',
  'history-instance': 'history-instance',
  'history-type': 'history-type',
  'history-system': 'history-system',
  'search-type': 'search-type',
  'search-system': 'search-system',
});

export const lifecycle = codesOf('http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle', {
  link: 'Link Record Lifecycle Event',
  unlink: 'Unlink Record Lifecycle Event',
  destroy: 'Destroy/Delete Record Lifecycle Event',
  receive: 'Receive/Retain Record Lifecycle Event',
});

export const participation = codesOf('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', {
  AUT: 'author (originator)',
  IRCP: 'information recipient',
});

export const custodian = codesOf('http://terminology.hl7.org/CodeSystem/provenance-participant-type', {
  custodian: 'Custodian',
})('custodian');

export const entityType = codesOf('http://terminology.hl7.org/CodeSystem/audit-entity-type', {
  '1': 'Person',
  '2': 'System Object',
});

export const objectRole = codesOf('http://terminology.hl7.org/CodeSystem/object-role', {
  '1': 'Patient',
  '4': 'Domain Resource',
  '20': 'Job',
  '24': 'Query',
});

export const applicationServer = codesOf('http://terminology.hl7.org/CodeSystem/security-source-type', {
  '4': 'Application Server',
})('4');
