import t, { type Test } from 'tap';
import type { Journal } from '../../../journal/open.js';
import { searchFileOf } from '../../../journal/open.js';
import { erasureMigration, floorsOf, migrate, migrations, migrationsOf } from '../../../journal/schema/migrations.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import type { ParsedResource } from '../../../record/resource.js';
import { eraseWholly, erasureOf, freeSpaceHolds, pagesHold, tablesWith } from '../../support/erasures.js';
import {
  author,
  downTo,
  journalFile,
  observation,
  openSite,
  patient,
  referral,
  resourceOf,
  settle,
  testKey,
  write,
} from '../../support/journal-fixtures.js';
import { carryDown, carryUp, feedOf, type StarSite, star } from '../../support/journal-star.js';
import { problemOf } from '../../support/problem-of.js';

const secret = 'Bikoutsiquarantesept';
const named = (id: string) => patient(id, { name: [{ family: secret }] });
const measured = (id: string, of: string, value = secret) => observation(id, of, { valueString: value });
const type = parseResourceType;
const site = '7KD' as StarSite['code'];
const read = (journal: Journal, { type: of, id }: ParsedResource) => journal.records.read({ type: of, id });
const found = async (journal: Journal, of: string, parameter: string, text: string) => {
  const clause = { kind: 'string' as const, parameter, values: [{ prefix: 'eq' as const, text: text.toLowerCase() }] };
  const query = { type: type(of), clauses: [clause], count: 9, total: false, includes: [] };
  return (await journal.records.search(query)).versions.map(({ id }) => id as string);
};

/** A hub and two sites that hold the same patient; another patient beside. */
async function shared(t: Test, file = journalFile(t)) {
  const { hub, sites } = await star(t, 2, { file });
  const [a, b] = sites;
  await write(a.journal, named('p1'), measured('o1', 'p1'), referral('r1', 'p1', b.code), patient('p2'));
  await write(a.journal, measured('o1', 'p1', `${secret} again`));
  await exchange(hub, a, b);
  return { hub, a, b, file };
}

async function exchange(hub: Journal, ...sites: readonly StarSite[]) {
  for (const one of sites) await carryUp(hub, one);
  await settle(hub);
  for (const one of sites) await carryDown(hub, one);
}

t.test(
  '[W10][W11] bodies and what was derived from them go; versions, stamps, authors and the audit stay',
  async (t) => {
    const file = journalFile(t);
    const journal = openSite(t, site, { file });
    const [, first] = await write(journal, named('p1'), measured('o1', 'p1'), named('p2'));
    await write(journal, measured('o1', 'p1', `${secret} again`));
    const history = { type: type('Observation'), id: parseResourceId('o1'), count: 9 };
    const before = (await journal.records.history(history)).versions;
    t.strictSame(await journal.erasures.rehearse(erasureOf('p1')), { resources: 2, versions: 3, setAside: 0 });
    t.match(await read(journal, named('p1')), { deleted: false }, 'a dry run changes nothing');
    const carried = await eraseWholly(journal, erasureOf('p1'));
    t.match(carried, { resources: 2, versions: 3, order: erasureOf('p1') });
    t.ok(carried.settledMilliseconds, 'nothing of it stands in the write-ahead log');
    t.match(await read(journal, named('p1')), { deleted: true, erased: true, body: '' });
    t.match(await read(journal, named('p2')), { deleted: false });
    if (first === undefined) throw new Error('a version');
    t.match(await journal.records.readVersion(measured('o1', 'p1'), first.versionId), {
      ...{ erased: true, body: '', author, lastUpdatedMilliseconds: first.lastUpdatedMilliseconds },
    });
    const after = (await journal.records.history(history)).versions;
    const kept = before.map((version) => ({ ...version, body: '', deleted: true, erased: true }));
    t.strictSame(after, kept);
    t.strictSame(await found(journal, 'Patient', 'family', secret), ['p2']);
    t.ok(journal.verify().audit && journal.verify().pages);
    t.strictSame(await eraseWholly(journal, erasureOf('p1')), carried, 'the same order has one effect');
    t.strictSame(await journal.erasures.after('', 9), [carried]);
    t.strictSame(await journal.erasures.after(carried.order.id, 9), []);
  },
);

t.test('[W11] no cell holds what was erased', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file });
  // In an element that no search row repeats.
  const note = [{ text: `${secret} ${'x'.repeat(900)}` }];
  const many = Array.from({ length: 40 }, (_, index) => observation(`o${index}`, 'p1', { note }));
  await write(journal, ...many, patient('p2'));
  t.strictSame(tablesWith(file, secret), ['version'], 'else nothing would be shown');
  await eraseWholly(journal, erasureOf('p1'));
  t.strictSame(tablesWith(file, secret), []);
  t.notOk(pagesHold(file, secret));
});

t.test('[W11] what is freed is overwritten, also after an erasure', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file });
  await eraseWholly(journal, erasureOf('p9'));
  // Each name stands in search rows that the next one frees.
  for (let index = 0; index < 40; index += 1) {
    await write(journal, patient('p1', { name: [{ family: `${secret}${index} ${'x'.repeat(index)}` }] }));
    await write(journal, ...Array.from({ length: 9 }, (_, other) => patient(`q${index}-${other}`)));
  }
  await write(journal, patient('p1'));
  await eraseWholly(journal, erasureOf('p1'));
  t.notOk(freeSpaceHolds(file, secret));
  t.notOk(freeSpaceHolds(file, secret.toLowerCase()));
});

t.test('[W10][S4][S10] logs and feeds go on after it as before, without the bodies', async (t) => {
  const { hub, a, b } = await shared(t);
  const heads = await hub.sync.heads(downTo(b.code));
  for (const journal of [hub, a.journal, b.journal]) await eraseWholly(journal, erasureOf('p1'));
  t.strictSame(await hub.sync.heads(downTo(b.code)), heads);
  const feed = await feedOf(hub, b.code);
  t.ok(feed.some(({ erasedDigest }) => erasedDigest !== undefined));
  t.ok(feed.every(({ body }) => !Buffer.from(body).includes(secret)));
  await write(a.journal, patient('p2', { active: true }), patient('p3'));
  await exchange(hub, a, b);
  t.match(await read(hub, patient('p2')), { body: /active/ });
  t.match(await read(b.journal, named('p1')), { erased: true });
});

t.test('[S92][S9] a change without its body is the one that is here with it', async (t) => {
  const { hub, a, b } = await shared(t);
  await write(a.journal, measured('o2', 'p1'));
  await eraseWholly(a.journal, erasureOf('p1'));
  await carryUp(hub, a);
  await settle(hub);
  t.match(
    await read(hub, measured('o2', 'p1')),
    { erased: true },
    'what only its site had comes as what is left of it',
  );
  t.match(await read(hub, named('p1')), { deleted: false }, 'the hub was ordered nothing');
  await hub.fanout.feedVersions({
    site: b.code,
    changeIds: (await feedOf(hub, b.code)).map(({ changeId }) => changeId),
  });
  await eraseWholly(hub, erasureOf('p1'));
  await carryDown(hub, b);
  t.match(await read(b.journal, named('p1')), { deleted: false, body: new RegExp(secret) });
  t.strictSame(await hub.poison.counts(), []);
  t.strictSame(await b.journal.poison.counts(), []);
});

t.test('[W12] nothing of it comes back: late versions, new resources of the patient, writes here', async (t) => {
  const { hub, a, b, file } = await shared(t);
  await write(b.journal, measured('o1', 'p1', `${secret} late`), measured('o9', 'p1'), named('p9'));
  await write(b.journal, { ...measured('o1', 'p1'), body: `{"broken":"${secret}` });
  await write(b.journal, { ...measured('o7', 'p1'), body: `{"broken":"${secret}","subject":"Patient/p1` });
  await eraseWholly(hub, erasureOf('p1'));
  await exchange(hub, b);
  for (const late of [measured('o1', 'p1'), measured('o9', 'p1')]) t.match(await read(hub, late), { erased: true });
  t.match(await read(hub, named('p9')), { deleted: false });
  t.strictSame(
    await hub.poison.counts(),
    [{ code: 'body-malformed', count: 1 }],
    'o7; what is closed is not looked at',
  );
  t.match(await hub.poison.replay(), { mended: 1 }, 'of what nobody can read it is enough that it names the patient');
  await t.rejects(write(hub, named('p1')), { code: 'erased' });
  await t.rejects(write(hub, measured('o10', 'p1')), { code: 'erased' }, 'nor anything new about the patient');
  t.ok(await hub.erasures.isClosed(measured('o11', 'p1')));
  t.notOk(await hub.erasures.isClosed(measured('o11', 'p2')));
  await eraseWholly(b.journal, erasureOf('p1'));
  await write(a.journal, measured('o12', 'p1'));
  await exchange(hub, a, b);
  t.strictSame(tablesWith(file, 'o12').includes('resource'), true, 'it has its place');
  const left = tablesWith(file, secret);
  t.ok(
    left.every((table) => table === 'version'),
    `${left}: of the other patient alone`,
  );
  const { versions } = await hub.records.history({ count: 200 });
  t.strictSame([...new Set(versions.filter(({ body }) => body.includes(secret)).map(({ id }) => id))], ['p9']);
});

t.test('[W12] an erasure of what is not here closes it all the same', async (t) => {
  const { hub, sites } = await star(t, 1);
  const [a] = sites;
  await eraseWholly(hub, erasureOf('p1', { resources: [{ type: type('Basic'), id: parseResourceId('b1') }] }));
  await write(a.journal, named('p1'), measured('o1', 'p1'), resourceOf({ resourceType: 'Basic', id: 'b1', code: {} }));
  await exchange(hub, a);
  for (const id of [named('p1'), measured('o1', 'p1'), resourceOf({ resourceType: 'Basic', id: 'b1' })]) {
    t.match(await read(hub, id), { erased: true });
  }
});

t.test('[W10] single resources are erased without the rest of a record', async (t) => {
  const journal = openSite(t, site);
  await write(journal, named('p1'), measured('o1', 'p1'), measured('o2', 'p1'));
  const { patient: _, ...order } = erasureOf('p1', {
    resources: [{ type: type('Observation'), id: parseResourceId('o1') }],
  });
  t.match(await eraseWholly(journal, order), { resources: 1, versions: 1 });
  t.match(await read(journal, measured('o1', 'p1')), { erased: true });
  t.match(await read(journal, measured('o2', 'p1')), { deleted: false });
  await write(journal, measured('o3', 'p1'));
});

t.test('[W11] heads that stand side by side show nothing, and their merge says nothing', async (t) => {
  const { hub, a, b, file } = await shared(t);
  await write(a.journal, patient('p1', { name: [{ family: `${secret} A` }], gender: 'male' }));
  await write(b.journal, patient('p1', { name: [{ family: `${secret} B` }], gender: 'female' }));
  await carryUp(hub, a);
  await carryUp(hub, b);
  t.equal(hub.counts().concurrent, 1);
  t.ok(tablesWith(file, secret).includes('resource'), 'what the merge shows stands there');
  await eraseWholly(hub, erasureOf('p1'));
  t.strictSame(tablesWith(file, secret), []);
  await settle(hub);
  t.equal(hub.counts().concurrent, 0);
  t.match(await read(hub, named('p1')), { deleted: true, erased: true, author: 'carnet:merge' });
  t.strictSame(tablesWith(file, secret), []);
});

t.test('[W11] what was set aside loses its bodies, and still proves its chain', async (t) => {
  const { hub, a, file } = await shared(t);
  await write(a.journal, { ...measured('o1', 'p1'), body: `{"broken":"${secret}` });
  await write(a.journal, measured('o1', 'p1'));
  await carryUp(hub, a);
  t.strictSame(await hub.poison.counts(), [
    { code: 'body-malformed', count: 1 },
    { code: 'record-waiting', count: 1 },
  ]);
  t.match(await eraseWholly(hub, erasureOf('p1')), { setAside: 2 });
  t.strictSame(tablesWith(file, secret), []);
  t.match(await hub.poison.replay(), { mended: 2 }, 'nothing of them is left that could not be read');
  t.match(await read(hub, measured('o1', 'p1')), { erased: true });
});

t.test("[W11][J5] the hub's search file loses its rows before the erasure is settled", async (t) => {
  const { hub, file } = await shared(t);
  t.ok(tablesWith(searchFileOf(file), secret.toLowerCase()).length > 0);
  t.ok((await eraseWholly(hub, erasureOf('p1'))).settledMilliseconds);
  t.strictSame(tablesWith(searchFileOf(file), secret.toLowerCase()), []);
  t.strictSame(await found(hub, 'Patient', 'family', secret), []);
});

t.test(
  '[W14][U1] from the first erasure on, a program that does not know of them does not open the database',
  async (t) => {
    const file = journalFile(t);
    const before = erasureMigration - 1;
    const earlier = () => {
      const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: migrations.length });
      try {
        migrate(connection, 1, migrationsOf('site').slice(0, before), floorsOf(migrations).slice(0, before));
      } finally {
        connection.close();
      }
      return 'opened';
    };
    const journal = openSite(t, site, { file });
    await write(journal, named('p1'));
    t.equal(earlier(), 'opened', 'until then it works on');
    await eraseWholly(journal, erasureOf('p1'));
    t.equal(problemOf(earlier), 'database-version');
  },
);

t.test('[W12] a version that moves what stands to an erased patient loses its own body alone', async (t) => {
  const { hub, a, b } = await shared(t);
  await write(a.journal, measured('o5', 'p2', 'Makossa'), referral('r2', 'p2', b.code));
  await exchange(hub, a, b);
  await eraseWholly(hub, erasureOf('p1'));
  await write(b.journal, measured('o5', 'p1', secret));
  await exchange(hub, b);
  t.match(await read(hub, measured('o5', 'p1')), { erased: true });
  await write(b.journal, measured('o5', 'p2', 'Makossa again'));
  await exchange(hub, b);
  t.match(await read(hub, measured('o5', 'p2')), { deleted: false, body: /Makossa again/ });
});
