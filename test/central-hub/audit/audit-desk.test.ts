import { join } from 'node:path';
import t from 'tap';
import { SqliteAnchorStore } from '../../../journal/audit/sqlite-anchor-store.js';
import { readEvents } from '../../../journal/event-log.js';
import { anchorSql } from '../../../journal/sql/audit.js';
import { defaultCipher } from '../../../journal/sqlite/key.js';
import { sql } from '../../../journal/sqlite/named-sql.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import { checkpointText } from '../../../protocol/audit/audit-mark.js';
import { encodeControl } from '../../../protocol/control/control.js';
import { isSigned, signText } from '../../../protocol/session/signed.js';
import { type AuditRun, auditKeys, auditRun, type Bend } from '../../support/audit-sync.js';
import { reckonAnew } from '../../support/audit-tampers.js';
import { addSite, openHub, openSite, type Teardown, testKey } from '../../support/journal-fixtures.js';
import { seededRandom } from '../../support/seeded-random.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const open = (file: string) => openDatabase({ file, key: testKey, cipher: defaultCipher, migrationMax: 1_000 });

async function setUp(t: Teardown) {
  const folder = temporaryFolder(t);
  const files = { hub: join(folder, 'hub.db'), site: join(folder, 'site.db') };
  const hubJournal = openHub(t, { file: files.hub });
  const code = await addSite(hubJournal);
  const journal = openSite(t, code, { file: files.site });
  const [site, hub] = [open(files.site), open(files.hub)];
  t.teardown(() => site.close());
  t.teardown(() => hub.close());
  const keys = await auditKeys();
  let number = 0;
  const write = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      number += 1;
      const entry = {
        author: 'Practitioner/p1',
        action: 'read',
        subject: `Patient/${number}`,
        outcome: 'done',
      } as const;
      await journal.records.audit([entry]);
    }
  };
  const start = (more: Partial<AuditRun> = {}) => auditRun(code, keys, { site, hub, ...more });
  const events = () => readEvents(hub, { site: code, limit: 100 }).map(({ kind, detail }) => ({ kind, detail }));
  const newest = () => hub.one(anchorSql.newest, code);
  return { code, keys, site, hub, write, written: () => number, start, events, newest };
}

const proofs = sql<{ signature: Uint8Array; certificate: string; head: Uint8Array; milliseconds: number }>(
  'SELECT signature, certificate, head, milliseconds FROM audit_anchor',
);

t.test('[R4][R5][R7] a run says how far the audit is, the hub keeps it with its proof and confirms it', async (t) => {
  const { code, keys, hub, write, start, newest, events } = await setUp(t);
  await write(5);
  const run = start();
  await run.pass(5_000);
  t.equal(newest()?.count, 5);
  const kept = hub.one(proofs);
  const text = checkpointText(
    code,
    { epoch: 1, count: 5, head: kept?.head ?? new Uint8Array() },
    kept?.milliseconds ?? 0,
  );
  t.ok(
    isSigned(keys.sitePublic, text, kept?.signature ?? new Uint8Array()),
    'the site cannot say that it never said so',
  );
  t.equal(kept?.certificate, 'f', 'and by which certificate: its register keeps that for good');
  const saidBefore = run.said.length;
  await run.pass(60 * 60_000);
  t.equal(run.said.length, saidBefore, 'while nothing is new nothing is said');
  t.ok(saidBefore <= 4, 'one exchange, one more for the walk where that took longer');
  await write(3);
  await run.pass(61_000);
  t.equal(newest()?.count, 8);
  const bytes = run.said.slice(-2).map((message) => encodeControl(message).length);
  t.ok((bytes[0] ?? 0) + (bytes[1] ?? 0) < 750, `${bytes.join(' + ')} bytes`);
  t.same(events(), []);
  t.type((await new SqliteAnchorStore({ connection: hub }).standing(code)).walkedMilliseconds, 'number');
});

t.test('[R5] a hub that lost nothing but an anchor, being put back, is told again by the next session', async (t) => {
  const { code, hub, write, start, newest } = await setUp(t);
  await write(2);
  const run = start();
  await run.pass(5_000);
  hub.execute('CREATE TABLE a AS SELECT * FROM audit_anchor; CREATE TABLE p AS SELECT * FROM audit_proof');
  await write(3);
  await run.pass(61_000);
  t.equal(newest()?.count, 5);
  const welcomed = async () => ({ ...run.session.welcome, abilities: [], auditSerial: await run.desk.serialOf(code) });
  const saidBefore = run.said.length;
  run.teller.use({ ...run.session, welcome: await welcomed() });
  await run.pass(11_000);
  t.equal(run.said.length, saidBefore, 'a hub that has it is not told again');
  hub.execute(`DELETE FROM audit_anchor; DELETE FROM audit_proof;
    INSERT INTO audit_anchor SELECT * FROM a; INSERT INTO audit_proof SELECT * FROM p`);
  t.equal(newest()?.count, 2);
  run.teller.use({ ...run.session, welcome: await welcomed() });
  await run.pass(11_000);
  t.equal(newest()?.count, 5);
});

t.test('[R4] a checkpoint that the key of the certificate has not signed is not taken', async (t) => {
  const { keys, write, start, newest } = await setUp(t);
  await write(2);
  for (const sign of [() => new Uint8Array(256), (text: Uint8Array) => signText(keys.authority, text)]) {
    const forged = start({ sign });
    await forged.pass(5_000);
    await forged.teller.stop();
    t.equal(newest(), undefined);
    t.same([...new Set(forged.refused)], ['scope-forged']);
  }
  await start().pass(5_000);
  t.equal(newest()?.count, 2);
});

t.test('[R6] messages that are lost, doubled, late or overtaken accuse nobody', async (t) => {
  const { write, written, start, events, newest } = await setUp(t);
  const random = seededRandom(3);
  for (let round = 0; round < 40; round += 1) {
    await write(1 + random.below(4));
    const late: (() => void)[] = [];
    const bend: Bend = (_message, deliver) => {
      if (random.chance(0.2)) return;
      if (random.chance(0.3)) late.push(deliver);
      else deliver();
      if (random.chance(0.2)) deliver();
    };
    const run = start({ bend, metered: random.chance(0.3) });
    for (let step = 0; step < 12; step += 1) {
      await run.pass(random.below(90_000));
      if (random.chance(0.5)) late.splice(random.below(late.length + 1), 1)[0]?.();
      if (random.chance(0.5)) await write(1);
    }
    await run.teller.stop();
  }
  const fair = start();
  await fair.pass(120_000);
  t.same(events(), []);
  t.equal(newest()?.count, written());
});

t.test('[R6] a hub that was put back to an earlier state goes on from what it has, and accuses nobody', async (t) => {
  const { hub, write, start, events, newest } = await setUp(t);
  await write(4);
  const run = start();
  await run.pass(5_000);
  hub.execute('CREATE TABLE a AS SELECT * FROM audit_anchor; CREATE TABLE p AS SELECT * FROM audit_proof');
  await write(4);
  await run.pass(61_000);
  t.equal(newest()?.count, 8);
  hub.execute(`DELETE FROM audit_anchor; DELETE FROM audit_proof;
    INSERT INTO audit_anchor SELECT * FROM a; INSERT INTO audit_proof SELECT * FROM p`);
  await write(2);
  await run.pass(61_000);
  t.equal(newest()?.count, 10);
  t.same(events(), []);
});

t.test(
  '[R9] a site under a new epoch is told apart: what it lacks was lost with an earlier state, and it goes on',
  async (t) => {
    const { site, write, start, events, newest } = await setUp(t);
    await write(10);
    await start().pass(5_000);
    site.execute('DELETE FROM audit WHERE id > 6; UPDATE node SET epoch = 2');
    reckonAnew(site, 6);
    await write(7);
    const run = start({ epoch: 2 });
    await run.pass(5_000);
    t.match(events(), [{ kind: 'audit-lost', detail: { from: 1, to: 10, known: 10, entries: 13 } }]);
    t.equal(newest()?.count, 13, 'and it is covered again');
    site.execute('UPDATE node SET epoch = 3');
    await write(1);
    await start({ epoch: 3 }).pass(5_000);
    t.equal(events().length, 1, 'a new epoch that lost nothing is no news');
  },
);

t.test(
  '[R9] damage is told once, however often the site begins anew, and what comes after it is found too',
  async (t) => {
    const { site, write, start, events, newest } = await setUp(t);
    await write(10);
    await start().pass(5_000);
    site.execute("UPDATE audit SET subject = 'Patient/x' WHERE id = 4");
    for (let run = 0; run < 3; run += 1) {
      await write(2);
      await start().pass(5_000);
    }
    t.match(events(), [{ kind: 'audit-altered', detail: { from: 1, to: 4 } }]);
    site.execute("UPDATE audit SET subject = 'Patient/y' WHERE id = 13");
    reckonAnew(site, 13);
    await start().pass(5_000);
    t.match(events()[0], { kind: 'audit-altered', detail: { from: 13, to: 14 } });
    t.equal(newest()?.count, 16);
  },
);
