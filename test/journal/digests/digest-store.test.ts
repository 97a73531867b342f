import Sqlite from 'better-sqlite3';
import t from 'tap';
import type { Journal } from '../../../journal/open.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import type { Change } from '../../../protocol/change.js';
import { equalDigests } from '../../../protocol/digest.js';
import type { SiteCode } from '../../../protocol/ids.js';
import {
  addSite,
  carry,
  downTo,
  journalFile,
  observation,
  openHub,
  openSite,
  patient,
  referral,
  resourceOf,
  settle,
  type Teardown,
  testKey,
  upOf,
  welcomeOf,
  write,
} from '../../support/journal-fixtures.js';
import { feedOf } from '../../support/journal-star.js';

interface End {
  readonly code: SiteCode;
  readonly journal: Journal;
  readonly file: string;
}

/** A hub and two sites, whose files a test can damage. */
async function setUp(t: Teardown) {
  const file = journalFile(t);
  const hub = openHub(t, { file });
  const sites: End[] = [];
  for (let count = 0; count < 2; count += 1) {
    const code = await addSite(hub);
    const own = journalFile(t);
    const journal = openSite(t, code, { file: own });
    // As the welcome of a session does.
    await journal.siteEpochs.adoptHubEpoch(welcomeOf(1, []));
    sites.push({ code, file: own, journal });
  }
  const [near, far] = sites as [End, End];
  const exchange = async () => {
    for (const { code, journal } of sites) await carry(journal, hub, upOf(code));
    await settle(hub);
    for (const { code, journal } of sites) await carry(hub, journal, downTo(code));
  };
  return { hub, file, near, far, exchange };
}

/** Whether both ends hold the same, and what the hub never sent. */
async function compare(hub: Journal, { code, journal }: End) {
  const held = await journal.digests.held();
  const expected = await hub.digests.expected(code, held.at);
  if (typeof expected === 'string') return expected;
  const same = equalDigests(held.heads.total, expected.heads.total);
  return { same, unfed: expected.unfed.length, count: held.heads.total.count };
}

function damage(file: string, statement: string): void {
  const database = new Sqlite(file);
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  database.exec(statement);
  database.close();
}
const lose = (file: string, id: string, which = 'ORDER BY v.id DESC LIMIT 1') =>
  damage(
    file,
    `DELETE FROM version WHERE id = (SELECT v.id FROM version v JOIN resource r ON r.id = v.resource
      WHERE r.fhir_id = '${id}' ${which})`,
  );

t.test('[D1] two ends that exchanged everything hold the same, whatever the way it came', async (t) => {
  const { hub, near, far, exchange } = await setUp(t);
  t.match(await compare(hub, near), { same: true, count: 0 }, 'nothing is the same as nothing');
  await write(near.journal, patient('p1'), observation('o1', 'p1'));
  await write(near.journal, patient('p1', { active: true }));
  await write(near.journal, patient('p2'));
  await exchange();
  await write(near.journal, referral('r1', 'p1', far.code));
  await exchange();
  t.match(
    await compare(hub, far),
    { same: true, unfed: 0, count: 3 },
    'a new interest began with heads, not with history',
  );
  await write(near.journal, patient('p1', { gender: 'male' }));
  await write(far.journal, patient('p1', { gender: 'female' }));
  await exchange();
  await exchange();
  t.match(await compare(hub, near), { same: true, unfed: 0 }, 'written at both ends at once');
  t.match(await compare(hub, far), { same: true, unfed: 0 });
  await near.journal.records.commitBundle({
    author: 'Practitioner/p1',
    entries: [{ verb: 'delete', key: patient('p2') }],
  });
  await hub.fanout.fetchPatient({ site: far.code, patient: 'p1' as never });
  await write(hub, resourceOf({ resourceType: 'Organization', id: 'org', name: 'Garoua' }));
  await exchange();
  t.match(await compare(hub, near), { same: true, unfed: 0 }, 'a deletion, reference data');
  t.match(await compare(hub, far), { same: true, unfed: 0 });
});

t.test('[D1] a copy that was fetched and not kept up is no difference', async (t) => {
  const { hub, near, far, exchange } = await setUp(t);
  await write(near.journal, patient('p1'), observation('o1', 'p1'));
  await exchange();
  await hub.fanout.fetchPatient({ site: far.code, patient: 'p1' as never });
  await exchange();
  t.match(await compare(hub, far), { same: true, count: 2 });
  await write(near.journal, patient('p1', { active: true }));
  await exchange();
  t.match(await compare(hub, far), { same: true, unfed: 0, count: 2 }, 'it stands as of its date');
});

t.test('[D1] what was refused is held by one end only, and both know it', async (t) => {
  const { hub, near, exchange } = await setUp(t);
  await write(near.journal, { ...patient('p1'), body: 'nothing' });
  await write(near.journal, patient('p2'));
  await exchange();
  t.match(await compare(hub, near), { same: true, count: 1 });
});

t.test('[D2] the comparison is at stated cursors: what is written meanwhile is no difference', async (t) => {
  const { hub, near, far, exchange } = await setUp(t);
  await write(near.journal, patient('p1'));
  await exchange();
  await write(near.journal, patient('p2'));
  t.equal(await compare(hub, near), 'not-now', 'the log of the site has not come that far');
  const held = await near.journal.digests.held();
  await exchange();
  await write(near.journal, referral('r1', 'p1', far.code));
  await write(far.journal, resourceOf({ resourceType: 'Organization', id: 'org', name: 'Garoua' }));
  await exchange();
  const expected = await hub.digests.expected(near.code, held.at);
  if (typeof expected === 'string') throw new Error(expected);
  t.ok(equalDigests(held.heads.total, expected.heads.total), 'both logs went on, and the proof is of what was stated');
  await write(hub, patient('p9'));
  t.equal(await compare(hub, near), 'not-now', 'fan-out has something waiting');
  await settle(hub);
  const wrong = { ...held.at, ups: held.at.ups.map((cursor) => ({ ...cursor, chain: new Uint8Array(32) })) };
  t.equal(await hub.digests.expected(near.code, wrong), 'fork');
  t.equal(await hub.digests.expected(near.code, { ...held.at, hubEpoch: 7 }), 'not-now');
});

t.test('[D4] a version lost at the site is found by its month and id, and fed again', async (t) => {
  const { hub, near, far, exchange } = await setUp(t);
  await write(near.journal, patient('p1'), observation('o1', 'p1'));
  await write(near.journal, referral('r1', 'p1', far.code));
  await exchange();
  await exchange();
  lose(far.file, 'o1');
  t.match(await compare(hub, far), { same: false });
  const key = { type: 'Observation', id: 'o1' } as never;
  t.equal(await far.journal.records.read(key), undefined);
  const fed = await feedOf(hub, far.code);
  const lost = fed.find(({ resourceId }) => resourceId === 'o1') as Change;
  await hub.fanout.feedVersions({ site: far.code, changeIds: [lost.changeId] });
  await exchange();
  t.match(await far.journal.records.read(key), { versionId: lost.changeId });
  t.match(await compare(hub, far), { same: true });
});

t.test('[D4] a version lost at the hub is entered again by who wrote it, and by nobody else', async (t) => {
  const { hub, file, near, far, exchange } = await setUp(t);
  await write(near.journal, patient('p1'));
  await write(near.journal, patient('p1', { active: true }));
  await write(near.journal, referral('r1', 'p1', far.code));
  await exchange();
  await exchange();
  lose(file, 'p1');
  t.equal(await hub.records.read({ type: 'Patient', id: 'p1' } as never), undefined, 'its current version is gone');
  t.match(await compare(hub, near), { same: false });
  const ids = (await near.journal.digests.held()).heads.idsOf((await near.journal.digests.held()).heads.months);
  const lacking = await hub.digests.lacking(ids);
  t.equal(lacking.length, 1);
  t.equal(await far.journal.digests.enterAgain(lacking), 0, 'another’s change');
  t.equal(await near.journal.digests.enterAgain(lacking), 1);
  await exchange();
  t.match(await hub.records.read({ type: 'Patient', id: 'p1' } as never), { body: /"active":true/ });
  t.match(await compare(hub, near), { same: true, unfed: 0 });
  await exchange();
  t.match(await compare(hub, far), { same: true, unfed: 0 }, 'and the other site is as before');
});

t.test(
  '[D4][P4] a refusal that a site forgot, being put back, is heard again once, and is no difference then',
  async (t) => {
    const { hub, near, exchange } = await setUp(t);
    await write(near.journal, { ...patient('p1'), body: 'nothing' });
    await write(near.journal, patient('p2'));
    await exchange();
    damage(near.file, 'DELETE FROM refused');
    t.match(await compare(hub, near), { same: false }, 'it takes the change for one that the hub has');
    const { heads } = await near.journal.digests.held();
    const lacking = await hub.digests.lacking(heads.idsOf(heads.months));
    t.equal(await near.journal.digests.enterAgain(lacking), 1);
    await exchange();
    t.match(await compare(hub, near), { same: true, count: 1 });
    const key = { type: 'Patient', id: 'p1' } as never;
    t.match(await near.journal.records.delivery(key), { reached: 'refused', code: 'body-malformed' });
  },
);

t.test('[D5] what lies within the interest and was never fed is found', async (t) => {
  const { hub, file, near, far, exchange } = await setUp(t);
  await write(near.journal, patient('p1'), observation('o1', 'p1'));
  await exchange();
  t.match(await compare(hub, far), { same: true, unfed: 0 });
  // An interest whose snapshot never came, as after a defect of fan-out.
  damage(file, `INSERT INTO subscription SELECT id, '${far.code}' FROM patient WHERE fhir_id = 'p1'`);
  t.match(await compare(hub, far), { same: true, unfed: 2 }, 'the feed is the same, and the record is not whole');
  t.match(await compare(hub, near), { same: true, unfed: 0 });
});

t.test('[D6] a proof is kept with its cursors, and a difference until the next one', async (t) => {
  const { hub, near } = await setUp(t);
  const { at } = await near.journal.digests.held();
  t.equal(await hub.digests.proof(near.code), undefined);
  t.equal(await hub.digests.noteMismatch(near.code, 5), true);
  t.equal(await hub.digests.noteMismatch(near.code, 6), false, 'once');
  t.equal(await hub.digests.proof(near.code), undefined);
  await hub.digests.noteProof(near.code, { atMilliseconds: 7.5, at });
  t.match(await hub.digests.proof(near.code), { atMilliseconds: 7, at: { epoch: 1, hubEpoch: at.hubEpoch } });
  t.equal(
    Buffer.compare(
      (await hub.digests.proof(near.code))?.at.ups[0]?.chain ?? new Uint8Array(),
      at.ups[0]?.chain ?? new Uint8Array(1),
    ),
    0,
  );
  t.equal(await hub.digests.mismatch(near.code), undefined);
  await hub.digests.noteMismatch(near.code, 9);
  t.equal((await hub.digests.proof(near.code))?.atMilliseconds, 7, 'the last proof stays known');
});
