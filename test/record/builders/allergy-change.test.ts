import t from 'tap';
import { changeAllergy, readAllergyChange } from '../../../record/builders/allergy-change.js';
import { buildAllergy } from '../../../record/builders/orders.js';
import { allergyChangeForm, allergyStandings } from '../../../record/forms/allergy-change.js';
import { checkForm } from '../../../record/forms/check-form.js';
import { parseResource } from '../../../record/parse.js';

const nowMilliseconds = Date.parse('2026-11-21T09:00:00Z');
const context = {
  practitioner: { reference: 'Practitioner/p1', display: 'Dr Ngono' },
  nowMilliseconds,
  newId: () => '0190a5c0-0000-7000-8000-000000000001',
  language: 'fr' as const,
};
const allergy = buildAllergy({ substance: 'penicillin', category: 'medication', criticality: 'low' }, 'p1', context);

t.test('an allergy is changed without touching what was not, and every state is valid FHIR', async (t) => {
  t.same(readAllergyChange(allergy), { standing: 'active', criticality: 'low', reaction: undefined });
  for (const standing of allergyStandings) {
    const changed = changeAllergy(allergy, { standing, criticality: 'high', reason: 'Test négatif' }, context);
    t.equal(readAllergyChange(changed)['standing'], standing);
    t.match(changed, { criticality: 'high', code: allergy['code'], note: [{ text: 'Test négatif' }] });
    t.doesNotThrow(() => parseResource(JSON.stringify(changed), { nowMilliseconds }), standing);
  }
  t.same(changeAllergy(allergy, readAllergyChange(allergy), context), allergy, 'nothing changed, nothing differs');
  const twice = changeAllergy(changeAllergy(allergy, { reason: 'un' }, context), { reason: 'deux' }, context);
  t.match(twice['note'], [{ text: 'un' }, { text: 'deux' }], 'earlier reasons stay');
});

t.test('an allergy is not taken away without a reason', async (t) => {
  const problems = (values: Record<string, string>) =>
    checkForm(allergyChangeForm, values, nowMilliseconds).map(({ field, code }) => `${field} ${code}`);
  t.same(problems({ standing: 'active', criticality: 'low' }), []);
  for (const standing of ['inactive', 'resolved', 'refuted']) {
    t.same(problems({ standing, criticality: 'low' }), ['reason required']);
    t.same(problems({ standing, criticality: 'low', reason: 'Test' }), []);
  }
});
