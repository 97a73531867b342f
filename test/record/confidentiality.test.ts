import t from 'tap';
import { isConfidential, isConfidentialBody } from '../../record/confidentiality.js';

const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const of = (security: unknown) => ({ resourceType: 'Condition', id: 'c', meta: { security } });

t.test('[R22] R and V are confidential, with their system or none; nothing else is', async (t) => {
  for (const label of [
    { system, code: 'R' },
    { system, code: 'V' },
    { code: 'R' },
    { system, code: 'V', display: 'x' },
  ]) {
    t.ok(isConfidential(of([{ system: 'urn:other', code: 'x' }, label])), JSON.stringify(label));
  }
  for (const label of [{ system, code: 'N' }, { system: 'urn:other', code: 'R' }, { system }, 'R', null]) {
    t.notOk(isConfidential(of([label])), JSON.stringify(label));
  }
  t.notOk(isConfidential(of({ system, code: 'R' })), 'no list');
  t.notOk(isConfidential({ resourceType: 'Condition', note: [{ text: 'R' }] }));
});

t.test('[R22] the same of a body; that of a deletion bears none', async (t) => {
  t.ok(isConfidentialBody(JSON.stringify(of([{ system, code: 'R' }]))));
  t.notOk(isConfidentialBody(JSON.stringify({ ...of([{ system, code: 'N' }]), security: 'R' })));
  t.notOk(isConfidentialBody(''));
});
