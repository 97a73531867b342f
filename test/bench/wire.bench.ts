import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { limits } from '../../protocol/limits.js';
import { type Group, makeConsultations, readSynthea } from './bench-data.js';
import { BenchStack, type LinkNature, meteredSatellite, unmeteredFibre } from './bench-stack.js';
import { measureCodec } from './codec-cost.js';
import { type Bench, type Measurement, round } from './measurement.js';
import { bridgeMosquitto } from './mosquitto-peer.js';
import { countPouchdb } from './pouchdb-peer.js';
import { preload } from './preload.js';

const visits = 1_000;
/** Changes of one batch: the least that the figure is promised for, a visit or two, and the most. */
const batchSizes = [10, 24, limits.batchChangesMax];

/**
 * Bytes on the wire, counted at a TCP relay between site and hub, both ways, everything in it: the TLS handshake with
 * both certificates, MQTT, hello and receipts. On a metered satellite, where bytes are dear, and on fibre, where time is.
 */
export const wire: Bench = {
  name: 'wire',
  title: 'Bytes on the wire, counted at a relay, both ways, all overhead',
  run: async () => {
    const measurements = await measureData('generated', makeConsultations(visits));
    const synthea = readSynthea();
    return synthea === undefined ? measurements : [...measurements, ...(await measureData('synthea', synthea))];
  },
};

interface Peer {
  readonly peer: string;
  readonly bytesEach: number;
}

async function measureData(data: string, groups: readonly Group[]): Promise<readonly Measurement[]> {
  const peers = await measurePeers(groups);
  const satellite = await count(groups, meteredSatellite);
  const fibre = await count(groups, unmeteredFibre);
  return [
    ...peers.flatMap(({ peer, bytesEach }) => describe(satellite, data, 'satellite', { peer, bytesEach })),
    ...describe(fibre, data, 'fibre', undefined),
    ...[64, 1].flatMap((dictionary) => describeCodec(groups, data, dictionary)),
  ];
}

interface Counted {
  readonly groups: number;
  readonly resources: number;
  readonly bodyBytes: number;
  readonly bytes: number;
  readonly up: number;
  readonly down: number;
}

async function count(groups: readonly Group[], link: LinkNature): Promise<Counted> {
  const stack = await BenchStack.create();
  try {
    const journal = await stack.openJournal();
    const resources = await preload(journal, groups);
    journal.close();
    const relay = await stack.connect(true, link);
    await stack.site.start();
    await stack.untilDrained();
    // What the hub still says of its own accord belongs to it too.
    await sleep(500);
    const { up, down } = relay?.bytes ?? { up: 0, down: 0 };
    return { groups: groups.length, resources, bodyBytes: jsonBytes(groups), bytes: up + down, up, down };
  } finally {
    await stack.destroy();
  }
}

/** Each peer with the same resources; gzip is of the JSON of all that was saved together, and has no overhead at all. */
async function measurePeers(groups: readonly Group[]): Promise<readonly Peer[]> {
  const resources = groups.flat();
  const peers: Peer[] = [{ peer: 'pouchdb', bytesEach: (await countPouchdb(resources, 500)) / resources.length }];
  const bridge = await bridgeMosquitto(resources);
  if (bridge === undefined) process.stderr.write('wire: left out Mosquitto (sudo apt-get install mosquitto)\n');
  else peers.push({ peer: 'mosquitto-bridge-json', bytesEach: bridge.bytes / resources.length });
  const gzip = groups.reduce((sum, group) => sum + gzipSync(JSON.stringify(group)).length, 0);
  return [...peers, { peer: 'gzip', bytesEach: gzip / resources.length }];
}

function describe(counted: Counted, data: string, link: string, peer: Peer | undefined): readonly Measurement[] {
  const { groups, resources, bodyBytes, bytes, up, down } = counted;
  const conditions = { data, link, resources, jsonBytesEach: Math.round(bodyBytes / resources), up, down };
  const measurements = [measurement('bytes-per-resource', bytes / resources, conditions, peer)];
  if (data !== 'generated') return measurements;
  const each = resources / groups;
  const consultation = { data, link, consultations: groups, resourcesEach: round(each) };
  const ofPeer = peer && { peer: peer.peer, bytesEach: peer.bytesEach * each };
  return [...measurements, measurement('bytes-per-consultation', bytes / groups, consultation, ofPeer)];
}

/** What each form costs by itself: bytes by size of the batch, and the time of a processor at either end. */
function describeCodec(groups: readonly Group[], data: string, dictionary: number): readonly Measurement[] {
  return batchSizes.flatMap((batchChanges) => {
    const cost = measureCodec(groups, dictionary, batchChanges);
    const conditions = { data, dictionary, batchChanges };
    const time = (metric: string, value: number): Measurement => ({
      ...{ bench: 'wire', metric, value: round(value), unit: 'microseconds', conditions },
    });
    return [
      measurement('batch-bytes-per-resource', cost.bytes, conditions, undefined),
      time('encode-microseconds', cost.encodeMicroseconds),
      time('decode-microseconds', cost.decodeMicroseconds),
    ];
  });
}

function measurement(
  metric: string,
  value: number,
  conditions: Measurement['conditions'],
  peer: Peer | undefined,
): Measurement {
  const figure = { bench: 'wire', metric, value: round(value, 4), unit: 'bytes' };
  if (peer === undefined) return { ...figure, conditions };
  const against = { peer: peer.peer, peerValue: round(peer.bytesEach, 4), ratio: round(peer.bytesEach / value) };
  return { ...figure, ...against, conditions };
}

function jsonBytes(groups: readonly Group[]): number {
  return groups.flat().reduce((sum, resource) => sum + Buffer.byteLength(JSON.stringify(resource)), 0);
}
