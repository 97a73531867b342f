import { availableParallelism } from 'node:os';
import { type Group, makeConsultations } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { atScale } from './fleet/at-scale.js';
import { type Bench, type Measurement, round } from './measurement.js';
import { conditionsOf, type PeerForm, peerForms } from './peer-form.js';
import { replicatePouchdb } from './pouchdb-peer.js';
import { preload } from './preload.js';

const visits = 2_000;
const rounds = 2;

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
    const theirs = new Map<PeerForm, number>();
    for (let count = 0; count < rounds; count += 1) {
      const drained = await drain(groups);
      ours.durable = Math.max(ours.durable, drained.durable);
      ours.searchable = Math.max(ours.searchable, drained.searchable);
      for (const form of peerForms) {
        const { perSecond } = await replicatePouchdb(groups.flat(), form);
        theirs.set(form, Math.max(perSecond, theirs.get(form) ?? 0));
      }
    }
    const cores = availableParallelism();
    const own = { changes, sites: 1, encrypted: true, tls: true, fsync: true, bestOf: rounds, cores };
    const figure = (value: number, form: PeerForm, searchRows: string): Measurement => ({
      ...{ bench: 'sync', metric: 'changes-per-second', value: Math.round(value), unit: 'changes/s' },
      ...{ peer: 'pouchdb', peerValue: Math.round(theirs.get(form) ?? 0) },
      ratio: round(value / (theirs.get(form) ?? 0)),
      conditions: { ...own, searchRows, ...conditionsOf(form) },
    });
    return [
      ...peerForms.map((form) => figure(ours.durable, form, 'behind')),
      ...peerForms.map((form) => figure(ours.searchable, form, 'complete')),
      ...(await atScale(size, peerForms)),
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
