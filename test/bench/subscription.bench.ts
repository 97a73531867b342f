import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callControl } from '../../provisioning/control/client.js';
import { makePatients } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { HttpClients, type HttpTarget } from './fhir/http-target.js';
import { type Bench, latencies, type Measurement, round } from './measurement.js';
import { Receiver } from './subscription/receiver.js';

/** How many subscriptions match each version; of one author at most this many are kept. */
const subscriptionNumbers = [1, 50] as const;
const subscriptionsOfOne = 16;
/** A ward's pace, for the delay. */
const writesPerSecond = 2;
const pacedWrites = 40;
/** An import's, for the throughput: written by so many clients at once. */
const burstNotifications = 2_000;
const burstWritesMax = 500;
const burstClients = 10;
const secondsMax = 600;

/**
 * From the answer to a write until a receiver has its notification with content, at a whole site: TLS, audit, and the place of
 * each subscription on the disk. The receiver is a real one, without TLS on the loopback, and takes each at once.
 */
export const subscription: Bench = {
  name: 'subscription',
  title: 'FHIR Subscriptions of a site: notifications a second, and how long after a write each comes',
  run: async () => {
    const measurements: Measurement[] = [];
    for (const subscriptions of subscriptionNumbers) measurements.push(...(await measure(subscriptions)));
    return measurements;
  },
};

async function measure(subscriptions: number): Promise<readonly Measurement[]> {
  const stack = await BenchStack.create();
  const receiver = await Receiver.start();
  try {
    // Without a link: what is measured is not the uplink that works beside it.
    await stack.hub.stop();
    writeFileSync(join(stack.site.dir, 'settings.json'), JSON.stringify({ subscriptionNetworks: '127.0.0.0/8' }));
    await stack.site.start();
    const target = await stack.fhirTarget();
    await subscribe(stack, target, receiver, subscriptions);
    const writer = new Writer(target);
    const delays = await measureDelays(writer, receiver, subscriptions);
    const burst = await measureBurst(writer, receiver, subscriptions);
    writer.close();
    const conditions = { subscriptions, payload: true, encrypted: true, fsync: true, receiverTls: false };
    const paced = { ...conditions, writes: pacedWrites, writesPerSecond };
    return [
      ...latencies('subscription', delays, paced),
      {
        ...{ bench: 'subscription', metric: 'notifications-per-second', unit: '1/s' },
        value: round(burst.perSecond),
        conditions: { ...conditions, writes: burst.writes, clients: burstClients },
      },
    ];
  } finally {
    receiver.stop();
    await stack.destroy();
  }
}

/** Resolves when all are active. */
async function subscribe(stack: BenchStack, target: HttpTarget, receiver: Receiver, count: number): Promise<void> {
  const body = JSON.stringify({
    ...{ resourceType: 'Subscription', status: 'requested', reason: 'Bench', criteria: 'Patient?gender=male,female' },
    channel: { type: 'rest-hook', endpoint: `http://127.0.0.1:${receiver.port}`, payload: 'application/fhir+json' },
  });
  for (let made = 0; made < count; made += subscriptionsOfOne) {
    const scope = 'system/Subscription.cruds system/Patient.rs';
    const created = await callControl(stack.site.dir, 'token-create', { name: `bench-${made}`, scope });
    const clients = new HttpClients({ ...target, token: (created as { secret: string }).secret });
    const own = Math.min(subscriptionsOfOne, count - made);
    for (let more = 0; more < own; more += 1) await clients.ask({ method: 'POST', path: '/Subscription', body });
    await untilTrue(async () => {
      const found = await clients.ask({ method: 'GET', path: '/Subscription?status=active' });
      return (JSON.parse(found) as { total: number }).total === own;
    });
    clients.close();
  }
}

interface Written {
  readonly versionId: string;
  /** By the monotonic clock. */
  readonly answeredMilliseconds: number;
}

/** Makes patients who match. */
class Writer {
  readonly #clients: HttpClients;
  readonly #patients = makePatients(100_000)[Symbol.iterator]();

  constructor(target: HttpTarget) {
    this.#clients = new HttpClients(target);
  }

  async write(): Promise<Written> {
    const { id: _, ...patient } = this.#patients.next().value ?? { id: '' };
    const text = await this.#clients.ask({ method: 'POST', path: '/Patient', body: JSON.stringify(patient) });
    const answeredMilliseconds = performance.now();
    const { meta } = JSON.parse(text) as { meta: { versionId: string } };
    return { versionId: meta.versionId, answeredMilliseconds };
  }

  close(): void {
    this.#clients.close();
  }
}

/** How long after the answer to its write each notification came, milliseconds, while few are written. */
async function measureDelays(writer: Writer, receiver: Receiver, subscriptions: number): Promise<readonly number[]> {
  // What is compiled and opened once is no delay of every day.
  await writer.write();
  await untilTrue(() => receiver.count === subscriptions);
  receiver.clear();
  const written: Written[] = [];
  for (let count = 0; count < pacedWrites; count += 1) {
    written.push(await writer.write());
    await sleep(1_000 / writesPerSecond);
  }
  await untilTrue(() => receiver.count === subscriptions * pacedWrites);
  return written.flatMap(({ versionId, answeredMilliseconds }) =>
    receiver.arrivalsOf(versionId).map((arrived) => Math.max(0, arrived - answeredMilliseconds)),
  );
}

/** From the first write until the last notification has come. */
async function measureBurst(writer: Writer, receiver: Receiver, subscriptions: number) {
  receiver.clear();
  const writes = Math.min(burstWritesMax, Math.ceil(burstNotifications / subscriptions));
  const began = performance.now();
  let left = writes;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      await writer.write();
    }
  };
  await Promise.all(Array.from({ length: burstClients }, client));
  await untilTrue(() => receiver.count === subscriptions * writes);
  return { writes, perSecond: (subscriptions * writes * 1_000) / (performance.now() - began) };
}

/** @throws Error where it takes too long */
async function untilTrue(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + secondsMax * 1_000; !(await holds()); await sleep(5)) {
    if (performance.now() > end) throw new Error(`not within ${secondsMax} s`);
  }
}
