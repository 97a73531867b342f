import t from 'tap';
import { bookOf, madeProfile, saidBy } from '../../support/made-profiles.js';

t.test('[F57] the least and the greatest value of numbers, dates and quantities of the same unit', async (t) => {
  const kilograms = (value: number, unit = 'kg') => ({ value, system: 'http://unitsofmeasure.org', code: unit });
  const book = bookOf([
    madeProfile('patient', 'Patient', [
      { path: 'Patient.birthDate', minValueDate: '1900-01-01', maxValueDate: '2030-01-01' },
      { path: 'Patient.multipleBirth[x]', maxValueInteger: 4 },
    ]),
    madeProfile('weight', 'Observation', [
      { path: 'Observation.value[x]', minValueQuantity: kilograms(0), maxValueQuantity: kilograms(300) },
    ]),
  ]);
  const patient = (birthDate: string, multipleBirthInteger: number) => ({
    resourceType: 'Patient',
    birthDate,
    multipleBirthInteger,
  });
  t.strictSame(saidBy(book, 'patient', patient('1900-01-01', 4)), []);
  t.strictSame(saidBy(book, 'patient', patient('1899-12-31', 5)), [
    'Patient.birthDate: is less than "1900-01-01"',
    'Patient.multipleBirthInteger: is more than 4',
  ]);
  const weight = (quantity: object) => saidBy(book, 'weight', { resourceType: 'Observation', valueQuantity: quantity });
  t.strictSame(weight(kilograms(300)), []);
  t.match(weight(kilograms(-1)), [/valueQuantity: is less than/]);
  t.match(weight(kilograms(301)), [/valueQuantity: is more than/]);
  t.strictSame(weight(kilograms(-1, 'g')), [], 'units are not converted');
});

t.test('[F57] a choice may be named by its type, as differentials do', async (t) => {
  const book = bookOf([madeProfile('short', 'Observation', [{ path: 'Observation.valueQuantity.code', min: 1 }])]);
  const said = (value: object) => saidBy(book, 'short', { resourceType: 'Observation', ...value });
  t.strictSame(said({ valueQuantity: { value: 1 } }), ['Observation.valueQuantity.code: is required']);
  t.strictSame(said({ valueString: 'x' }), []);
});
