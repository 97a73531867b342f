import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoLinkName } from '../../provisioning/demo/demo-plan.js';
import type { LinkShape } from '../../provisioning/demo/relay/shaped-pipe.js';
import type { TcpRelay } from '../../provisioning/demo/relay/tcp-relay.js';
import type { SiteClient } from '../../provisioning/demo/site-client.js';
import { BenchStack } from './bench-stack.js';
import { type Bench, type Measurement, percentile, round } from './measurement.js';
import { makeRecords, onlySummary, type PatientRecord } from './patient-records.js';
import { preload } from './preload.js';

/** Patients whose whole record is fetched, and patients of whom there is no more than the summary, to count its bytes. */
const timedPatients = 60;
const countedPatients = 30;
/** One person may ask thirty times a minute; so several ask. */
const patientsPerUser = 25;

const lines: readonly {
  readonly title: string;
  readonly link: DemoLinkName;
  readonly shape: LinkShape;
}[] = [
  { title: 'fibre 20 ms RTT', link: 'fibre', shape: { delayMilliseconds: 10, bytesPerSecond: 1_250_000 } },
  { title: 'GEO 600 ms RTT, 512 kbit/s', link: 'satellite', shape: { delayMilliseconds: 300, bytesPerSecond: 64_000 } },
];

/**
 * A patient of another hospital on demand: from the question of a browser at the site until the summary is committed
 * there and can be read, over a relay that delays and counts.
 */
export const fetchSummary: Bench = {
  name: 'fetch',
  title: 'A remote patient’s summary on demand, from the question until it can be read at the site',
  run: async () => {
    const measurements: Measurement[] = [];
    for (const line of lines) measurements.push(...(await measure(line)));
    return measurements;
  },
};

async function measure({ title, link, shape }: (typeof lines)[number]): Promise<readonly Measurement[]> {
  const stack = await BenchStack.create();
  try {
    const whole = makeRecords(timedPatients, 'bench-fetch');
    const summaries = makeRecords(countedPatients, 'bench-fetch-bytes').map(onlySummary);
    await stack.hub.stop();
    const journal = await stack.openHubJournal();
    for (const { groups } of [...whole, ...summaries]) await preload(journal, groups);
    journal.close();
    await stack.hub.start();
    const relay = await stack.connectOver(link, shape);
    await stack.site.start();
    await stack.untilIndexed();
    await quiet(relay, shape);
    const milliseconds: number[] = [];
    for (const { patient, client } of await withUsers(stack, whole, 'timed')) {
      milliseconds.push(await fetchOne(client, patient));
      // The rest of the record is not to be in the way of the next question.
      await quiet(relay, shape);
    }
    const bytes: number[] = [];
    for (const { patient, client } of await withUsers(stack, summaries, 'counted')) {
      const before = relay.bytes.up + relay.bytes.down;
      await fetchOne(client, patient);
      await quiet(relay, shape);
      bytes.push(relay.bytes.up + relay.bytes.down - before);
    }
    const resources = round(whole.reduce((sum, record) => sum + record.resources, 0) / whole.length);
    return describe(milliseconds, bytes, { line: title, patients: whole.length, resourcesEach: resources });
  } finally {
    await stack.destroy();
  }
}

function describe(
  milliseconds: readonly number[],
  bytes: readonly number[],
  conditions: Measurement['conditions'],
): readonly Measurement[] {
  const figure = (metric: string, values: readonly number[], share: number, unit: string): Measurement => {
    return { bench: 'fetch', metric, value: round(percentile(values, share)), unit, conditions };
  };
  return [
    figure('summary-p50-ms', milliseconds, 0.5, 'ms'),
    figure('summary-p95-ms', milliseconds, 0.95, 'ms'),
    figure('summary-p50-bytes', bytes, 0.5, 'bytes'),
    figure('summary-p95-bytes', bytes, 0.95, 'bytes'),
  ];
}

/** From the question until the summary is there, in milliseconds. */
async function fetchOne(client: SiteClient, patient: string): Promise<number> {
  const start = performance.now();
  const answer = await client.json('POST', '/api/remote/patients', { patient, purpose: 'emergency' });
  if ((answer as { state: string }).state !== 'answered') throw new Error('the hub did not answer in time');
  for (;;) {
    const { state } = (await client.json('GET', `/api/remote/copy/${patient}`)) as { state: string | null };
    if (state === 'summary' || state === 'complete') return performance.now() - start;
    await sleep(2);
  }
}

/** Resolves when nothing has crossed the line for longer than anything is under way on it. */
async function quiet(relay: TcpRelay, { delayMilliseconds }: LinkShape): Promise<void> {
  let seen = -1;
  while (relay.bytes.up + relay.bytes.down !== seen) {
    seen = relay.bytes.up + relay.bytes.down;
    await sleep(delayMilliseconds * 2 + 150);
  }
}

async function withUsers(stack: BenchStack, records: readonly PatientRecord[], name: string) {
  const asked: { readonly patient: string; readonly client: SiteClient }[] = [];
  for (let start = 0; start < records.length; start += patientsPerUser) {
    const client = await stack.signIn(`${name}-${start}`);
    for (const { patient } of records.slice(start, start + patientsPerUser)) asked.push({ patient, client });
  }
  return asked;
}
