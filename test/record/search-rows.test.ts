import t from 'tap';
import type { FhirObject } from '../../record/resource.js';
import { answeredBy } from '../../record/search-answered-by.js';
import { searchableTypes, searchParametersOf } from '../../record/search-parameters.js';
import { searchRowsOf } from '../../record/search-rows.js';

/** The rows of one parameter, without its name and kind. */
function rows(value: FhirObject, parameter: string): object[] {
  return searchRowsOf(value)
    .filter((row) => row.parameter === parameter)
    .map(({ kind: _kind, parameter: _parameter, ...rest }) => rest);
}

const mother: FhirObject = {
  resourceType: 'Patient',
  id: 'p',
  meta: { tag: [{ system: 's', code: 't' }], profile: ['urn:p'] },
  identifier: [
    { system: 'urn:carnet:health-id', value: '7KD-0A3F2-Q' },
    { system: 'urn:carnet:cm:cni', value: '112233' },
  ],
  name: [{ family: 'Ngo’o-Éyébé', given: ['Marie Thérèse', 'Anne'], prefix: ['Mme'] }],
  birthDate: '1980-05',
  telecom: [
    { system: 'phone', value: '+237 6 77 12 34 56' },
    { system: 'email', value: 'm@example.cm' },
  ],
  address: [{ city: 'Garoua', state: 'Nord' }],
  active: true,
};

t.test('a name is found from the start of any of its words, without accents, case or hyphens', async (t) => {
  const words = rows(mother, 'name').map((row) => (row as { value: string }).value);
  t.strictSame(words.toSorted(), ['anne', 'eyebe', 'marie therese', 'mme', 'ngo o eyebe', 'o eyebe', 'therese']);
  t.strictSame(rows(mother, 'family')[0], { value: 'ngo o eyebe', exact: 'Ngo’o-Éyébé' });
  t.strictSame(rows(mother, 'address-city'), [{ value: 'garoua', exact: 'Garoua' }]);
  t.equal(rows(mother, 'address').length, 2);
});

t.test('tokens: identifiers, phones, codes, booleans and what every type has', async (t) => {
  t.strictSame(rows(mother, 'identifier'), [
    { system: 'urn:carnet:health-id', code: '7KD-0A3F2-Q' },
    { system: 'urn:carnet:health-id', code: '7KD0A3F2Q' },
    { system: 'urn:carnet:cm:cni', code: '112233' },
  ]);
  t.strictSame(
    rows(mother, 'phone').map((row) => (row as { code: string }).code),
    ['+237 6 77 12 34 56', '237677123456', '677123456'],
  );
  t.strictSame(rows(mother, 'email'), [{ system: '', code: 'm@example.cm' }]);
  t.strictSame(rows(mother, 'active'), [{ system: '', code: 'true' }]);
  t.strictSame(rows(mother, 'deceased'), [{ system: '', code: 'false' }]);
  t.strictSame(rows({ ...mother, deceasedDateTime: '2020' }, 'deceased'), [{ system: '', code: 'true' }]);
  t.strictSame(rows(mother, '_tag'), [{ system: 's', code: 't' }]);
  t.strictSame(rows(mother, '_profile'), [{ system: '', code: 'urn:p' }]);
  const observation: FhirObject = {
    resourceType: 'Observation',
    code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
    component: [{ code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] } }],
  };
  t.strictSame(rows(observation, 'code'), [{ system: 'http://loinc.org', code: '85354-9' }]);
  t.strictSame(rows(observation, 'component-code'), [{ system: 'http://loinc.org', code: '8480-6' }]);
});

t.test('dates cover their precision, in local time where no zone is given', async (t) => {
  const day = (text: string) => Date.parse(`${text}T00:00:00+01:00`);
  t.strictSame(rows(mother, 'birthdate'), [{ start: day('1980-05-01'), end: day('1980-06-01') }]);
  const visit = (period: object): FhirObject => ({ resourceType: 'Encounter', period });
  t.strictSame(rows(visit({ start: '2024-02-28T23:30:00Z', end: '2024-02-29' }), 'date'), [
    { start: Date.parse('2024-02-28T23:30:00Z'), end: day('2024-03-01') },
  ]);
  t.strictSame(rows(visit({ start: '2024' }), 'date'), [{ start: day('2024-01-01'), end: 8.64e15 }]);
  t.strictSame(rows(visit({ start: '2024-02-30' }), 'date'), []);
  const observation = (elements: object): FhirObject => ({ resourceType: 'Observation', ...elements });
  const moment = Date.parse('2024-02-28T23:30:00Z');
  t.strictSame(rows(observation({ effectiveInstant: '2024-02-28T23:30:00.250Z' }), 'date'), [
    { start: moment + 250, end: moment + 251 },
  ]);
  t.strictSame(rows(observation({ effectiveTiming: { event: ['2024-02-28', '2024-03-02'] } }), 'date'), [
    { start: day('2024-02-28'), end: day('2024-03-03') },
  ]);
});

t.test('references: relative, versioned, foreign, urn and conditional', async (t) => {
  const of = (reference: string): FhirObject => ({
    resourceType: 'Encounter',
    subject: { reference },
    participant: [{ individual: { reference } }],
  });
  t.strictSame(rows(of('Patient/p/_history/2'), 'subject'), [{ type: 'Patient', id: 'p' }]);
  t.strictSame(rows(of('Group/g'), 'subject'), [{ type: 'Group', id: 'g' }]);
  t.strictSame(rows(of('https://x.org/fhir/Patient/p'), 'subject'), [
    { type: 'Patient', id: 'https://x.org/fhir/Patient/p' },
  ]);
  t.strictSame(rows(of('urn:uuid:1'), 'subject'), [{ type: '', id: 'urn:uuid:1' }]);
  const conditional = 'Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|1';
  // Of the subjects, and of those who took part, they are those of one type.
  t.strictSame([...rows(of('Patient/p'), 'patient'), ...rows(of('Practitioner/d'), 'practitioner')], []);
  const patient = answeredBy('Encounter', 'patient');
  t.strictSame([patient.parameters, patient.only], [['subject'], 'Patient']);
  t.equal(answeredBy('Encounter', 'practitioner').only, 'Practitioner');
  t.strictSame(answeredBy('Encounter', 'patient:identifier'), { parameters: ['subject:identifier'] });
  t.strictSame(answeredBy('AllergyIntolerance', 'patient'), { parameters: ['patient'] });
  t.strictSame(rows(of(conditional), 'participant'), [{ type: 'Practitioner', id: conditional }]);
});

t.test('quantities keep value, system and code of the unit', async (t) => {
  const valueQuantity = { value: 38.5, unit: '°C', system: 'http://unitsofmeasure.org', code: 'Cel' };
  t.strictSame(rows({ resourceType: 'Observation', valueQuantity }, 'value-quantity'), [
    { value: 38.5, system: 'http://unitsofmeasure.org', code: 'Cel' },
  ]);
  t.strictSame(rows({ resourceType: 'Observation', valueQuantity: { value: 'x' } }, 'value-quantity'), []);
});

t.test(
  'the table: every type has the parameters of all, names are unique, unknown types have the usual ones',
  async (t) => {
    for (const type of searchableTypes()) {
      const parameters = searchParametersOf(type);
      t.ok(parameters.has('_id') && parameters.has('_lastUpdated') && parameters.has('_tag'), type);
      for (const [name, parameter] of parameters) t.equal(parameter.name, name);
    }
    t.ok(searchParametersOf('SomethingNew').has('patient'));
    t.ok(searchParametersOf('constructor').has('identifier'));
    t.notOk(searchParametersOf('Binary').has('identifier'));
    t.match(searchParametersOf('Task').get('owner-identifier'), { kind: 'token', definition: undefined });
    t.strictSame(searchParametersOf('Encounter').get('practitioner')?.targets, ['Practitioner']);
  },
);
