import { makeConsultations } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { type Bench, type Measurement, round } from './measurement.js';
import { replicatePouchdb } from './pouchdb-peer.js';
import { preload } from './preload.js';

const visits = 2_000;

/** A site with a backlog meets its hub: changes a second until the hub is durable for the last one. */
export const sync: Bench = {
  name: 'sync',
  title: 'End to end through mutual TLS and MQTT, journal to durable at the hub',
  run: async () => {
    const groups = makeConsultations(visits);
    const ours = await drain(groups);
    const measurements: Measurement[] = [];
    // PouchDB's own default first, then the batch that was fastest for it.
    for (const peerBatch of [100, 500]) {
      const theirs = await replicatePouchdb(groups.flat(), peerBatch);
      measurements.push({
        bench: 'sync',
        metric: 'changes-per-second',
        value: Math.round(ours.perSecond),
        unit: 'changes/s',
        peer: 'pouchdb',
        peerValue: Math.round(theirs.perSecond),
        ratio: round(ours.perSecond / theirs.perSecond),
        conditions: {
          ...{ changes: ours.changes, sites: 1, searchRows: true, encrypted: true, fsync: true, peerBatch },
          ...{ peerEncrypted: false, peerTls: false, cores: (await import('node:os')).availableParallelism() },
        },
      });
    }
    return measurements;
  },
};

async function drain(groups: Parameters<typeof preload>[1]) {
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
    return { changes, perSecond: changes / ((performance.now() - began) / 1000) };
  } finally {
    await stack.destroy();
  }
}
