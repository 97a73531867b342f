import t from 'tap';
import { careDateParameters, careTimeOf } from '../../record/care-dates.js';
import { patientCompartment } from '../../record/definitions/load-search.js';
import { searchParametersOf } from '../../record/search-parameters.js';

t.test(
  '[F96] the care dates are date parameters of FHIR R4, and of each type of the compartment that has one',
  async (t) => {
    const listed = new Map(careDateParameters());
    for (const [type, names] of listed) {
      for (const name of names) t.equal(searchParametersOf(type).get(name)?.kind, 'date', `${type}.${name}`);
    }
    const withDates = Object.keys(patientCompartment()).filter((type) =>
      [...searchParametersOf(type).values()].some(({ kind }) => kind === 'date'),
    );
    // The dates of these are those of a person, or of a permission that stands; no care.
    const others = ['Consent', 'Patient', 'Person', 'RelatedPerson'];
    t.strictSame(withDates.filter((type) => !listed.has(type)).sort(), others);
  },
);

t.test('[F96] the time of care reaches from the first care date to the last', async (t) => {
  const day = 24 * 3_600_000;
  const time = careTimeOf({
    ...{ resourceType: 'MedicationDispense', id: 'd' },
    ...{ whenPrepared: '2026-01-01', whenHandedOver: '2026-01-03' },
  });
  t.equal((time?.end ?? 0) - (time?.start ?? 0), 3 * day);
  t.equal(careTimeOf({ resourceType: 'Patient', id: 'p', birthDate: '1990' }), undefined);
  t.equal(careTimeOf({ resourceType: 'Condition', id: 'c' }), undefined);
  t.equal(careTimeOf({ resourceType: 'toString', id: 'c' }), undefined);
});

t.test('[F95] the patient compartment is that of FHIR R4, every name a reference parameter of its type', async (t) => {
  const compartment = patientCompartment();
  t.strictSame(compartment['Observation'], ['subject', 'performer']);
  t.strictSame(compartment['AllergyIntolerance'], ['patient', 'recorder', 'asserter']);
  t.equal(compartment['Medication'], undefined);
  t.ok(Object.keys(compartment).length > 60);
  for (const [type, names] of Object.entries(compartment)) {
    for (const name of names) t.equal(searchParametersOf(type).get(name)?.kind, 'reference', `${type}.${name}`);
  }
});
