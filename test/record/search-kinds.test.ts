import t from 'tap';
import type { FhirObject } from '../../record/resource.js';
import { searchParametersOf } from '../../record/search-parameters.js';
import { searchRowsOf } from '../../record/search-rows.js';
import { wordKeys } from '../../record/search-strings.js';

/** The rows of one parameter, without its name. */
function rows(value: FhirObject, parameter: string): object[] {
  return searchRowsOf(value)
    .filter((row) => row.parameter === parameter)
    .map(({ parameter: _parameter, ...rest }) => rest);
}

const loinc = 'http://loinc.org';
const concept = (code: string) => ({ coding: [{ system: loinc, code }] });
const mercury = (value: number) => ({ value, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' });

const pressure: FhirObject = {
  resourceType: 'Observation',
  code: concept('85354-9'),
  component: [
    { code: concept('8480-6'), valueQuantity: mercury(142) },
    { code: concept('8462-4'), valueQuantity: mercury(91) },
    { code: concept('8478-0'), valueCodeableConcept: { coding: [{ code: 'high' }] } },
  ],
};

t.test('[F61] a composite pairs the halves of one element, never of two', async (t) => {
  const pair = (code: string, value: number) => ({
    ...{ kind: 'pair', system: loinc, code },
    other: {
      ...{ kind: 'quantity', parameter: 'component-code-value-quantity', value },
      ...{ system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
    },
  });
  t.strictSame(rows(pressure, 'component-code-value-quantity'), [pair('8480-6', 142), pair('8462-4', 91)]);
  t.strictSame(rows(pressure, 'code-value-quantity'), []);
  t.match(rows(pressure, 'component-code-value-concept'), [{ code: '8478-0', other: { kind: 'token', code: 'high' } }]);
  t.match(rows({ ...pressure, valueQuantity: mercury(1) }, 'code-value-quantity'), [
    { code: '85354-9', other: { value: 1 } },
  ]);
  const related: FhirObject = {
    resourceType: 'DocumentReference',
    relatesTo: [
      { code: 'replaces', target: { reference: 'DocumentReference/1' } },
      { code: 'signs', target: { reference: 'DocumentReference/2' } },
    ],
  };
  t.match(rows(related, 'relationship'), [
    { code: 'replaces', other: { kind: 'reference', id: '1' } },
    { code: 'signs', other: { kind: 'reference', id: '2' } },
  ]);
});

t.test('[F61] what others find between them has no rows of its own', async (t) => {
  t.strictSame(searchParametersOf('Observation').get('combo-value-quantity')?.unionOf, [
    'component-value-quantity',
    'value-quantity',
  ]);
  t.strictSame(rows(pressure, 'combo-value-quantity'), []);
  t.equal(rows(pressure, 'component-value-quantity').length, 2);
});

t.test('[F61] an identifier is found by its type too, a reference by the identifier of its target', async (t) => {
  const type = { coding: [{ system: 'urn:types', code: 'MR' }] };
  const patient: FhirObject = {
    resourceType: 'Patient',
    identifier: [{ type, system: 'urn:ids', value: '7' }, { value: '8' }],
    managingOrganization: { identifier: { system: 'urn:sites', value: '7KD' } },
  };
  t.strictSame(rows(patient, 'identifier:of-type'), [{ kind: 'token', system: 'urn:types', code: 'MR|7' }]);
  t.strictSame(rows(patient, 'organization'), []);
  t.strictSame(rows(patient, 'organization:identifier'), [{ kind: 'token', system: 'urn:sites', code: '7KD' }]);
});

t.test('[F61] a canonical is found with its version and without', async (t) => {
  const questionnaire = 'http://x.example/Questionnaire/q';
  const response = (text: string): FhirObject => ({ resourceType: 'QuestionnaireResponse', questionnaire: text });
  const plain = { kind: 'reference', type: 'Questionnaire', id: questionnaire };
  t.strictSame(rows(response(questionnaire), 'questionnaire'), [plain]);
  t.strictSame(rows(response(`${questionnaire}|2.1`), 'questionnaire'), [
    plain,
    { kind: 'reference', type: '', id: `${questionnaire}|2.1` },
  ]);
});

t.test('[F61] numbers, uris, money and ranges', async (t) => {
  const sequence: FhirObject = { resourceType: 'MolecularSequence', variant: [{ start: 3 }, { start: 'x' }] };
  t.strictSame(rows(sequence, 'variant-start'), [{ kind: 'quantity', value: 3, system: '', code: '' }]);
  t.strictSame(rows({ resourceType: 'ValueSet', url: 'http://x.example/a' }, 'url'), [
    { kind: 'token', system: '', code: 'http://x.example/a' },
  ]);
  t.strictSame(rows({ resourceType: 'Invoice', totalNet: { value: 500, currency: 'XAF' } }, 'totalnet'), [
    { kind: 'quantity', value: 500, system: 'urn:iso:std:iso:4217', code: 'XAF' },
  ]);
  const onsetRange = { low: { value: 4, unit: 'a' }, high: { value: 6, unit: 'a' } };
  t.strictSame(
    rows({ resourceType: 'Condition', onsetRange }, 'onset-age').map((row) => (row as { value: number }).value),
    [4, 6],
  );
  t.strictSame(rows({ resourceType: 'Condition', onsetRange }, 'onset-date'), []);
});

t.test('[F61] only what a path asks for counts: contact points of a kind, documents of a relation', async (t) => {
  const related = (type: string) => ({ type, resource: `http://x.example/Library/${type}` });
  const library: FhirObject = {
    resourceType: 'Library',
    relatedArtifact: [related('depends-on'), related('successor')],
  };
  t.strictSame(rows(library, 'successor'), [
    { kind: 'reference', type: 'Library', id: 'http://x.example/Library/successor' },
  ]);
  const bundle: FhirObject = {
    resourceType: 'Bundle',
    entry: [{ resource: { resourceType: 'Composition', id: 'c' } }, { resource: { resourceType: 'Patient', id: 'p' } }],
  };
  t.strictSame(rows(bundle, 'composition'), [{ kind: 'reference', type: 'Composition', id: 'c' }]);
});

t.test('[F62] the rows of a resource are bounded by its size, whatever is in it', async (t) => {
  const codings = Array.from({ length: 2_000 }, (_, index) => ({ code: `c${index}` }));
  const many: FhirObject = {
    ...{ resourceType: 'Observation', code: { coding: codings }, valueCodeableConcept: { coding: codings } },
  };
  t.equal(rows(many, 'code-value-concept').length, 1_000);
  t.equal(rows(many, 'code').length, 2_000);
  const book = 'mot '.repeat(250_000);
  const keys = wordKeys(book);
  t.equal(keys.length, 32);
  t.equal(keys[0]?.value.length, book.length - 1);
  t.ok(keys.slice(1).every(({ value }) => value.length <= 200));
  t.strictSame(
    wordKeys('Marie-Thérèse Anne').map(({ value }) => value),
    ['marie therese anne', 'therese anne', 'anne'],
  );
  t.strictSame(wordKeys(' - '), []);
});
