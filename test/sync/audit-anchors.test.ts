import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { defaultCipher } from '../../journal/sqlite/key.js';
import { openDatabase } from '../../journal/sqlite/open-database.js';
import { receiptsIn } from '../../provisioning/audit/receipt-file.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { reckonAnew } from '../support/audit-tampers.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

/** A hospital whose audit the hub has confirmed to its end. */
async function setUp(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, ['garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const events = async () =>
    (await network.hub.journal.fleet.events({ site: site.code, limit: 20 })).filter(({ kind }) =>
      kind.startsWith('audit-'),
    );
  const anchored = async () => (await network.hub.journal.anchors.standing(site.code)).newest.count;
  /** What a program writes of itself as it starts may stand in the open window for a minute. */
  const confirmed = (least: number) =>
    eventually('it is confirmed', async () => {
      const count = await anchored();
      return count >= least && receiptsIn(site.dir, site.code).read().at(-1)?.count === count && count;
    });
  for (let number = 0; number < 12; number += 1) await writePatient(site.edge.journal, `Patient ${number}`);
  await site.restart();
  return { network, site, events, confirmed, known: await confirmed(12) };
}

/** Opens the journal of a site that is stopped, as somebody does who has the box and what opens it. */
async function beside(site: NetworkSite, act: (connection: ReturnType<typeof openDatabase>) => void): Promise<void> {
  const key = await unlockDataKey(site.dir);
  const connection = openDatabase({
    file: nodePaths(site.dir).journal,
    key,
    cipher: defaultCipher,
    migrationMax: 1_000,
  });
  try {
    act(connection);
  } finally {
    connection.close();
  }
}

const names = (detail: object, entry: number) => {
  const { from, to } = detail as { from: number; to: number };
  return from <= entry && entry <= to;
};
const verify = async (site: NetworkSite, ...more: readonly string[]) =>
  callCarnet(['audit', 'verify', '--dir', site.dir, ...more]);

t.test(
  '[R6][R9][R11] entries altered while the site was off, with the whole chain reckoned anew, are found',
  async (t) => {
    const { network, site, events, confirmed, known } = await setUp(t);
    const intact = await verify(site, '--json');
    t.equal(intact.exit, 0, intact.error);
    t.match(JSON.parse(intact.out), { state: 'intact', damage: null, confirmed: known });
    t.match((await verify(site, '--lang', 'fr')).out, /Intact : \d+ lignes[\s\S]*Le central en a confirmé \d+/);
    await site.edge.stop();
    await beside(site, (connection) => {
      connection.execute("UPDATE audit SET subject = 'Patient/somebody' WHERE id = 3");
      reckonAnew(connection, 3);
    });
    const offline = await verify(site, '--json');
    t.equal(offline.exit, 1);
    const { state, damage } = JSON.parse(offline.out) as { state: string; damage: { kind: string } };
    t.same([state, damage.kind], ['damaged', 'altered'], 'without the hub, too');
    t.ok(names(damage, 3));
    t.match((await verify(site, '--lang', 'en')).out, /DAMAGED: entries \d+ to \d+ .*\n.*\nNext: /);
    const doctor = JSON.parse((await callCarnet(['doctor', '--dir', site.dir, '--json'])).out) as {
      findings: { check: string; state: string }[];
    };
    t.equal(doctor.findings.find(({ check }) => check === 'audit')?.state, 'fault');

    await site.restart();
    const [event] = await eventually('the hub tells of it', async () => {
      const list = await events();
      return list.length > 0 ? list : undefined;
    });
    t.match(event, { kind: 'audit-altered', detail: { known } });
    t.ok(names(event?.detail ?? {}, 3));
    const token = await tokenOf(network.hubDir, 'ops');
    const fleet = (await ask(network.hub.httpPort, '/api/fleet', { token })).body as {
      sites: { events: { kind: string; detail: object }[] }[];
    };
    const shown = fleet.sites[0]?.events.find(({ kind }) => kind === 'audit-altered');
    t.ok(names(shown?.detail ?? {}, 3), 'ops sees where');
    await eventually('an alert', async () => {
      const { body } = await ask(network.hub.httpPort, '/api/alerts', { token });
      return JSON.stringify(body).includes('audit-altered');
    });
    await writePatient(site.edge.journal, 'Later');
    await site.restart();
    await confirmed(known + 1);
    t.equal((await events()).length, 1, 'it is told once, and what comes after is covered again');
    t.equal((await verify(site)).exit, 0, 'what the hub now goes by');
  },
);

t.test('[R6][R9][R11] an older file that was put back is found, by the hub and without it', async (t) => {
  const { network, site, events, confirmed } = await setUp(t);
  await site.edge.stop();
  const kept = join(network.folder, 'older.db');
  const { journal } = nodePaths(site.dir);
  copyFileSync(journal, kept);
  await site.restart();
  // Looks at charts leave entries and nothing in the log, by which an older file would be known otherwise.
  const entry = { author: 'Practitioner/p1', action: 'read', subject: 'Patient/x', outcome: 'done' } as const;
  const before = (await site.edge.journal.audit.mark()).count;
  await site.edge.journal.records.audit(Array.from({ length: 20 }, () => entry));
  await site.restart();
  const known = await confirmed(before + 20);
  await site.edge.stop();
  for (const end of ['-wal', '-shm']) rmSync(`${journal}${end}`, { force: true });
  copyFileSync(kept, journal);
  const offline = await verify(site, '--json');
  t.match([offline.exit, JSON.parse(offline.out).damage], [1, { kind: 'cut', to: known }]);
  await site.restart();
  await eventually('the hub tells of it', async () => (await events()).length > 0);
  const [event] = await events();
  t.match(event, { kind: 'audit-cut', detail: { to: known, known } });
  t.ok(Number(event?.detail.from) <= before + 1);
});

t.test('[R9][B12] a restored backup is told for what it is, also the second time, and accuses nobody', async (t) => {
  const { network, site, events, confirmed } = await setUp(t);
  const usb = join(network.folder, 'usb');
  mkdirSync(usb);
  const made = await callCarnet(['backup', '--dir', site.dir, '--to', usb, '--json']);
  const [{ file } = { file: '' }] = JSON.parse(made.out) as readonly { file: string }[];
  const entry = { author: 'Practitioner/p1', action: 'read', subject: 'Patient/x', outcome: 'done' } as const;
  for (const time of [1, 2]) {
    const before = (await site.edge.journal.audit.mark()).count;
    await site.edge.journal.records.audit(Array.from({ length: 20 }, () => entry));
    await site.restart();
    const known = await confirmed(before + 20);
    await site.edge.stop();
    const restored = await callCarnet(['restore', file, '--dir', site.dir]);
    t.equal(restored.exit, 0, restored.error);
    await site.restart();
    await eventually('the hub tells of it', async () => (await events()).length === time);
    t.match((await events())[0], { kind: 'audit-lost', detail: { to: known, known } });
    await confirmed(12);
  }
  t.equal((await verify(site)).exit, 0, 'what the hub now goes by');
});

t.test('[R10] whoever edits an entry and leaves the chain is found by the walk of the next start', async (t) => {
  const { site, events } = await setUp(t);
  await site.edge.stop();
  await beside(site, (connection) => {
    connection.execute("UPDATE audit SET outcome = 'refused' WHERE id = 5");
  });
  await site.restart();
  await eventually('the hub tells of it', async () => (await events()).length > 0);
  const [event] = await events();
  t.match(event, { kind: 'audit-altered', detail: { to: 5 } });
  t.ok(names(event?.detail ?? {}, 5));
});
