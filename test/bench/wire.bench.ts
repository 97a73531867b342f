import { setTimeout as sleep } from 'node:timers/promises';
import { type Group, makeConsultations, readSynthea } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { type Bench, type Measurement, round } from './measurement.js';
import { preload } from './preload.js';

const visits = 1_000;

/**
 * Bytes on the wire, counted at a TCP relay between site and hub, both ways, everything in it: the TLS handshake with
 * both certificates, MQTT, hello and receipts.
 */
export const wire: Bench = {
  name: 'wire',
  title: 'Bytes on the wire, counted at a relay, both ways, all overhead',
  run: async () => {
    const generated = await count(makeConsultations(visits));
    const synthea = readSynthea();
    return [
      ...describeData(generated, 'generated'),
      measurement('bytes-per-consultation', generated.bytes / generated.groups, {
        data: 'generated',
        consultations: generated.groups,
        resourcesEach: round(generated.resources / generated.groups),
      }),
      ...(synthea === undefined ? [] : describeData(await count(synthea), 'synthea')),
    ];
  },
};

interface Counted {
  readonly groups: number;
  readonly resources: number;
  readonly bodyBytes: number;
  readonly bytes: number;
  readonly up: number;
  readonly down: number;
}

async function count(groups: readonly Group[]): Promise<Counted> {
  const stack = await BenchStack.create();
  try {
    const journal = await stack.openJournal();
    const resources = await preload(journal, groups);
    journal.close();
    const relay = await stack.connect(true);
    await stack.site.start();
    await stack.untilDrained();
    // What the hub still says of its own accord belongs to it too.
    await sleep(500);
    const { up, down } = relay?.bytes ?? { up: 0, down: 0 };
    const bodyBytes = groups.flat().reduce((sum, resource) => sum + Buffer.byteLength(JSON.stringify(resource)), 0);
    return { groups: groups.length, resources, bodyBytes, bytes: up + down, up, down };
  } finally {
    await stack.destroy();
  }
}

function describeData(counted: Counted, data: string): readonly Measurement[] {
  const { resources, bodyBytes, bytes, up, down } = counted;
  const conditions = { data, resources, jsonBytesEach: Math.round(bodyBytes / resources), up, down };
  return [measurement('bytes-per-resource', bytes / resources, conditions)];
}

function measurement(metric: string, value: number, conditions: Measurement['conditions']): Measurement {
  return { bench: 'wire', metric, value: round(value, 4), unit: 'bytes', conditions };
}
