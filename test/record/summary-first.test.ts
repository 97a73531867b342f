import t from 'tap';
import type { FhirObject } from '../../record/resource.js';
import { summaryFirst } from '../../record/summary-first.js';

const resource = (resourceType: string, id: string, more: object = {}) => ({ resourceType, id, ...more }) as FhirObject;
const status = (code: string) => ({ clinicalStatus: { coding: [{ code }] } });
const now = Date.parse('2026-06-01T00:00:00Z');

t.test(
  '[F9] the summary is what one must know before acting, the most urgent first; the rest is left for later',
  async (t) => {
    const patient = resource('Patient', 'p');
    const visit = (day: string) => resource('Encounter', `e${day}`, { period: { start: `2026-01-${day}` } });
    const record = [
      visit('01'),
      visit('02'),
      visit('03'),
      visit('04'),
      resource('Observation', 'o1'),
      resource('Condition', 'old', { code: { text: 'Grippe' }, ...status('resolved') }),
      resource('Condition', 'hta', { code: { text: 'Hypertension' }, ...status('active') }),
      resource('MedicationRequest', 'done', { status: 'completed' }),
      resource('MedicationRequest', 'now', { status: 'active', medicationCodeableConcept: { text: 'Amlodipine' } }),
      resource('MedicationStatement', 'home', { status: 'active' }),
      resource('Flag', 'flag', { status: 'active' }),
      resource('Flag', 'past', { status: 'inactive' }),
      resource('AllergyIntolerance', 'gone', status('inactive')),
      resource('AllergyIntolerance', 'peni', { code: { text: 'Pénicilline' }, ...status('active') }),
      patient,
    ];
    t.same(
      summaryFirst(patient, record, now).map(({ id }) => id),
      ['p', 'peni', 'flag', 'hta', 'now', 'home', 'e04', 'e03', 'e02'],
    );
  },
);

t.test('[F9] a long list of problems does not make the summary long', async (t) => {
  const patient = resource('Patient', 'p');
  const problems = Array.from({ length: 60 }, (_, index) =>
    resource('Condition', `c${index}`, { code: { text: `Problème ${index}` }, ...status('active') }),
  );
  t.equal(summaryFirst(patient, problems, now).length, 13);
});
