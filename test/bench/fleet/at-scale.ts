import { availableParallelism } from 'node:os';
import { type BenchSize, type Measurement, round } from '../measurement.js';
import { conditionsOf, type PeerForm } from '../peer-form.js';
import { DriverProcess } from './driver-process.js';
import { FleetHub, type SearchRows } from './fleet-hub.js';
import { type PeerFleet, replicatePouchdbFleet } from './pouchdb-fleet.js';
import { loadAverage, usageOf } from './process-usage.js';

/** Changes that are made ready for a second of sending: more than can be taken in, so that nobody runs dry. */
const readyPerSecond = 40_000;

interface Found {
  readonly perSecond: number;
  /** Of these, what can be searched for at the end of the time: all that was durable so long before as the index is late. */
  readonly searchablePerSecond: number;
  readonly lagSeconds: number;
  readonly conditions: Measurement['conditions'];
}

/**
 * A whole fleet at once against a hub with a past: what is durable in the time, and how far searches are behind then;
 * the same without search rows; after it the peer, with the same number of sites, the same past and the same time.
 */
export async function atScale(size: BenchSize, forms: readonly PeerForm[]): Promise<readonly Measurement[]> {
  const found = await measure(size);
  const bare = await measure(size, 'left-out');
  const peers = await replicatePouchdbFleet(size, forms);
  const { perSecond, searchablePerSecond, lagSeconds, conditions } = found;
  const figure = (metric: string, value: number, unit: string, more: Measurement['conditions']): Measurement => ({
    ...{ bench: 'sync', metric, value: round(value), unit, conditions: { ...conditions, ...more } },
  });
  const beside = (value: number, searchRows: string) =>
    peers.map((peer) => ({
      ...figure('fleet-changes-per-second', value, 'changes/s', { searchRows, ...peerConditions(peer, size) }),
      ...{ peer: 'pouchdb', peerValue: Math.round(peer.perSecond), ratio: round(value / peer.perSecond) },
    }));
  return [
    ...beside(perSecond, 'behind'),
    ...beside(searchablePerSecond, 'complete'),
    {
      ...{ bench: 'sync', metric: 'fleet-changes-per-second', value: round(bare.perSecond), unit: 'changes/s' },
      conditions: { ...bare.conditions, searchRows: 'left-out' },
    },
    figure('fleet-search-lag', lagSeconds, 's', {}),
  ];
}

async function measure({ sites, seconds, preload }: BenchSize, searchRows: SearchRows = 'built'): Promise<Found> {
  const fleet = await FleetHub.create({ sites, preload }, searchRows);
  const driver = new DriverProcess();
  try {
    const loadBefore = loadAverage();
    await driver.make(fleet.plan(Math.ceil((readyPerSecond * seconds) / sites), seconds));
    await driver.open();
    const before = usageOf(fleet.hub.pid);
    const result = await driver.send();
    const lagSeconds = await fleet.indexLagSeconds();
    const after = usageOf(fleet.hub.pid);
    if (result.failures.length > 0) throw new Error(result.failures.join(', '));
    const { durableChanges: changes, fedChanges } = result;
    return {
      ...{ perSecond: changes / result.seconds, lagSeconds },
      searchablePerSecond: (changes / result.seconds) * (1 - lagSeconds / result.seconds),
      conditions: {
        ...{ sites, seconds: round(result.seconds), preload, changes, fedChanges },
        ...{ encrypted: true, tls: true, fsync: true, receiptsProved: true, cores: availableParallelism() },
        ...{ loadBefore, loadAfter: loadAverage() },
        hubCpuMicrosecondsEach: round(((after.cpuSeconds - before.cpuSeconds) * 1e6) / changes),
        ...{ hubMegabytes: after.residentMegabytes, hubMegabytesMax: after.residentMegabytesMax },
      },
    };
  } finally {
    await driver.stop();
    await fleet.destroy();
  }
}

function peerConditions(peer: PeerFleet, { sites }: BenchSize): Measurement['conditions'] {
  const problems = Object.entries(peer.problems).map(([what, count]) => `${count} × ${what}`);
  return {
    ...{ peerSites: sites, peerPreload: peer.documentsBefore, peerPreloadSeconds: round(peer.preloadSeconds) },
    ...{ ...conditionsOf(peer.form), peerSeconds: round(peer.seconds), peerChanges: peer.documents },
    ...{ peerSearchRows: false, peerFedChanges: 0 },
    ...{ peerHubCpuMicrosecondsEach: round(peer.hubCpuMicrosecondsEach), peerHubMegabytes: peer.hubMegabytes },
    ...{ peerSitesCpuMicrosecondsEach: round(peer.sitesCpuMicrosecondsEach), peerSitesFinished: peer.finishedSites },
    peerProblems: problems.join(', ') || 'none',
  };
}
