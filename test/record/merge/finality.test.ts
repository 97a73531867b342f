import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { canonicalise } from '../../../record/canonical.js';
import { resourceTypes } from '../../../record/definitions/load.js';
import { finalTypes, judgeAmendment } from '../../../record/merge/finality.js';
import { mergeRuleOf } from '../../../record/merge/kinds.js';

const text = (type: string, elements: object) =>
  canonicalise(JSON.stringify({ resourceType: type, id: 'r', code: { text: 'Poids' }, ...elements }));

/** What a write of the second on top of the first becomes: `as-sent`, `refused`, or the status that it gets. */
function judged(type: string, before: object, after: object, element = 'status'): string {
  const found = judgeAmendment(type, text(type, before), text(type, after));
  return found.kind === 'amended'
    ? ((JSON.parse(found.body) as { [name: string]: string })[element] ?? '')
    : found.kind;
}

t.test('[F162] the types whose facts are final are those that merge takes for events, as a whole', async (t) => {
  const events = resourceTypes().filter((type) => mergeRuleOf(type).class === 'event' && mergeRuleOf(type).whole);
  t.same([...finalTypes].sort(), [...events].sort());
});

t.test('[F162] results: what follows what', async (t) => {
  const changed = { valueString: 'b' };
  for (const [was, is, same, other] of [
    ['preliminary', 'final', 'as-sent', 'as-sent'],
    ['preliminary', 'registered', 'as-sent', 'as-sent'],
    ['final', 'final', 'as-sent', 'amended'],
    ['final', 'amended', 'as-sent', 'as-sent'],
    ['final', 'corrected', 'as-sent', 'as-sent'],
    ['final', 'entered-in-error', 'as-sent', 'as-sent'],
    ['final', 'preliminary', 'refused', 'refused'],
    ['final', 'registered', 'refused', 'refused'],
    ['final', 'cancelled', 'refused', 'refused'],
    ['final', 'unknown', 'refused', 'refused'],
    ['amended', 'final', 'amended', 'amended'],
    ['corrected', 'final', 'corrected', 'corrected'],
    ['corrected', 'amended', 'as-sent', 'as-sent'],
    ['amended', 'amended', 'as-sent', 'as-sent'],
    ['amended', 'preliminary', 'refused', 'refused'],
    ['cancelled', 'cancelled', 'as-sent', 'refused'],
    ['cancelled', 'final', 'refused', 'refused'],
    ['cancelled', 'entered-in-error', 'as-sent', 'as-sent'],
    ['entered-in-error', 'entered-in-error', 'as-sent', 'refused'],
    ['entered-in-error', 'final', 'refused', 'refused'],
  ] as const) {
    for (const type of ['Observation', 'DiagnosticReport']) {
      t.equal(judged(type, { status: was }, { status: is }), same, `${type} ${was} → ${is}, the same`);
      t.equal(judged(type, { status: was }, { status: is, ...changed }), other, `${type} ${was} → ${is}, changed`);
    }
  }
});

t.test('[F162] acts that ended are withdrawn or left; what is known later comes on top', async (t) => {
  const given = { status: 'completed', lotNumber: '1' };
  t.equal(judged('Immunization', given, given), 'as-sent');
  t.equal(judged('Immunization', given, { ...given, lotNumber: '2' }), 'refused');
  t.equal(judged('Immunization', given, { ...given, status: 'not-done' }), 'refused');
  t.equal(judged('Immunization', given, { ...given, status: 'entered-in-error' }), 'as-sent');
  t.equal(judged('Immunization', given, { ...given, reaction: [{ date: '2026-11-02' }] }), 'as-sent');
  t.equal(judged('Procedure', { status: 'in-progress' }, { status: 'completed', outcome: {} }), 'as-sent');
  t.equal(judged('Procedure', { status: 'completed' }, { status: 'completed', complication: [{}] }), 'as-sent');
  t.equal(judged('Procedure', { status: 'completed' }, { status: 'completed', bodySite: [{}] }), 'refused');
  t.equal(judged('MedicationDispense', { status: 'completed' }, { status: 'in-progress' }), 'refused');
  t.equal(judged('MedicationAdministration', { status: 'not-done' }, { status: 'completed' }), 'refused');
  t.equal(judged('Communication', { status: 'completed' }, { status: 'completed', received: '2026' }), 'as-sent');
});

t.test('[F162] documents are final by their own word; what points at one may be superseded', async (t) => {
  const final = { status: 'current', docStatus: 'final' };
  t.equal(judged('DocumentReference', { status: 'current' }, { status: 'current', type: {} }), 'as-sent');
  t.equal(judged('DocumentReference', final, { ...final, status: 'superseded' }), 'as-sent');
  t.equal(judged('DocumentReference', final, { ...final, type: {} }, 'docStatus'), 'amended');
  t.equal(judged('DocumentReference', final, { status: 'current' }), 'refused');
  t.equal(judged('Composition', { status: 'final' }, { status: 'final', title: 'b' }), 'amended');
});

t.test('[F162] what accompanies a fact may always be added: notes, identifiers, labels', async () => {
  const some = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
  const beside = fc.record({
    note: fc.array(fc.record({ text: fc.string() }), { maxLength: 2 }),
    identifier: fc.array(fc.record({ value: fc.string() }), { maxLength: 2 }),
    ...{ language: some, meta: fc.record({ profile: fc.array(fc.string(), { maxLength: 1 }) }) },
    extension: fc.array(fc.record({ url: fc.string() }), { maxLength: 1 }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...finalTypes), beside, beside, (type, before, after) => {
      const final = { status: type === 'DocumentReference' ? 'current' : 'final', docStatus: 'final' };
      const state = ['Observation', 'DiagnosticReport', 'Composition', 'DocumentReference'].includes(type)
        ? final
        : { status: 'completed' };
      assert.equal(judged(type, { ...before, ...state }, { ...after, ...state }), 'as-sent');
    }),
  );
});

t.test('[F162] whatever is written, a changed result that was final never says `final` again', async () => {
  const states = [
    'registered',
    'preliminary',
    'final',
    'amended',
    'corrected',
    'appended',
    'cancelled',
    'entered-in-error',
  ];
  const version = fc.record({ status: fc.constantFrom(...states), valueString: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(fc.array(version, { minLength: 2, maxLength: 8 }), (sent) => {
      const [first = '', ...rest] = sent.map((each) => text('Observation', each));
      let shown = JSON.parse(first) as { status: string; valueString: string };
      let told = shown.status === 'final' ? shown.valueString : undefined;
      for (const body of rest) {
        const found = judgeAmendment('Observation', JSON.stringify(shown), body);
        if (found.kind === 'refused') continue;
        shown = JSON.parse(found.kind === 'amended' ? found.body : body);
        if (shown.status === 'final') assert.equal(shown.valueString, told ?? shown.valueString);
        if (shown.status === 'final') told = shown.valueString;
      }
    }),
  );
});
