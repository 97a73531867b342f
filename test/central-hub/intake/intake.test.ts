import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { Refusals } from '../../../central-hub/broker/refusals.js';
import type { SitePeer, SiteTransport } from '../../../central-hub/broker/site-transport.js';
import { Burst, indexLateMillisecondsMin } from '../../../central-hub/fanout/turn.js';
import { Intake } from '../../../central-hub/intake/intake.js';
import { type BatchReader, readingHere } from '../../../central-hub/intake/reading/read-batch.js';
import { type Session, Sessions } from '../../../central-hub/session/session.js';
import { createLogger } from '../../../config/running/logger.js';
import { Counter } from '../../../config/running/metrics.js';
import type { ApplyBatch, ApplyOutcome, SyncStore } from '../../../journal/sync-store.js';
import { type ControlMessage, decodeControl } from '../../../protocol/control/control.js';
import { lane } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';
import { Problem } from '../../../protocol/problem.js';
import { enrolSite, startNetwork } from '../../support/programs-network.js';
import { encodePlain, openSiteJournal, RawClient, RawSite } from '../../support/programs-raw-site.js';
import { eventually, writePatient } from '../../support/programs-records.js';

const { administrative, clinical } = lane;

/** The bytes of a real site's batches. */
async function realBatches(t: Parameters<typeof startNetwork>[0], count: number) {
  const network = await startNetwork(t, []);
  const { code, dir } = await enrolSite(t, network, join(network.folder, 'raw'), 'Raw');
  const journal = await openSiteJournal(dir, code);
  t.teardown(() => journal.close());
  for (let index = 0; index < count; index += 1) await writePatient(journal, `Patient ${index}`);
  const raw = new RawClient({ port: network.hub.mqttPort, clientId: 'nobody', identity: {} });
  raw.end();
  const site = new RawSite(code, journal, raw);
  const runs = [...(await site.batches(clinical)), ...(await site.batches(administrative))];
  return { code, runs };
}

/** An intake whose store does what the test says, when the test says so. */
function intakeOver(
  code: SitePeer['site'],
  apply: (commands: readonly ApplyBatch[]) => Promise<readonly ApplyOutcome[]>,
  indexLagMilliseconds: () => number = () => 0,
  reader: BatchReader = readingHere(new Map()),
) {
  const peer: SitePeer = {
    site: code,
    link: 'fibre' as never,
    partition: 0,
    fingerprint: 'f',
    publicKey: generateKeyPairSync('x25519').publicKey,
    connectedMilliseconds: 0,
  };
  const said: ControlMessage[] = [];
  const transport: SiteTransport = {
    start: async () => {},
    stop: async () => {},
    publish: async (_peer, _channel, payload) => void said.push(decodeControl(payload)),
    disconnect: () => {},
    peers: () => [peer],
  };
  const sessions = new Sessions();
  sessions.open({ peer, epoch: 1, gapToldAt: new Map(), downlink: { stop: async () => {} } } as unknown as Session);
  const errors: unknown[] = [];
  const delivered: string[] = [];
  const sync = { identity: async () => ({ site: code, epoch: 1, hubEpoch: 1 }), applyBatches: apply };
  const intake = new Intake({
    ...{ transport, sessions, sync: sync as unknown as SyncStore, siteOfCertificate: async () => code },
    ...{
      reader,
      refusals: new Refusals(new Counter(), createLogger('test', 'silent'), () => {}),
    },
    ...{ batches: new Counter(), changes: new Counter(), batchesMax: 8, now: () => 0 },
    ...{ burst: new Burst(() => 0), indexLagMilliseconds },
    ...{ onAhead: () => {}, onPoison: () => {}, onApplied: () => {}, onError: (error: unknown) => errors.push(error) },
    onDelivered: (site, changes) => delivered.push(`${site} ${changes}`),
  });
  return { intake, peer, said, errors, delivered };
}

function outcomeOf({ batch }: ApplyBatch): ApplyOutcome {
  const { lane, to, chainAfter } = batch.header;
  const durable = { seq: to, chain: chainAfter };
  return { durability: { lane, durable, safeSeq: 0, creditBytes: limits.creditBytesMax }, applied: 1, rejects: [] };
}

t.test('[S7] a receipt goes out after the commit, never before, and one for several batches', async (t) => {
  const { code, runs } = await realBatches(t, 3);
  const calls: (readonly ApplyBatch[])[] = [];
  let commit = () => {};
  const committed = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const { intake, peer, said, delivered } = intakeOver(code, async (commands) => {
    calls.push(commands);
    await committed;
    return commands.map(outcomeOf);
  });
  t.teardown(() => intake.stop());
  for (const run of runs) intake.take(peer, run.header.lane, encodePlain(run));
  await eventually('applied', () => calls.length > 0);
  await pause(50);
  t.equal(calls.length, 1, 'several batches in one transaction');
  t.equal(calls[0]?.length, 3);
  t.strictSame(said, [], 'nothing is said while the transaction is open');
  t.strictSame(delivered, []);
  commit();
  await eventually('said', () => said.length > 0 && delivered.length === 3);
  await pause(50);
  t.equal(said.length, 1);
  t.match(said[0], { kind: 'receipt', durable: { seq: 3 } });
  t.strictSame(delivered, [`${code} 1`, `${code} 1`, `${code} 1`], 'what came is told to who reckons the pace');
});

t.test('[S3] batches are applied as they came, whichever was read first; what waits is read meanwhile', async (t) => {
  const { code, runs } = await realBatches(t, 24);
  const here = readingHere(new Map());
  const applied: number[] = [];
  let [reading, readingMost, asked, askedInCommit] = [0, 0, 0, 0];
  const reader: BatchReader = {
    ...here,
    read: async (payload) => {
      asked += 1;
      reading += 1;
      readingMost = Math.max(readingMost, reading);
      // The first of several is ready last.
      await pause(asked % 2 === 1 ? 30 : 0);
      reading -= 1;
      return here.read(payload);
    },
  };
  const { intake, peer } = intakeOver(
    code,
    async (commands) => {
      applied.push(...commands.map(({ batch }) => batch.header.from));
      askedInCommit ||= asked;
      await pause(20);
      return commands.map(outcomeOf);
    },
    () => 0,
    reader,
  );
  t.teardown(() => intake.stop());
  for (const run of runs) intake.take(peer, run.header.lane, encodePlain(run));
  while (applied.length < runs.length) await pause(10);
  t.strictSame(
    applied,
    runs.map(({ header }) => header.from),
  );
  t.ok(askedInCommit > 8, 'the next are read while these are committed');
  t.ok(readingMost <= 32, 'and no more than the next');
  t.equal(asked, runs.length, 'each once');
});

t.test('[S6][S7] when the commit fails there is no receipt, only the code', async (t) => {
  const { code, runs } = await realBatches(t, 1);
  const { intake, peer, said, errors } = intakeOver(code, async () => {
    throw new Problem('disk-full');
  });
  t.teardown(() => intake.stop());
  for (const run of runs) intake.take(peer, run.header.lane, encodePlain(run));
  await eventually('said', () => said.length > 0 && errors.length > 0);
  await pause(50);
  t.strictSame(
    said.map(({ kind }) => kind),
    ['refusal'],
  );
  t.match(said[0], { code: 'disk-full' });
  t.equal(errors.length, 1, 'and the program is told');
});

t.test('[J8] the intake leaves time to an index that is late, and none where something urgent waits', async (t) => {
  const { code, runs } = await realBatches(t, 2);
  const [run] = runs;
  if (run === undefined) throw new Error('no batch');
  const applied: number[] = [];
  const began = performance.now();
  const { intake, peer } = intakeOver(
    code,
    async (commands) => {
      applied.push(performance.now() - began);
      return commands.map(outcomeOf);
    },
    () => indexLateMillisecondsMin + 750,
  );
  t.teardown(() => intake.stop());
  intake.take(peer, run.header.lane, encodePlain(run));
  await pause(100);
  t.equal(applied.length, 0);
  await eventually('applied', () => applied.length > 0);
  t.ok((applied[0] ?? 0) >= 290, 'as long as the index is too late');
  intake.take(peer, run.header.lane, encodePlain(run));
  await pause(20);
  t.equal(applied.length, 1);
  // Refused for its topic in the end; what counts is that nothing before it waited any longer.
  intake.take(peer, 1, encodePlain(run));
  await eventually('both', () => applied.length === 2);
});
