import t from 'tap';
import { allergyForm } from '../../../record/forms/allergy.js';
import { checkForm, maySave } from '../../../record/forms/check-form.js';
import { demographicsForm } from '../../../record/forms/demographics.js';
import { diagnosisForm } from '../../../record/forms/diagnosis.js';
import type { Form, FormValues } from '../../../record/forms/field.js';
import { prescriptionForm } from '../../../record/forms/prescription.js';
import { referralForm } from '../../../record/forms/referral.js';
import { registrationForm } from '../../../record/forms/registration.js';
import { noteForm, visitForm } from '../../../record/forms/visit.js';

const nowMilliseconds = Date.parse('2026-11-21T09:00:00Z');
const forms = [
  registrationForm,
  demographicsForm,
  visitForm,
  noteForm,
  diagnosisForm,
  prescriptionForm,
  allergyForm,
  referralForm,
];

/** The problems of a form as `field code`. */
function problems(form: Form, values: FormValues): string[] {
  return checkForm(form, values, nowMilliseconds).map(({ field, code }) => `${field} ${code}`);
}

const person = { mode: 'usual', family: 'Mbarga', sex: 'female', birthKind: 'date', birthDate: '1980-05-21' };

t.test('registering needs a name, a sex and what is known of the birth; nothing else', async (t) => {
  t.strictSame(problems(registrationForm, {}), [
    'mode required',
    'family required',
    'sex required',
    'birthKind required',
  ]);
  t.strictSame(problems(registrationForm, person), []);
  t.strictSame(problems(registrationForm, { ...person, birthKind: 'unknown', birthDate: undefined }), []);
  t.strictSame(problems(registrationForm, { ...person, birthKind: 'age', birthDate: undefined, ageYears: '40' }), []);
  t.strictSame(problems(registrationForm, { ...person, birthKind: 'age' }), ['ageYears required']);
  t.strictSame(problems(registrationForm, { mode: 'unidentified', sex: 'unknown' }), []);
  t.strictSame(problems(registrationForm, { ...person, mode: 'newborn' }), ['motherName required']);
  t.strictSame(problems(registrationForm, { ...person, mode: 'newborn', motherName: 'Ngono', birthOrder: '2' }), []);
});

t.test('birth dates: imprecise is fine, impossible and future are not', async (t) => {
  for (const birthDate of ['1980', '1980-05', '2026-11-21'])
    t.strictSame(problems(registrationForm, { ...person, birthDate }), [], birthDate);
  t.strictSame(problems(registrationForm, { ...person, birthDate: '2024-02-30' }), ['birthDate malformed']);
  t.strictSame(problems(registrationForm, { ...person, birthDate: '21/05/1980' }), ['birthDate malformed']);
  t.strictSame(problems(registrationForm, { ...person, birthDate: '2027-01-01' }), ['birthDate in-the-future']);
  t.strictSame(problems(registrationForm, { ...person, birthDate: '1080-05-21' }), ['birthDate out-of-range']);
  t.strictSame(problems(registrationForm, { ...person, birthDate: undefined }), ['birthDate required']);
});

t.test('phones, cards, choices and lengths are checked where they are typed', async (t) => {
  t.strictSame(problems(registrationForm, { ...person, phone: '+237 6 77 12 34 56', nationalId: '1122334455' }), []);
  t.strictSame(problems(registrationForm, { ...person, phone: 'chez le voisin' }), ['phone malformed']);
  t.strictSame(problems(registrationForm, { ...person, nationalId: '?' }), ['nationalId malformed']);
  t.strictSame(problems(registrationForm, { ...person, sex: 'f' }), ['sex unknown-choice']);
  t.strictSame(problems(registrationForm, { ...person, region: 'CM-CE' }), []);
  t.strictSame(problems(registrationForm, { ...person, region: 'Paris' }), ['region unknown-choice']);
  t.strictSame(problems(registrationForm, { ...person, family: 'x'.repeat(101) }), ['family too-long']);
});

t.test('a death is after the birth and not in the future', async (t) => {
  const dead = { ...person, deceased: 'yes' };
  t.strictSame(problems(demographicsForm, dead), []);
  t.strictSame(problems(demographicsForm, { ...dead, deceasedDate: '2020-01-01' }), []);
  t.strictSame(problems(demographicsForm, { ...dead, deceasedDate: '1979-01-01' }), ['deceasedDate inconsistent']);
  t.strictSame(problems(demographicsForm, { ...dead, deceasedDate: '2030-01-01' }), ['deceasedDate in-the-future']);
  t.strictSame(problems(demographicsForm, { ...person, deceased: 'perhaps' }), ['deceased unknown-choice']);
});

t.test('vital signs: impossible is refused, implausible is asked about, comma and point both read', async (t) => {
  const visit = (values: FormValues) => problems(visitForm, { reason: 'fièvre', ...values });
  t.strictSame(visit({ temperature: '38,5', pulse: '96' }), []);
  t.strictSame(visit({ temperature: '38.5' }), []);
  t.strictSame(visit({ temperature: '99' }), ['temperature out-of-range']);
  t.strictSame(visit({ temperature: '43' }), ['temperature implausible']);
  t.strictSame(visit({ temperature: '38,55' }), ['temperature too-precise']);
  t.strictSame(visit({ pulse: '96,5' }), ['pulse too-precise']);
  t.strictSame(visit({ temperature: 'chaud' }), ['temperature malformed']);
  t.strictSame(visit({ oxygenSaturation: '101' }), ['oxygenSaturation out-of-range']);
  t.strictSame(visit({ systolic: '120' }), ['diastolic required']);
  t.strictSame(visit({ systolic: '80', diastolic: '120' }), ['diastolic inconsistent']);
  t.strictSame(visit({ weight: '70', height: '70' }), ['height implausible']);
  t.strictSame(visit({ weight: '240', height: '25' }), ['height inconsistent']);
  t.strictSame(visit({ glycaemia: '0,95' }), ['glycaemia out-of-range']);
  t.strictSame(problems(visitForm, {}), ['reason required']);
});

t.test('warnings do not keep a form from being saved, errors do', async (t) => {
  t.equal(maySave(checkForm(visitForm, { reason: 'x', temperature: '43' }, nowMilliseconds)), true);
  t.equal(maySave(checkForm(visitForm, { reason: 'x', temperature: '99' }, nowMilliseconds)), false);
});

t.test('diagnoses, prescriptions, allergies, referrals', async (t) => {
  t.strictSame(problems(diagnosisForm, { diagnosis: 'B54', certainty: 'confirmed' }), []);
  t.strictSame(problems(diagnosisForm, { diagnosis: 'Maladie rare', certainty: 'provisional', since: '2020' }), []);
  t.strictSame(problems(diagnosisForm, { certainty: 'x' }), ['diagnosis required', 'certainty unknown-choice']);
  const prescription = {
    medicine: 'paracetamol-500',
    dose: '1',
    doseUnit: 'tablet',
    route: 'oral',
    timesPerDay: '3',
    days: '5',
  };
  t.strictSame(problems(prescriptionForm, prescription), ['indication required']);
  t.strictSame(problems(prescriptionForm, { ...prescription, indication: 'fièvre' }), []);
  t.strictSame(problems(prescriptionForm, { ...prescription, indication: 'fièvre', timesPerDay: '25' }), [
    'timesPerDay out-of-range',
  ]);
  t.strictSame(problems(allergyForm, {}), ['substance required', 'category required', 'criticality required']);
  t.strictSame(problems(referralForm, { site: 'o', priority: 'urgent', reason: 'Avis' }), []);
  t.strictSame(problems(noteForm, { note: ' \n ' }), ['note required']);
});

t.test('every field has a label in both languages, and every problem words in both', async (t) => {
  for (const form of forms) {
    for (const field of form.fields) t.ok(field.label.fr && field.label.en, `${form.name} ${field.name}`);
    for (const problem of checkForm(form, {}, nowMilliseconds))
      t.ok(problem.fr && problem.en && problem.fr !== problem.en);
  }
});
