import { date, identifier, ofPatient, reference, type SearchTable, status, string, token } from './parameter.js';

const contact = (system: 'phone' | 'email') =>
  ({ name: system, kind: 'token', paths: ['telecom'], only: { element: 'system', equals: system } }) as const;
const names = [string('name'), string('family', 'name.family'), string('given', 'name.given')];
const contacts = [token('telecom'), contact('phone'), contact('email')];
const addresses = [
  string('address'),
  string('address-city', 'address.city'),
  string('address-state', 'address.state'),
  string('address-country', 'address.country'),
];
const gender = token('gender');

/** People, and the places and organisations that they belong to. */
export const peopleTable: SearchTable = {
  Patient: [
    identifier,
    ...names,
    // Matching by sound is by folded words here: accents, case and punctuation do not count.
    string('phonetic', 'name'),
    date('birthdate', 'birthDate'),
    gender,
    ...contacts,
    ...addresses,
    token('active'),
    { name: 'deceased', kind: 'token', paths: ['deceasedBoolean', 'deceasedDateTime'], presence: true },
    date('death-date', 'deceasedDateTime'),
    reference('link', 'Patient,RelatedPerson', 'link.other'),
    reference('organization', 'Organization', 'managingOrganization'),
    reference('general-practitioner', 'Practitioner,PractitionerRole,Organization', 'generalPractitioner'),
    token('language', 'communication.language'),
  ],
  RelatedPerson: [identifier, ...names.slice(0, 1), gender, ...contacts, ofPatient, token('relationship')],
  Practitioner: [identifier, ...names, gender, ...contacts, token('active'), token('communication')],
  PractitionerRole: [
    identifier,
    token('active'),
    reference('practitioner', 'Practitioner'),
    reference('organization', 'Organization'),
    reference('location', 'Location'),
    token('role', 'code'),
    token('specialty'),
  ],
  Organization: [
    identifier,
    string('name', 'name', 'alias'),
    ...addresses,
    token('active'),
    token('type'),
    reference('partof', 'Organization', 'partOf'),
  ],
  Location: [
    identifier,
    string('name', 'name', 'alias'),
    ...addresses,
    status,
    token('type'),
    token('operational-status', 'operationalStatus'),
    reference('partof', 'Location', 'partOf'),
    reference('organization', 'Organization', 'managingOrganization'),
  ],
  HealthcareService: [
    identifier,
    string('name'),
    token('active'),
    token('service-type', 'type'),
    token('specialty'),
    reference('organization', 'Organization', 'providedBy'),
    reference('location', 'Location'),
  ],
  Group: [identifier, token('type'), token('code'), reference('member', '', 'member.entity')],
  Device: [identifier, ofPatient, status, token('type'), reference('location', 'Location')],
};
