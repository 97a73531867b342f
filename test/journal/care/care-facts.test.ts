import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import type { Journal } from '../../../journal/open.js';
import { careSchema } from '../../../journal/schema/care.js';
import { migrations } from '../../../journal/schema/migrations.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { parseResourceId, parseSiteCode } from '../../../protocol/ids.js';
import { careDaysMax, endlessMilliseconds, stayDaysMax } from '../../../record/care/care-days.js';
import { type CareFact, careFactsOf } from '../../../record/care/care-facts.js';
import type { FhirObject } from '../../../record/resource.js';
import {
  addSite,
  author,
  carry,
  downTo,
  journalFile,
  openHub,
  openSite,
  patient,
  resourceOf,
  settleFeeds,
  testKey,
  upOf,
  write,
} from '../../support/journal-fixtures.js';
import { makeOlder } from '../../support/older-database.js';

const site = parseSiteCode('7KD');
const now = Date.parse('2026-11-21T09:00:00.250Z');
const day = 24 * 3_600_000;
const subject = { reference: 'Patient/p' };
const [gp, member] = [{ reference: 'Practitioner/gp' }, { reference: 'Practitioner/member' }];
const here = { identifier: { system: 'urn:carnet:site', value: site } };
const elsewhere = { identifier: { system: 'urn:carnet:site', value: 'ABC' } };

const visit = (more: object) => ({ resourceType: 'Encounter', id: 'x', subject, status: 'finished', ...more });
const referral = (more: object) => ({ resourceType: 'ServiceRequest', id: 'x', subject, status: 'active', ...more });
const task = (more: object) => ({ resourceType: 'Task', id: 'x', for: subject, status: 'requested', ...more });
const team = (more: object) => ({ resourceType: 'CareTeam', id: 'x', subject, participant: [{ member }], ...more });

const purpose = (code: string) => ({ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code });
const consent = (more: object) => ({
  ...{ resourceType: 'Consent', id: 'x', patient: subject, status: 'active', provision: { type: 'deny' } },
  ...{ scope: { coding: [{ code: 'patient-privacy' }] }, ...more },
});

/** What each says, in days from its moment; the moment is `now` unless it is told. */
const cases: readonly (readonly [FhirObject, readonly [string, number, string?][]])[] = [
  [visit({}), [['', careDaysMax]]],
  [visit({ status: 'in-progress' }), [['', careDaysMax]]],
  [visit({ status: 'in-progress', class: { code: 'IMP' } }), [['', stayDaysMax]]],
  [visit({ class: { code: 'IMP' }, period: { end: '2026-08-30' } }), [['', careDaysMax, '2026-08-30T00:00:00+01:00']]],
  [visit({ status: 'planned' }), []],
  [visit({ status: 'cancelled' }), []],
  [visit({ status: 'entered-in-error' }), []],
  [visit({ status: 7 }), []],
  [visit({ period: { start: '2026-10', end: '2026-11-02T10:00:00Z' } }), [['', careDaysMax, '2026-11-02T10:00:00Z']]],
  [visit({ period: { start: '2026-10-31T23:59:59.999+01:00' } }), [['', careDaysMax, '2026-10-31T23:59:59+01:00']]],
  [
    visit({ status: 'arrived', period: { start: '2026-10', end: '2026-11-02' } }),
    [['', careDaysMax, '2026-10-01T00:00:00+01:00']],
  ],
  [visit({ period: { end: '2015' } }), [['', careDaysMax, '2015-01-01T00:00:00+01:00']]],
  [visit({ period: { end: '2099-01-01' } }), [['', careDaysMax]]],
  [visit({ period: { end: 'never' } }), [['', careDaysMax]]],
  [visit({ period: { end: 20150101 } }), [['', careDaysMax]]],
  [visit({ period: [] }), [['', careDaysMax]]],
  [referral({ performer: [here] }), [['', careDaysMax]]],
  [
    referral({ performer: [elsewhere, 'x', here], authoredOn: '2026-11-01' }),
    [['', careDaysMax, '2026-11-01T00:00:00+01:00']],
  ],
  [referral({ performer: [elsewhere] }), []],
  [referral({ performer: [here], status: 'revoked' }), []],
  [referral({}), []],
  [task({ owner: here }), [['', careDaysMax]]],
  [task({ owner: here, status: 'rejected' }), []],
  [task({ owner: elsewhere }), []],
  [team({}), [['Practitioner/member', 0, 'endless']]],
  [
    team({ status: 'active', period: { end: '2026-12-24' } }),
    [['Practitioner/member', 0, '2026-12-24T00:00:00+01:00']],
  ],
  [team({ status: 'inactive' }), []],
  [
    team({ participant: [{ member }, { member }, { member: { reference: "Practitioner/x' OR 1" } }, 'x'] }),
    [['Practitioner/member', 0, 'endless']],
  ],
  [
    { resourceType: 'Patient', id: 'p', generalPractitioner: [gp, { reference: 'Organization/o' }] } as FhirObject,
    [
      ['Practitioner/gp', 0, 'endless'],
      ['', careDaysMax],
    ],
  ],
  [consent({}), [['!', 0, 'endless']]],
  [consent({ provision: { type: 'deny', period: { end: '2026-12-24' } } }), [['!', 0, '2026-12-24T00:00:00+01:00']]],
  [consent({ provision: { type: 'deny', purpose: [purpose('HRESCH'), purpose('TREAT')] } }), [['!', 0, 'endless']]],
  [consent({ provision: { type: 'deny', purpose: [purpose('HRESCH')] } }), []],
  [consent({ provision: { type: 'deny', purpose: [], actor: [{}] } }), [['!', 0, 'endless']]],
  [consent({ provision: { type: 'permit' } }), []],
  [consent({ provision: { type: ['deny'] } }), []],
  [consent({ status: 'inactive' }), []],
  [consent({ status: 'entered-in-error' }), []],
  [consent({ scope: { coding: [{ code: 'adr' }] } }), []],
  [consent({ scope: { coding: [{ code: 'adr' }, 'x', { code: 'patient-privacy' }] } }), [['!', 0, 'endless']]],
  [{ resourceType: 'Observation', id: 'x', subject } as FhirObject, []],
];

t.test(
  '[R25][R35] what makes a relationship, or forbids it, is the same as the record says and as the database keeps it',
  async (t) => {
    for (const [value, expected] of cases) {
      const journal = openSite(t, site, { now: () => now });
      await write(journal, resourceOf(value as never));
      const wanted = expected.map(([person, days, from]): CareFact => {
        const base = from === 'endless' ? endlessMilliseconds : from === undefined ? now : Date.parse(from);
        return { person, untilMilliseconds: base + days * day };
      });
      const title = JSON.stringify(value);
      const origin = { site, isWrittenHere: true, madeHereMilliseconds: now, writtenMilliseconds: now };
      t.strictSame(sorted(careFactsOf(value, origin)), sorted(wanted), `${title}, pure`);
      t.strictSame(sorted(await factsOf(journal)), sorted(wanted), `${title}, kept`);
    }
  },
);

const sorted = (facts: readonly CareFact[]) => [...facts].sort((one, other) => one.person.localeCompare(other.person));
const factsOf = (journal: Journal) => journal.care.factsOf(parseResourceId('p'));

t.test('[R25] what another hospital wrote, or an import brought, says nobody came here', async (t) => {
  const hub = openHub(t);
  const [first, second] = [await addSite(hub), await addSite(hub)];
  const [one, other] = [openSite(t, first, { now: () => now }), openSite(t, second, { now: () => now })];
  await write(one, patient('p'), resourceOf(visit({})));
  await write(other, resourceOf({ resourceType: 'Observation', id: 'o', subject, status: 'final' }));
  for (const [from, code] of [
    [one, first],
    [other, second],
  ] as const)
    await carry(from, hub, upOf(code));
  await settleFeeds(hub);
  await carry(hub, other, downTo(second));
  t.ok((await other.records.read(resourceOf(visit({})))) !== undefined, 'the visit is here');
  t.strictSame(await factsOf(other), []);
  t.equal((await factsOf(one)).length, 2);
  t.strictSame(await factsOf(hub), [], 'a hub is no hospital');
  await write(other, resourceOf(visit({ id: 'y', status: 'arrived' })));
  t.equal((await factsOf(other)).length, 1, 'an arrival here');

  const imported = openSite(t, site, { now: () => now });
  await imported.records.commitBundle({
    author: 'carnet:import',
    entries: [{ verb: 'update', resource: patient('p') }],
  });
  t.strictSame(await factsOf(imported), []);
});

t.test(
  '[R25] a relationship follows each change, and is found by a program that comes to an older database',
  async (t) => {
    const file = journalFile(t);
    const journal = openSite(t, site, { file, now: () => now });
    await write(journal, resourceOf(visit({ status: 'arrived' })));
    t.equal((await factsOf(journal)).length, 1);
    await write(journal, resourceOf(visit({ status: 'entered-in-error' })));
    t.strictSame(await factsOf(journal), [], 'who did not come');
    await write(journal, resourceOf(visit({ status: 'arrived' })));
    await write(journal, resourceOf(visit({ status: 'arrived', subject: { reference: 'Patient/q' } })));
    t.strictSame(await factsOf(journal), [], 'it was somebody else');
    await write(journal, resourceOf(visit({ status: 'arrived' })));
    await journal.records.commitBundle({ author, entries: [{ verb: 'delete', key: resourceOf(visit({})) }] });
    t.strictSame(await factsOf(journal), [], 'deleted');
    await write(journal, resourceOf(visit({ status: 'arrived' })));
    const before = await factsOf(journal);
    journal.close();
    forgetCare(t, file);
    const again = openSite(t, site, { file, now: () => now });
    t.strictSame(await factsOf(again), before);
  },
);

const careMigration =
  1 + migrations.findIndex((one) => typeof one === 'object' && 'text' in one && one.text === careSchema);

/** Leaves a database as the program before this one made it. */
function forgetCare(t: Test, file: string): void {
  const database = new Sqlite(file);
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  const [made] = database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'care'").all() as {
    n: number;
  }[];
  t.equal(made?.n, 1);
  makeOlder(database, 'site', careMigration);
  database.close();
}
