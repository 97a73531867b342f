import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { createUuidGenerator } from '../../../protocol/ids.js';
import type { WriterContext } from '../../../record/builders/context.js';
import { buildAllergy, buildPrescription, buildReferral } from '../../../record/builders/orders.js';
import {
  applyDemographics,
  buildRegistration,
  isBirthDateEstimated,
  readDemographics,
} from '../../../record/builders/patient.js';
import { buildNote, buildVisit } from '../../../record/builders/visit.js';
import { isConfidential } from '../../../record/confidentiality.js';
import { allergyForm } from '../../../record/forms/allergy.js';
import { checkForm, maySave } from '../../../record/forms/check-form.js';
import { demographicsForm } from '../../../record/forms/demographics.js';
import { diagnosisForm } from '../../../record/forms/diagnosis.js';
import type { Form, FormField, FormValues } from '../../../record/forms/field.js';
import { prescriptionForm, quantityToDispense, writeDosage } from '../../../record/forms/prescription.js';
import { referralForm } from '../../../record/forms/referral.js';
import { registrationForm } from '../../../record/forms/registration.js';
import { visitForm } from '../../../record/forms/visit.js';
import { parseResource } from '../../../record/parse.js';
import type { FhirObject } from '../../../record/resource.js';

const nowMilliseconds = Date.parse('2026-11-21T09:12:34.567Z');
let seed = 0;
const context: WriterContext = {
  nowMilliseconds,
  language: 'fr',
  newId: createUuidGenerator({
    now: () => nowMilliseconds,
    randomBytes: (length) => new Uint8Array(length).map(() => (seed = (seed * 31 + 17) % 256)),
  }),
  practitioner: { reference: 'Practitioner/d', display: 'Dr Essomba' },
  organization: { reference: 'Organization/o', display: 'Hôpital de district' },
};
const site = { organizationId: 'o2', code: '7KD', name: 'Garoua' };
const patientId = 'p';

/** Values that a form accepts: each field filled in at random, or left empty where it may be. */
function filled(form: Form): fc.Arbitrary<FormValues> {
  const fields = Object.fromEntries(form.fields.map((field) => [field.name, typedValue(field)]));
  return fc.record(fields).filter((values) => maySave(checkForm(form, values, nowMilliseconds)));
}

function typedValue(field: FormField): fc.Arbitrary<string | undefined> {
  const filledIn = someValue(field);
  return field.required ? filledIn : fc.option(filledIn, { nil: undefined });
}

function someValue(field: FormField): fc.Arbitrary<string> {
  const codes = fc.constantFrom('', ...(field.choices ?? []).map(({ code }) => code)).filter((code) => code !== '');
  switch (field.kind) {
    case 'choice':
      return field.freeText === true ? fc.oneof(codes, words) : codes;
    case 'number':
      return fc.integer({ min: Math.ceil(field.range?.[0] ?? 0), max: field.range?.[1] ?? 100 }).map(String);
    case 'date':
      return fc.constantFrom('1980', '1980-05', '1980-05-21', '2024-02-29');
    case 'yes-no':
      return fc.constantFrom('yes', 'no');
    case 'phone':
      return fc.constantFrom('677123456', '+237 6 77 12 34 56');
    case 'identifier':
      return fc.constantFrom('112233445', 'AB-12345');
    default:
      return words;
  }
}

const words = fc.oneof(
  fc.constantFrom('Ngo’o', 'Œdème < 2 cm & "douleur"', 'Ébolowa', 'a  b'),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => text.trim() !== '' && [...text].every((letter) => letter >= ' ')),
);

function assertValid(resources: readonly FhirObject[]): void {
  for (const resource of resources) parseResource(JSON.stringify(resource), { nowMilliseconds });
}

const entries = (bundle: { readonly entry: readonly { readonly resource: FhirObject }[] }) =>
  bundle.entry.map(({ resource }) => resource);

t.test('whatever the registration form accepts becomes a valid Patient', async () => {
  fc.assert(
    fc.property(filled(registrationForm), (values) => {
      assertValid(entries(buildRegistration(values, '7KD-0A3F2-Q', context)));
    }),
  );
});

t.test('whatever the visit form and its parts accept becomes a valid transaction', async () => {
  const visit = fc.tuple(
    filled(visitForm),
    fc.array(filled(diagnosisForm), { maxLength: 2 }),
    fc.array(filled(prescriptionForm), { maxLength: 2 }),
  );
  fc.assert(
    fc.property(visit, fc.option(fc.nat(1200), { nil: undefined }), ([values, diagnoses, prescriptions], ageMonths) => {
      const startedMilliseconds = nowMilliseconds - 600_000;
      const entry = { patientId, startedMilliseconds, values, diagnoses, prescriptions };
      assertValid(entries(buildVisit(ageMonths === undefined ? entry : { ...entry, ageMonths }, context)));
    }),
    { numRuns: 50 },
  );
});

t.test('[R22] a prescription bears the label that was ticked, and no other', async (t) => {
  const filledIn = { medicine: 'x', dose: '1', doseUnit: '{tbl}', route: '26643006', timesPerDay: '1', days: '1' };
  for (const confidential of ['yes', 'no', undefined]) {
    const built = buildPrescription({ ...filledIn, confidential }, { patientId }, context);
    t.equal(isConfidential(built), confidential === 'yes', String(confidential));
  }
});

t.test('whatever the allergy and referral forms accept is valid, and a referral names its site', async () => {
  fc.assert(
    fc.property(filled(allergyForm), filled(referralForm), (allergy, referral) => {
      assertValid([buildAllergy(allergy, patientId, context)]);
      const request = buildReferral(referral, site, { patientId }, context);
      const { filing } = parseResource(JSON.stringify(request));
      assert.deepEqual([filing.interestedSites, filing.lane, filing.patient], [['7KD'], 1, patientId]);
    }),
  );
});

t.test('whatever the demographics form accepts keeps the rest of the Patient and reads back', async () => {
  const before: FhirObject = {
    resourceType: 'Patient',
    id: patientId,
    identifier: [{ system: 'urn:carnet:health-id', value: '7KD-0A3F2-Q' }],
    name: [
      { use: 'official', family: 'Avant', given: ['X'] },
      { use: 'maiden', family: 'Jeune' },
    ],
    telecom: [
      { system: 'phone', value: '1' },
      { system: 'email', value: 'a@b.cm' },
    ],
    address: [{ city: 'Kribi', postalCode: '1' }],
    maritalStatus: { text: 'mariée' },
  };
  fc.assert(
    fc.property(filled(demographicsForm), (values) => {
      const after = applyDemographics(before, values, nowMilliseconds);
      assertValid([after]);
      assert.deepEqual(after['maritalStatus'], before['maritalStatus']);
      assert.match(JSON.stringify(after), /7KD-0A3F2-Q.*Jeune.*a@b\.cm/);
      const read = readDemographics(after);
      for (const field of ['family', 'sex', 'phone', 'region', 'nationalId']) {
        assert.equal(read[field] ?? '', (values[field] ?? '').trim().replace(/\s+/g, ' '), field);
      }
    }),
  );
});

t.test('an estimated age becomes a birth date of that precision, marked as estimated', async (t) => {
  const person = { mode: 'usual', family: 'Mbarga', sex: 'male', birthKind: 'age' };
  const [adult] = entries(buildRegistration({ ...person, ageYears: '40' }, 'x', context));
  t.match(adult, { birthDate: '1986', name: [{ family: 'Mbarga' }] });
  t.equal(isBirthDateEstimated(adult ?? {}), true);
  const [child] = entries(buildRegistration({ ...person, ageYears: '2', ageMonths: '3' }, 'x', context));
  t.match(child, { birthDate: '2024-08' });
  const [known] = entries(buildRegistration({ ...person, birthKind: 'date', birthDate: '1980-05-21' }, 'x', context));
  t.equal(isBirthDateEstimated(known ?? {}), false);
  const kept = applyDemographics(adult ?? { resourceType: 'Patient' }, readDemographics(adult ?? {}), nowMilliseconds);
  t.equal(isBirthDateEstimated(kept), true);
});

t.test('a newborn brings the mother, someone unknown gets a name of the moment', async (t) => {
  const born = {
    mode: 'newborn',
    family: 'Mbarga',
    sex: 'female',
    birthKind: 'date',
    birthDate: '2026-11-21',
    motherName: 'Ngono',
  };
  const [baby, mother] = entries(buildRegistration(born, 'x', context));
  t.match(mother, {
    resourceType: 'RelatedPerson',
    patient: { reference: `Patient/${baby?.id}` },
    name: [{ text: 'Ngono' }],
  });
  const [unknown] = entries(
    buildRegistration({ mode: 'unidentified', sex: 'unknown', description: 'tatouage' }, 'x', context),
  );
  t.match(unknown, { name: [{ use: 'temp', family: 'INCONNU', given: ['2026-11-21 10:12'] }] });
});

t.test(
  'a visit: vital signs are coded, assessed, and critical ones urgent; ids are stable under a second post',
  async (t) => {
    const values = {
      reason: 'fièvre',
      temperature: '40,2',
      systolic: '120',
      diastolic: '80',
      weight: '70',
      height: '170',
      note: 'a\nb',
    };
    const bundle = buildVisit(
      {
        patientId,
        startedMilliseconds: nowMilliseconds,
        values,
        diagnoses: [{ diagnosis: 'B54', certainty: 'confirmed' }],
        prescriptions: [],
      },
      context,
    );
    const resources = entries(bundle);
    t.strictSame(
      resources.map(({ resourceType }) => resourceType),
      [
        'Encounter',
        'Observation',
        'Observation',
        'Observation',
        'Observation',
        'Observation',
        'Condition',
        'ClinicalImpression',
      ],
    );
    t.match(resources[1], {
      code: { coding: [{ code: '85354-9' }] },
      component: [{ valueQuantity: { value: 120, code: 'mm[Hg]' } }, {}],
    });
    t.match(resources[2], {
      valueQuantity: { value: 40.2, code: 'Cel' },
      interpretation: [{ coding: [{ code: 'HH' }] }],
    });
    t.equal(parseResource(JSON.stringify(resources[2])).filing.lane, 1);
    t.match(resources[5], { code: { coding: [{ code: '39156-5' }] }, valueQuantity: { value: 24.2 } });
    t.match(resources[7], { summary: 'a\nb' });
    t.match(resources[0], { diagnosis: [{ condition: { reference: `Condition/${resources[6]?.id}` } }] });
    for (const entry of bundle.entry) t.equal(entry.request.url, `${entry.resource.resourceType}/${entry.resource.id}`);
    t.match(buildNote('x', patientId, undefined, context), { summary: 'x' });
  },
);

t.test('the quantity to dispense follows from dose, frequency and duration', async (t) => {
  const values = { dose: '1,5', doseUnit: 'tablet', timesPerDay: '3', days: '5', route: 'oral' };
  t.equal(quantityToDispense(values), 23);
  t.equal(quantityToDispense({ ...values, dose: '0.1', days: '10' }), 3);
  t.equal(quantityToDispense({ ...values, doseUnit: 'drop' }), undefined);
  t.equal(quantityToDispense({ ...values, days: undefined }), undefined);
  t.equal(
    writeDosage({ ...values, asNeeded: 'yes' }, 'fr'),
    '1,5 comprimé, 3 fois par jour, pendant 5 jours, voie orale, si besoin',
  );
  t.equal(writeDosage({ ...values, dose: '2' }, 'en'), '2 tablets, 3 times a day, for 5 days, by mouth');
});
