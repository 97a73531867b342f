import { availableParallelism } from 'node:os';
import { type Group, makeConsultations } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { type Bench, round } from './measurement.js';
import { replicatePouchdb } from './pouchdb-peer.js';
import { preload } from './preload.js';

const visits = 2_000;
const rounds = 2;
/** PouchDB's own default, and the batch that was fastest for it. */
const peerBatches = [100, 500];

/**
 * A site with a backlog meets its hub: changes a second until the hub is durable for the last one. Ours and the peer
 * take turns, and the best round of each counts: other work on the machine only ever slows.
 */
export const sync: Bench = {
  name: 'sync',
  title: 'End to end through mutual TLS and MQTT, journal to durable at the hub',
  run: async () => {
    const groups = makeConsultations(visits);
    const changes = groups.flat().length;
    let ours = 0;
    const theirs = new Map<number, number>();
    for (let count = 0; count < rounds; count += 1) {
      ours = Math.max(ours, await drain(groups));
      for (const batch of peerBatches) {
        const { perSecond } = await replicatePouchdb(groups.flat(), batch);
        theirs.set(batch, Math.max(perSecond, theirs.get(batch) ?? 0));
      }
    }
    const cores = availableParallelism();
    return peerBatches.map((peerBatch) => ({
      bench: 'sync',
      metric: 'changes-per-second',
      value: Math.round(ours),
      unit: 'changes/s',
      peer: 'pouchdb',
      peerValue: Math.round(theirs.get(peerBatch) ?? 0),
      ratio: round(ours / (theirs.get(peerBatch) ?? 0)),
      conditions: {
        ...{ changes, sites: 1, searchRows: true, encrypted: true, tls: true, fsync: true, bestOf: rounds, cores },
        ...{ peerBatch, peerEncrypted: false, peerTls: false, peerFsync: false },
      },
    }));
  },
};

async function drain(groups: readonly Group[]): Promise<number> {
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
    return changes / ((performance.now() - began) / 1000);
  } finally {
    await stack.destroy();
  }
}
