import { randomBytes } from 'node:crypto';
import { openSync, statSync, writeSync } from 'node:fs';
import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { openSelfTest } from '../../../edge-agent/self-test/open-self-test.js';
import { SelfTester } from '../../../edge-agent/self-test/self-tester.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { handTimers } from '../../support/hand-timers.js';
import { nodeJournal } from '../../support/node-journal.js';
import { startNetwork } from '../../support/programs-network.js';
import { eventually, writePatient } from '../../support/programs-records.js';
import { callCarnet } from '../../support/run-carnet.js';

const logger = createLogger('test', 'silent');
const fail = (error: unknown) => {
  throw error;
};
const box = {
  ...{ diskFreeBytes: 5e9, diskTotalBytes: 9e9, certificateExpiresAt: 9e15, clockState: 'sure' as const },
  ...{ clockOffsetMilliseconds: 0, backupAt: null },
};

t.test('[O5] evidence is kept over a restart, newest first, and a failed look is told and tried again', async (t) => {
  const { selfTests: store } = nodeJournal(t, 'site');
  const timers = handTimers();
  const errors: unknown[] = [];
  let told = 0;
  let isBroken = true;
  const open = () =>
    new SelfTester({
      ...{ store, timers, logger, hourOf: () => 3, now: () => 1_800_000_000_000 + timers.elapsedMilliseconds() },
      read: async (atMilliseconds) => {
        if (isBroken) throw new Error('the disk is away');
        return { atMilliseconds, database: { state: 'sound', milliseconds: 1 }, fsync: undefined, box };
      },
      onTested: () => {
        told += 1;
      },
      onError: (error) => errors.push(error),
    });
  const tester = open();
  await tester.start();
  t.equal(tester.facts, undefined);
  timers.pass(21 * 60_000);
  await eventually('told', () => errors.length === 1);
  isBroken = false;
  await tester.stop();
  const second = open();
  await second.start();
  timers.pass(21 * 60_000);
  await eventually('tested', () => told === 1);
  t.match(second.facts, { found: [{ check: 'fsync', state: 'fault' }] });
  timers.pass(24 * 3_600_000);
  await second.stop();
  t.equal((await store.latest(9)).length, 1, 'once a week');
  const third = open();
  await third.start();
  t.strictSame(third.facts, second.facts, 'kept');
  await third.test();
  await third.stop();
  const [newest, oldest] = await store.latest(9);
  t.ok(newest && oldest && newest.atMilliseconds > oldest.atMilliseconds);
  for (let week = 0; week < 170; week += 1) await store.add({ atMilliseconds: week, results: [] });
  t.equal((await store.latest(1_000)).length, 160, 'about three years');
});

t.test('[O5][O6] a running site tests itself; what it finds is at the hub, in the alerts and in status', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const { journal, engine, upkeep } = site.edge;
  await eventually('a session', () => engine.links.active);
  await writePatient(journal, 'Ngono');
  const test = await upkeep.selfTest.test();
  const stateOf = (name: string) => test.results.find(({ check }) => check === name)?.state;
  t.equal(stateOf('database'), 'ok');
  t.equal(stateOf('certificate'), 'ok');
  const heard = async () => (await network.hub.readFleet()).sites[0]?.facts?.selfTest;
  t.match(await eventually('told', async () => (await heard()) ?? undefined), { at: test.atMilliseconds });
  t.match((await callCarnet(['status', '--dir', site.dir])).out, /weekly self-test +\d{4}-\d\d-\d\d \d\d:\d\dZ, /);

  // A file of the same form, with a page that is not what was written.
  const dir = network.folder;
  await journal.backups.copyTo(nodePaths(dir).journal);
  const descriptor = openSync(nodePaths(dir).journal, 'r+');
  writeSync(
    descriptor,
    randomBytes(4_096),
    0,
    4_096,
    Math.floor(statSync(nodePaths(dir).journal).size / 8_192) * 4_096,
  );
  const other = openSelfTest({
    ...{ dir, journal: { selfTests: journal.selfTests, backups: journal.backups }, now: Date.now, logger },
    ...{ readFacts: () => engine.facts?.read() ?? fail('facts'), onTested: () => {}, onError: fail },
  });
  const bad = await other.test();
  t.match(
    bad.results.find(({ check }) => check === 'database'),
    { state: 'fault' },
  );
  await site.restart();
  t.match(await eventually('found', async () => (await heard())?.found[0]), { check: 'database', state: 'fault' });
  const alert = await eventually('an alert', async () =>
    (await network.hub.journal.alerts.open()).find(({ kind }) => kind === 'self-test'),
  );
  t.match(alert, { severity: 'critical', cause: 'self-test-database', sites: [site.code] });
  t.match(await callCarnet(['status', '--dir', site.dir, '--lang', 'fr']), {
    out: /autocontrôle hebdomadaire .* ! base/,
  });
});
