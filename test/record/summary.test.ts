import t from 'tap';
import type { FhirObject } from '../../record/resource.js';
import { summarise } from '../../record/summary.js';

const nowMilliseconds = Date.parse('2026-11-21T09:00:00Z');
const patient: FhirObject = { resourceType: 'Patient', id: 'p', birthDate: '1980-05-21' };
const clinicalStatus = (code: string) => ({ clinicalStatus: { coding: [{ code }] } });
let count = 0;
const make = (resourceType: string, elements: object): FhirObject => ({ resourceType, id: `r${++count}`, ...elements });
const vital = (code: string, value: number, effectiveDateTime: string, unit = 'Cel') =>
  make('Observation', {
    status: 'final',
    code: { coding: [{ code }] },
    valueQuantity: { value, unit, code: unit },
    effectiveDateTime,
  });

t.test('one page: what is active, the newest first, the most dangerous allergy first', async (t) => {
  const summary = summarise(
    patient,
    [
      make('AllergyIntolerance', { ...clinicalStatus('active'), criticality: 'low', code: { text: 'Poussière' } }),
      make('AllergyIntolerance', {
        criticality: 'high',
        code: { text: 'Pénicilline' },
        reaction: [{ manifestation: [{ text: 'choc' }] }],
      }),
      make('AllergyIntolerance', { ...clinicalStatus('resolved'), code: { text: 'Lait' } }),
      make('AllergyIntolerance', {
        verificationStatus: { coding: [{ code: 'entered-in-error' }] },
        code: { text: 'Erreur' },
      }),
      make('Condition', { ...clinicalStatus('active'), code: { text: 'HTA' }, recordedDate: '2020-01-01' }),
      make('Condition', { ...clinicalStatus('active'), code: { text: 'HTA' }, recordedDate: '2026-01-01' }),
      make('Condition', {
        ...clinicalStatus('active'),
        code: { coding: [{ display: 'Diabète' }] },
        onsetDateTime: '2026-02-01',
      }),
      make('Condition', { ...clinicalStatus('resolved'), code: { text: 'Paludisme' } }),
      make('Encounter', {
        status: 'finished',
        period: { start: '2026-11-01T09:00:00Z' },
        reasonCode: [{ text: 'fièvre' }],
      }),
      make('Encounter', {
        status: 'finished',
        period: { start: '2026-11-20T09:00:00Z' },
        reasonCode: [{ text: 'contrôle' }],
      }),
      make('Encounter', { status: 'entered-in-error', reasonCode: [{ text: 'erreur' }] }),
      make('ClinicalImpression', { status: 'completed', date: '2026-11-20', summary: 'Va mieux' }),
      make('ServiceRequest', {
        status: 'active',
        priority: 'urgent',
        performer: [{ reference: 'Organization/o', display: 'Garoua' }],
        reasonCode: [{ text: 'avis' }],
      }),
      make('ServiceRequest', { status: 'completed', performer: [{ reference: 'Organization/o' }] }),
    ],
    nowMilliseconds,
  );
  t.match(summary.allergies, [{ text: 'Pénicilline', reaction: 'choc' }, { text: 'Poussière' }]);
  t.equal(summary.allergies.length, 2);
  t.strictSame(
    summary.problems.map(({ text }) => text),
    ['Diabète', 'HTA'],
  );
  t.strictSame(
    summary.visits.map(({ text }) => text),
    ['contrôle', 'fièvre'],
  );
  t.match(summary.notes, [{ text: 'Va mieux' }]);
  t.match(summary.referrals, [{ to: 'Garoua', priority: 'urgent', text: 'avis' }]);
  t.equal(summary.referrals.length, 1);
});

t.test('a prescription leaves the page when its duration is over', async (t) => {
  const prescription = (text: string, authoredOn: string, days?: number) =>
    make('MedicationRequest', {
      status: 'active',
      authoredOn,
      medicationCodeableConcept: { text },
      dosageInstruction: [
        { text: '1 par jour', ...(days && { timing: { repeat: { boundsDuration: { value: days, code: 'd' } } } }) },
      ],
    });
  const { medication } = summarise(
    patient,
    [
      prescription('Fini', '2026-11-01', 5),
      prescription('En cours', '2026-11-19', 5),
      prescription('Au long cours', '2020-01-01'),
    ],
    nowMilliseconds,
  );
  t.strictSame(
    medication.map(({ text }) => text),
    ['En cours · 1 par jour', 'Au long cours · 1 par jour'],
  );
});

t.test('the last value of each vital sign, assessed at the age of that day, with the one before', async (t) => {
  const pressure = make('Observation', {
    status: 'final',
    code: { coding: [{ code: '85354-9' }] },
    effectiveDateTime: '2026-11-20',
    component: [
      { code: { coding: [{ code: '8480-6' }] }, valueQuantity: { value: 185, unit: 'mmHg', code: 'mm[Hg]' } },
    ],
  });
  const { vitals } = summarise(
    patient,
    [
      vital('8310-5', 37, '2026-11-01'),
      vital('8310-5', 39.5, '2026-11-20'),
      vital('8310-5', 36, 'x'),
      pressure,
      vital('8867-4', 500, '2026-11-20', 'x'),
    ],
    nowMilliseconds,
  );
  t.match(vitals, [
    { sign: 'temperature', value: 39.5, previous: 37, assessment: 'critically-high' },
    { sign: 'pulse', value: 500, assessment: undefined },
    { sign: 'systolic', value: 185, unit: 'mmHg', assessment: 'critically-high' },
  ]);
});

t.test('[P2] an odd record makes a poor summary, never an error', async (t) => {
  const odd = [
    'AllergyIntolerance',
    'Condition',
    'MedicationRequest',
    'Observation',
    'Encounter',
    'ServiceRequest',
    'ClinicalImpression',
  ].map((type) =>
    make(type, { status: 'active', code: 3, performer: 'x', dosageInstruction: [null], component: [1], period: [] }),
  );
  t.ok(summarise({ resourceType: 'Patient' }, odd, nowMilliseconds));
});
