import t from 'tap';
import { ageAt, writeAge } from '../../../record/identity/age.js';
import { identifierOf, patientName, writePatientName } from '../../../record/identity/patient-name.js';

const nowMilliseconds = Date.parse('2026-11-21T09:00:00Z');
const said = (birthDate: string, language: 'fr' | 'en' = 'fr') => {
  const age = ageAt(birthDate, nowMilliseconds);
  return age === undefined ? undefined : writeAge(age, language);
};

t.test('an age is said as people say it', async (t) => {
  t.equal(said('2026-11-21'), '0 jour');
  t.equal(said('2026-11-19', 'en'), '2 days');
  t.equal(said('2026-10-21'), '1 mois');
  t.equal(said('2026-10-22'), '30 jours');
  t.equal(said('2025-05-01'), '18 mois');
  t.equal(said('2023-08-20'), '3 ans 3 mois');
  t.equal(said('1980-11-21'), '46 ans');
  t.equal(said('1980-11-22'), '45 ans');
  t.equal(said('1980'), 'env. 46 ans');
  t.equal(said('1980', 'en'), 'about 46 years');
  t.equal(said('2026'), 'env. 4 mois');
  t.equal(said('2027-01-01'), undefined);
  t.equal(said('?'), undefined);
  t.equal(ageAt(undefined, nowMilliseconds), undefined);
});

t.test('a name: the official one first, family in capitals', async (t) => {
  const patient = {
    name: [
      { use: 'maiden', family: 'Jeune' },
      { use: 'official', family: 'Éyébé', given: ['Marie', 'Thérèse'] },
    ],
    identifier: [{ system: 's', value: 'v' }],
  };
  t.equal(writePatientName(patient), 'ÉYÉBÉ Marie Thérèse');
  t.equal(writePatientName({ name: [{ text: 'Bébé de Ngono' }] }), 'BÉBÉ DE NGONO');
  t.equal(writePatientName({}), '');
  t.strictSame(patientName({ name: [{ family: 'X', prefix: ['Dr'] }] }), { family: 'X', given: '', prefix: 'Dr' });
  t.equal(identifierOf(patient, 's'), 'v');
  t.equal(identifierOf(patient, 'x'), undefined);
});
