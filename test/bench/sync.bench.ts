import { availableParallelism } from 'node:os';
import { type Group, makeConsultations } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { DriverProcess } from './fleet/driver-process.js';
import { FleetHub } from './fleet/fleet-hub.js';
import { loadAverage, usageOf } from './fleet/process-usage.js';
import { type Bench, type BenchSize, type Measurement, round } from './measurement.js';
import { replicatePouchdb } from './pouchdb-peer.js';
import { preload } from './preload.js';

const visits = 2_000;
const rounds = 2;
/** PouchDB's own default, and the batch that was fastest for it. */
const peerBatches = [100, 500];

/**
 * A site with a backlog meets its hub: changes a second until the hub is durable for the last one, and until all of them
 * can be searched for there, which the peer has nothing of. Ours and the peer take turns, and the best round of each
 * counts: other work on the machine only ever slows.
 */
export const sync: Bench = {
  name: 'sync',
  title: 'End to end through mutual TLS and MQTT, journal to durable at the hub',
  run: async (size) => {
    const groups = makeConsultations(visits);
    const changes = groups.flat().length;
    const ours = { durable: 0, searchable: 0 };
    const theirs = new Map<number, number>();
    for (let count = 0; count < rounds; count += 1) {
      const drained = await drain(groups);
      ours.durable = Math.max(ours.durable, drained.durable);
      ours.searchable = Math.max(ours.searchable, drained.searchable);
      for (const batch of peerBatches) {
        const { perSecond } = await replicatePouchdb(groups.flat(), batch);
        theirs.set(batch, Math.max(perSecond, theirs.get(batch) ?? 0));
      }
    }
    const cores = availableParallelism();
    const own = { changes, sites: 1, encrypted: true, tls: true, fsync: true, bestOf: rounds, cores };
    const figure = (value: number, peerBatch: number, searchRows: string): Measurement => ({
      ...{ bench: 'sync', metric: 'changes-per-second', value: Math.round(value), unit: 'changes/s' },
      ...{ peer: 'pouchdb', peerValue: Math.round(theirs.get(peerBatch) ?? 0) },
      ratio: round(value / (theirs.get(peerBatch) ?? 0)),
      conditions: { ...own, searchRows, peerBatch, peerEncrypted: false, peerTls: false, peerFsync: false },
    });
    return [
      figure(ours.durable, 100, 'behind'),
      figure(ours.searchable, 100, 'complete'),
      figure(ours.durable, 500, 'behind'),
      ...(await atScale(size, theirs.get(100) ?? 0)),
    ];
  },
};

async function drain(groups: readonly Group[]): Promise<{ readonly durable: number; readonly searchable: number }> {
  const stack = await BenchStack.create();
  try {
    const journal = await stack.openJournal();
    const changes = await preload(journal, groups);
    journal.close();
    await stack.connect(false);
    await stack.site.start();
    // From the moment that the site says that it runs: connecting, the hello and the last receipt are all in it.
    const began = performance.now();
    await stack.untilDrained(10);
    const durable = changes / ((performance.now() - began) / 1000);
    await stack.untilIndexed();
    return { durable, searchable: changes / ((performance.now() - began) / 1000) };
  } finally {
    await stack.destroy();
  }
}

/** Changes that are made ready for a second of sending: more than can be taken in, so that nobody runs dry. */
const readyPerSecond = 40_000;

/** A whole fleet at once against a hub with a past: what is durable in the time, and how far searches are behind then. */
async function atScale(
  { sites, seconds, preload: past }: BenchSize,
  peerPerSecond: number,
): Promise<readonly Measurement[]> {
  const fleet = await FleetHub.create({ sites, preload: past });
  const driver = new DriverProcess();
  try {
    const busyBefore = loadAverage();
    await driver.make(fleet.plan(Math.ceil((readyPerSecond * seconds) / sites), seconds));
    await driver.open();
    const before = usageOf(fleet.hub.pid);
    const result = await driver.send();
    const lagSeconds = await fleet.indexLagSeconds();
    const after = usageOf(fleet.hub.pid);
    const ended = performance.now();
    await fleet.untilIndexed();
    const indexSeconds = (performance.now() - ended) / 1000;
    if (result.failures.length > 0) throw new Error(result.failures.join(', '));
    const perSecond = result.durableChanges / result.seconds;
    const conditions = {
      ...{ sites, seconds: round(result.seconds), preload: past, changes: result.durableChanges },
      ...{ encrypted: true, tls: true, fsync: true, receiptsProved: true, cores: availableParallelism() },
      ...{ loadBefore: busyBefore, loadAfter: loadAverage(), fedChanges: result.fedChanges },
      hubCpuMicrosecondsEach: round(((after.cpuSeconds - before.cpuSeconds) * 1e6) / result.durableChanges),
      ...{ hubMegabytes: after.residentMegabytes, hubMegabytesMax: after.residentMegabytesMax },
    };
    const figure = (metric: string, value: number, unit: string, more: Measurement['conditions']): Measurement => ({
      ...{ bench: 'sync', metric, value: round(value), unit, conditions: { ...conditions, ...more } },
    });
    const peer = { peer: 'pouchdb', peerValue: Math.round(peerPerSecond), ratio: round(perSecond / peerPerSecond) };
    const searchable = result.durableChanges / (result.seconds + indexSeconds);
    return [
      { ...figure('fleet-changes-per-second', perSecond, 'changes/s', { searchRows: 'behind' }), ...peer },
      figure('fleet-changes-per-second', searchable, 'changes/s', { searchRows: 'complete' }),
      figure('fleet-search-lag', lagSeconds, 's', {}),
    ];
  } finally {
    await driver.stop();
    await fleet.destroy();
  }
}
