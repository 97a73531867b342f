import { createHash } from 'node:crypto';
import t from 'tap';
import { auditEventOf, numberOfEvent } from '../../../fhir-api/audit/audit-event.js';
import type { KeptEntry } from '../../../journal/audit/audit-query.js';
import { auditWords } from '../../../journal/audit/audit-words.js';
import { hubCode, parseResourceId, parseSiteCode } from '../../../protocol/ids.js';
import { parseResource } from '../../../record/parse.js';
import { balpProfiles, subtypesOf } from '../../support/balp-profiles.js';
import { bookOf, checkBy } from '../../support/made-profiles.js';

const site = parseSiteCode('7KD');
const chain = createHash('sha256').update('x').digest();
const entry: KeptEntry = {
  ...{ number: 7, milliseconds: Date.parse('2026-11-21T09:00:00.250Z'), chain, outcome: 'done' },
  ...{ author: 'Practitioner/ngo', action: 'read', subject: 'Patient/a' },
};
const authors = [
  ...[
    'Practitioner/ngo',
    'Practitioner/eto',
    'Device/7KD.labo',
    '7KD Practitioner/ngo',
    'carnet:operator/paul',
    '000 ops',
  ],
];
const subjects = [
  ...['', 'Patient', 'Patient/a', 'Observation/o', 'Observation/o/_history/v1', '/api/orders/:code'],
  ...['import/5', 'up/7KD/1/0/1-5', '7KD/2', 'Practitioner/ngo'],
];

interface Event {
  readonly meta?: { readonly profile: readonly [string] };
  readonly subtype: readonly { readonly system: string; readonly code: string }[];
}

/** Every kind of entry that the code has, and what another release may have. */
function* allEntries(): Generator<KeptEntry> {
  for (const word of [...auditWords, 'dance']) {
    for (const action of [word, `${word} treatment answered`]) {
      for (const author of authors) {
        for (const subject of subjects) {
          for (const outcome of ['done', 'refused'] as const) {
            const one = { ...entry, action, author, subject, outcome };
            yield author.endsWith('ngo') ? { ...one, patient: parseResourceId('p') } : one;
          }
        }
      }
    }
  }
}

t.test(
  '[R62] every kind of entry reads as an AuditEvent that is valid, and keeps the pattern that it claims',
  async (t) => {
    const book = bookOf(balpProfiles());
    const claimed = new Map<string, number>();
    for (const one of allEntries()) {
      const title = `${one.action} ${one.subject} ${one.author}`;
      const node = one.author.startsWith('7KD ') ? hubCode : site;
      const { body, id } = auditEventOf(node, one);
      const { value } = parseResource(body);
      const event = value as unknown as Event;
      if (value['id'] !== id || numberOfEvent(node, id) !== one.number) t.fail(title);
      const pattern = event.meta?.profile[0].split('BasicAudit.')[1];
      if (pattern === undefined) continue;
      const { said, noted } = checkBy(book, pattern, event);
      if (said.length + noted.length > 0) t.fail(`${title}: ${pattern} ${[...said, ...noted]}`);
      if (!event.subtype.some(({ code }) => subtypesOf(pattern).includes(code))) t.fail(`${title}: subtype`);
      claimed.set(pattern, (claimed.get(pattern) ?? 0) + 1);
    }
    t.strictSame([...claimed.keys()].sort(), [
      ...['Create', 'Delete', 'PatientCreate', 'PatientDelete', 'PatientQuery', 'PatientRead', 'PatientUpdate'],
      ...['Query', 'Read', 'Update'],
    ]);
  },
);

t.test('[R62] what a pattern asks for and is not there is found by the test itself', async (t) => {
  const book = bookOf(balpProfiles());
  const event = JSON.parse(auditEventOf(site, entry).body) as { agent: object[]; entity: object[] };
  t.strictSame(checkBy(book, 'PatientRead', event), { said: [], noted: [] });
  t.not(checkBy(book, 'PatientRead', { ...event, agent: event.agent.slice(1, 2) }).said.length, 0);
  t.not(checkBy(book, 'PatientRead', { ...event, entity: event.entity.slice(0, 1) }).said.length, 0);
  t.not(checkBy(book, 'PatientRead', { ...event, outcome: '4' }).said.length, 0);
  t.not(checkBy(book, 'PatientQuery', event).said.length, 0);
});

t.test('[R61] [R62] somebody reads a record: who, when, where, what, of whom', async (t) => {
  const { body, id } = auditEventOf(site, { ...entry, subject: 'Observation/o', patient: parseResourceId('a') });
  t.equal(id, `7KD.7.${chain.toString('hex').slice(0, 16)}`);
  t.match(JSON.parse(body), {
    ...{ resourceType: 'AuditEvent', id, action: 'R', outcome: '0', recorded: '2026-11-21T09:00:00.250Z' },
    meta: { profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead'] },
    type: { code: 'rest' },
    subtype: [{ code: 'read' }, { system: 'urn:carnet:audit', code: 'read' }],
    agent: [
      { who: { reference: 'Practitioner/ngo', identifier: { value: 'Practitioner/ngo' } }, requestor: true },
      { who: { extension: [{ valueCode: 'unknown' }] }, requestor: false },
      { who: { identifier: { system: 'urn:carnet:site', value: '7KD' } }, requestor: false },
    ],
    source: { site: '7KD', observer: { identifier: { value: '7KD' } }, type: [{ code: '4' }] },
    entity: [
      { what: { reference: 'Observation/o' }, type: { code: '2' }, role: { code: '4' } },
      { what: { reference: 'Patient/a' }, type: { code: '1' }, role: { code: '1' } },
    ],
  });
});

t.test('[R62] sign-ins, refusals, questions to other sites', async (t) => {
  const read = (more: Partial<KeptEntry>) => JSON.parse(auditEventOf(site, { ...entry, subject: '', ...more }).body);
  t.match(read({ action: 'sign-in' }), {
    ...{ type: { code: '110114' }, subtype: [{ code: '110122' }, { code: 'sign-in' }], action: 'E', outcome: '0' },
    agent: [{ who: { reference: 'Practitioner/ngo' }, requestor: true }],
  });
  const unknown = read({ action: 'sign-in', author: 'carnet:unknown', outcome: 'refused' });
  t.match(unknown, { outcome: '4', agent: [{ who: { identifier: { value: 'carnet:unknown' } } }] });
  t.equal(unknown.agent[0].who.reference, undefined);
  t.equal(unknown.entity, undefined);
  const refused = read({ action: 'refused', subject: 'Observation', outcome: 'refused' });
  t.match(refused, {
    type: { code: '110113' },
    subtype: [{ code: '110132' }, {}],
    entity: [{ description: 'Observation' }],
  });
  t.equal(refused.meta, undefined, 'no pattern of what succeeded');
  const asked = read({ action: 'remote-patient emergency', author: '7KD Practitioner/ngo', subject: 'Patient/a' });
  t.match(asked, {
    ...{ type: { code: '110112' }, purposeOfEvent: [{ coding: [{ code: 'emergency' }] }] },
    agent: [{ who: { reference: 'Practitioner/ngo', identifier: { value: '7KD Practitioner/ngo' } } }],
  });
  const order = read({ action: 'order switch-link fibre' });
  t.match(order.entity, [{ description: 'switch-link fibre' }]);
});

t.test('[R65] what somebody wrote over an entry is shown as it stands, and stops nothing', async (t) => {
  const over = { ...entry, milliseconds: Number.MAX_SAFE_INTEGER, action: 'read-', outcome: 'done-' as 'done' };
  const { value } = parseResource(auditEventOf(site, over).body);
  t.match(value, { recorded: '9999-12-31T23:59:59.999Z', outcome: '4', type: { code: '110100' } });
  t.equal(numberOfEvent(site, '000.7.0123456789abcdef'), undefined, 'of another node');
  t.equal(numberOfEvent(site, '7KD.07.0123456789abcdef'), undefined);
});
