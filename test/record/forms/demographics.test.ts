import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { applyDemographics, readDemographics } from '../../../record/builders/patient.js';
import { canonicalise } from '../../../record/canonical.js';
import { checkForm } from '../../../record/forms/check-form.js';
import { demographicsFormOf, identifierReasonOf } from '../../../record/forms/demographics.js';
import { nationalIdSystem } from '../../../record/identity/health-id.js';
import { takenAway } from '../../../record/merge/removal.js';

const now = Date.parse('2026-11-21T10:00:00Z');
const card = { use: 'official', system: nationalIdSystem, value: '101 202' } as const;
const second = { system: nationalIdSystem, value: '777 888' };
const person = {
  ...{ resourceType: 'Patient', id: 'p', gender: 'female', birthDate: '1990-01-01' },
  name: [{ family: 'Ngono' }],
  identifier: [card, { system: 'urn:test:file', value: '7' }, second],
};
const before = readDemographics(person);
const form = demographicsFormOf(before);
const missing = (values: object) =>
  checkForm(form, { ...before, ...values }, now).flatMap(({ field, code }) => (code === 'required' ? [field] : []));

t.test('[F163] another card number than the one that stands is put with a reason', async (t) => {
  t.same(missing({}), []);
  t.same(missing({ nationalId: ' 101   202 ' }), [], 'only other spaces');
  t.same(missing({ nationalId: '303404' }), ['identifierReason']);
  t.same(missing({ nationalId: '' }), ['identifierReason']);
  t.same(missing({ nationalId: '303404', identifierReason: 'Faute de frappe' }), []);
  t.equal(identifierReasonOf(before, { ...before, nationalId: '303404', identifierReason: ' Faute ' }), 'Faute');
  t.equal(identifierReasonOf(before, { ...before, identifierReason: 'typed, then left' }), undefined);
  t.same(
    checkForm(demographicsFormOf({ ...before, nationalId: undefined }), { ...before, nationalId: '303404' }, now),
    [],
    'who had none is given one',
  );
});

t.test('[F163] what the form saves takes away no identifier but the one that it asked about', async () => {
  const number = fc.constantFrom('', '101 202', ' 101  202', '303404', '777 888');
  fc.assert(
    fc.property(number, (nationalId) => {
      const values = { ...before, nationalId };
      const after = applyDemographics(person, values, now);
      const bodies = [person, after].map((each) => canonicalise(JSON.stringify(each)));
      const isTaken = takenAway('Patient', bodies[0] ?? '', bodies[1] ?? '') !== undefined;
      assert.equal(isTaken, form.asks?.('identifierReason', values));
      assert.deepEqual((after['identifier'] as object[]).slice(isTaken ? 0 : 1)[1], second);
      if (!isTaken) assert.deepEqual(after['identifier'], person.identifier);
    }),
  );
});
